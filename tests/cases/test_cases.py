"""Everything against the numbers of other libraries, the fast functions and the slow definitions."""

import json
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
EXACT = {"rel": 0, "abs": 0}
ROUNDED = {"rel": 2e-6, "abs": 2e-6}


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
    """The cases of a file, or those of some kinds, by the class of the layer or the name of the operation."""
    cases = [case for case in read(name)[0] if not kinds or case[0]["kind"] in kinds]
    return pytest.mark.parametrize("case", cases, ids=map(ident, cases))


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
def test_layers_give_what_keras_gives(case):
    arrays = case[1]
    layer = built(case)
    y = layer(arrays["x"])
    assert (y.shape, y.dtype) == (arrays["y"].shape, np.float32)
    assert layer.compute_output_shape(arrays["x"].shape) == arrays["y"].shape
    assert y == pytest.approx(arrays["y"], **ROUNDED)


WINDOWED = tuple(
    name for name, kind in LAYERS.items() if issubclass(kind, Filtering | ConvTranspose | WindowPool)
)


@of("keras", *WINDOWED)
def test_the_slow_definitions_give_what_keras_gives(case):
    x, y = case[1]["x"], case[1]["y"]
    layer, shape = built(case), x.shape[1:]
    planes = to_planar(x, shape)
    if isinstance(layer, Filtering):
        slow = convolve_slowly(planes, layer.engine_kernel(), layer.bias, layer.geometry(shape))
        slow = activate(layer.activation, slow)
    elif isinstance(layer, ConvTranspose):
        slow = convolve_transposed_slowly(
            planes, layer.engine_kernel(), layer.bias, layer.turned_around(shape)
        )
    else:
        slow = POOLS["max" if layer.is_max else "average"][1](planes, layer.geometry(shape))
    assert from_planar(slow, y.shape[1:]) == pytest.approx(y, **ROUNDED)


@of("keras")
def test_cells_are_explained_with_what_keras_gives(case):
    layer, arrays = built(case), case[1]
    shape, after = arrays["x"].shape[1:], arrays["y"].shape[1:]
    x, y = to_planar(arrays["x"], shape)[1], to_planar(arrays["y"], after)[1]
    walk = layer.walk(shape)
    assert (walk.rows, walk.cols, walk.filters) == planar_shape(after)
    for step in (walk[0], walk[len(walk) // 2], walk[-1]):
        cell = layer.explain(x, step.row, step.col, step.filter)
        assert cell.value == pytest.approx(y[step.row, step.col, step.filter], **ROUNDED)
        assert cell.layer_kind == case[0]["kind"]
        assert cell.lines()


@of("torch", "conv")
def test_convolutions_give_what_torch_gives(case):
    assert_convolution(*case)


@of("onnx", "conv")
def test_convolutions_give_what_onnx_gives(case):
    assert_convolution(*case)


def assert_convolution(settings, arrays):
    x, w, y = arrays["x"], arrays["w"], arrays["y"]
    geometry = geometry_of(settings, x, w.shape[:2])
    assert convolve_slowly(x, w, arrays["b"], geometry) == pytest.approx(y, **EXACT)
    assert convolve(x, w, arrays["b"], geometry) == pytest.approx(y, **ROUNDED)


def geometry_of(settings, x, kernel):
    strides, dilation = (settings["strides"],) * 2, (settings["dilation"],) * 2
    padding, border = tuples(settings["padding"]), settings.get("border", "zeros")
    padding = ((padding,) * 2,) * 2 if isinstance(padding, int) else padding
    return Geometry.build(x.shape[1:3], tuple(kernel), strides, dilation, padding, border)


@of("torch", "max", "average")
def test_poolings_give_what_torch_gives(case):
    assert_pooling(*case)


@of("onnx", "max", "average")
def test_poolings_give_what_onnx_gives(case):
    assert_pooling(*case)


def assert_pooling(settings, arrays):
    geometry = geometry_of(settings, arrays["x"], settings["pool_size"])
    for pool in POOLS[settings["kind"]]:
        assert pool(arrays["x"], geometry) == pytest.approx(arrays["y"], **ROUNDED)


@of("torch", "transposed")
def test_transposed_convolutions_give_what_torch_gives(case):
    settings, arrays = case
    x, w, y = arrays["x"], arrays["w"].swapaxes(2, 3), arrays["y"]
    words = settings["strides"], settings["dilation"], (settings["padding"],) * 2, settings["output_padding"]
    geometry = Geometry(*(transposed_axis(x.shape[1 + at], w.shape[at], *words, "zeros") for at in (0, 1)))
    kernel = w.swapaxes(2, 3)
    for transposed in (convolve_transposed, convolve_transposed_slowly):
        assert transposed(x, kernel, arrays["b"], geometry) == pytest.approx(y, **EXACT)


@of("scipy")
def test_borders_give_what_scipy_gives(case):
    settings, arrays = case
    x, w = arrays["x"][None, ..., None], arrays["w"][..., None, None]
    kernel = w[::-1, ::-1] if settings["flip"] else w
    words = {"padding": settings["padding"], "border": settings["border"]}
    geometry = Geometry.build(x.shape[1:3], w.shape[:2], **words)
    assert convolve_slowly(x, kernel, None, geometry)[0, ..., 0] == pytest.approx(arrays["y"], **EXACT)
    assert convolve(x, kernel, None, geometry)[0, ..., 0] == pytest.approx(arrays["y"], **ROUNDED)
