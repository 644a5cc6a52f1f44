"""Everything against the numbers of other libraries, the fast functions and the slow definitions."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from convstudio.engine.activation import activate
from convstudio.engine.convolve import convolve, convolve_slowly
from convstudio.engine.geometry import Geometry
from convstudio.engine.pool import average_pool, average_pool_slowly, max_pool, max_pool_slowly
from convstudio.engine.transpose import convolve_transposed, convolve_transposed_slowly, transposed_axis
from convstudio.nn import LAYERS, layer_from
from convstudio.nn.filtering import Filtering
from convstudio.nn.pooling import WindowPool
from convstudio.nn.shapes import from_planar, planar_shape, to_planar
from convstudio.nn.transpose import ConvTranspose

FOLDER = Path(__file__).parent
POOLS = {"max": (max_pool, max_pool_slowly), "average": (average_pool, average_pool_slowly)}
EXACT = 0
ROUNDED = 2e-6


@cache
def read(name):
    with np.load(FOLDER / f"{name}.npz") as file:
        arrays = dict(file)
    settings = json.loads(arrays.pop("settings").tobytes())
    given = [{} for _ in settings["cases"]]
    for key, array in arrays.items():
        number, part = key.split("/")
        given[int(number)][part] = array
    return list(zip(settings["cases"], given, strict=True)), settings["versions"]


def ident(case):
    settings, arrays = case
    words = settings.get("words", {key: value for key, value in settings.items() if key != "kind"})
    return f"{settings['kind']}-{arrays['x'].ndim - 2}d-{'-'.join(map(str, words.values()))}".replace(" ", "")


def of(name, *kinds):
    """The cases of a file, all of one kind together: the class of the layer, or the name of the operation."""
    groups = {}
    for case in read(name)[0]:
        if not kinds or case[0]["kind"] in kinds:
            groups.setdefault(case[0]["kind"], []).append(case)
    return pytest.mark.parametrize("cases", groups.values(), ids=groups.keys())


def assert_close(values, expected, case, tolerance):
    assert np.shape(values) == np.shape(expected), ident(case)
    assert np.allclose(values, expected, rtol=tolerance, atol=tolerance), ident(case)


def tuples(value):
    """JSON has lists where the words of a layer have tuples."""
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def built(case):
    settings, arrays = case
    layer = layer_from(settings["kind"], {key: tuples(v) for key, v in settings["words"].items()})
    layer.build(arrays["x"].shape)
    layer.set_weights([arrays[f"w{number}"] for number in range(len(layer.get_weights()))])
    return layer


def test_every_layer_is_compared_with_keras():
    assert {case["kind"] for case, _ in read("keras")[0]} == set(LAYERS)


@pytest.mark.parametrize("name", ["keras", "torch", "onnx", "scipy"])
def test_the_numbers_say_what_made_them(name):
    cases, versions = read(name)
    assert len(cases) > 40
    assert {"python", "numpy"} < set(versions)


@of("keras")
def test_layers_give_what_keras_gives(cases):
    for case in cases:
        arrays = case[1]
        layer = built(case)
        y = layer(arrays["x"])
        assert (y.shape, y.dtype) == (arrays["y"].shape, np.float32), ident(case)
        assert layer.compute_output_shape(arrays["x"].shape) == y.shape, ident(case)
        assert_close(y, arrays["y"], case, ROUNDED)


WINDOWED = tuple(
    name for name, kind in LAYERS.items() if issubclass(kind, Filtering | ConvTranspose | WindowPool)
)


@of("keras", *WINDOWED)
def test_the_slow_definitions_give_what_keras_gives(cases):
    for case in cases:
        x, y = case[1]["x"][:1], case[1]["y"][:1]
        slow = slowly(built(case), to_planar(x, x.shape[1:]), x.shape[1:])
        assert_close(from_planar(slow, y.shape[1:]), y, case, ROUNDED)


def slowly(layer, planes, shape):
    if isinstance(layer, Filtering):
        slow = convolve_slowly(planes, layer.engine_kernel(), layer.bias, layer.geometry(shape))
        return activate(layer.activation, slow)
    if isinstance(layer, ConvTranspose):
        geometry = layer.turned_around(shape)
        return convolve_transposed_slowly(planes, layer.engine_kernel(), layer.bias, geometry)
    return POOLS["max" if layer.is_max else "average"][1](planes, layer.geometry(shape))


@of("keras")
def test_cells_are_explained_with_what_keras_gives(cases):
    for case in cases:
        layer, arrays = built(case), case[1]
        shape, after = arrays["x"].shape[1:], arrays["y"].shape[1:]
        x, y = to_planar(arrays["x"], shape)[1], to_planar(arrays["y"], after)[1]
        walk = layer.walk(shape)
        assert (walk.rows, walk.cols, walk.filters) == planar_shape(after), ident(case)
        for step in (walk[0], walk[len(walk) // 2], walk[-1]):
            cell = layer.explain(x, step.row, step.col, step.filter)
            assert_close(cell.value, y[step.row, step.col, step.filter], case, ROUNDED)
            assert cell.layer_kind == case[0]["kind"]
            assert cell.lines()


@of("torch", "conv")
def test_convolutions_give_what_torch_gives(cases):
    assert_convolutions(cases)


@of("onnx", "conv")
def test_convolutions_give_what_onnx_gives(cases):
    assert_convolutions(cases)


def assert_convolutions(cases):
    for case in cases:
        settings, arrays = case
        x, w, y = arrays["x"], arrays["w"], arrays["y"]
        geometry = geometry_of(settings, x, w.shape[:2])
        assert_close(convolve_slowly(x, w, arrays["b"], geometry), y, case, EXACT)
        assert_close(convolve(x, w, arrays["b"], geometry), y, case, ROUNDED)


def geometry_of(settings, x, kernel):
    strides, dilation = (settings["strides"],) * 2, (settings["dilation"],) * 2
    padding, border = tuples(settings["padding"]), settings.get("border", "zeros")
    padding = ((padding,) * 2,) * 2 if isinstance(padding, int) else padding
    return Geometry.build(x.shape[1:3], tuple(kernel), strides, dilation, padding, border)


@of("torch", "max", "average")
def test_poolings_give_what_torch_gives(cases):
    assert_poolings(cases)


@of("onnx", "max", "average")
def test_poolings_give_what_onnx_gives(cases):
    assert_poolings(cases)


def assert_poolings(cases):
    for case in cases:
        settings, arrays = case
        geometry = geometry_of(settings, arrays["x"], settings["pool_size"])
        for pool in POOLS[settings["kind"]]:
            assert_close(pool(arrays["x"], geometry), arrays["y"], case, ROUNDED)


@of("torch", "transposed")
def test_transposed_convolutions_give_what_torch_gives(cases):
    for case in cases:
        settings, arrays = case
        x, kernel, y = arrays["x"], arrays["w"], arrays["y"]
        padding = (settings["padding"],) * 2
        words = settings["strides"], settings["dilation"], padding, settings["output_padding"], "zeros"
        geometry = Geometry(*(transposed_axis(x.shape[1 + at], kernel.shape[at], *words) for at in (0, 1)))
        for transposed in (convolve_transposed, convolve_transposed_slowly):
            assert_close(transposed(x, kernel, arrays["b"], geometry), y, case, EXACT)


@of("scipy")
def test_borders_give_what_scipy_gives(cases):
    for case in cases:
        settings, arrays = case
        x, w = arrays["x"][None, ..., None], arrays["w"][..., None, None]
        kernel = w[::-1, ::-1] if settings["flip"] else w
        words = {"padding": settings["padding"], "border": settings["border"]}
        geometry = Geometry.build(x.shape[1:3], w.shape[:2], **words)
        assert_close(convolve_slowly(x, kernel, None, geometry)[0, ..., 0], arrays["y"], case, EXACT)
        assert_close(convolve(x, kernel, None, geometry)[0, ..., 0], arrays["y"], case, ROUNDED)
