"""Layers of every kind with many settings, small enough for loops in Python."""

import itertools
import runpy

import numpy as np
import pytest

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.geometry import BORDERS
from convstudio.files.code.languages import save_code
from convstudio.files.project import LayerPart, Project
from convstudio.nn.registry import LAYERS, layer_from

LINE, PICTURE = (7, 4), (5, 6, 4)


def cases():
    """All cases, each (kind, settings, input shape)."""
    yield from convolutions()
    yield from borders()
    yield from transposed()
    yield from poolings()
    yield from shapes()
    yield from activations()
    yield from the_rest()


def convolutions():
    for rank, shape in ((1, LINE), (2, PICTURE)):
        explicit = (2, 1) if rank == 1 else ((0, 1), (2, 0))
        paddings = ["valid", "same", "full", explicit, *(["causal"] if rank == 1 else [])]
        steps = [{}, {"strides": 2}, {"dilation_rate": 2}]
        steps += [{"strides": (2, 1)}, {"dilation_rate": (1, 2)}] if rank == 2 else []
        for padding, step in itertools.product(paddings, steps):
            words = {"padding": padding, **step}
            yield f"Conv{rank}D", {"filters": 2, "kernel_size": 2, **words}, shape
            if padding != "causal" and step.get("strides") != (2, 1):
                yield f"DepthwiseConv{rank}D", {"kernel_size": 2, "depth_multiplier": 2, **words}, shape
                yield f"SeparableConv{rank}D", {"filters": 3, "kernel_size": 2, **words}, shape
        for more in (
            {"groups": 2},
            {"groups": 4, "flip": True},
            {"use_bias": False, "activation": "relu"},
            {"flip": True, "padding": "same"},
            {"dtype": "float64"},
        ):
            yield f"Conv{rank}D", {"filters": 4, "kernel_size": 3, **more}, shape
        for kind in ("DepthwiseConv", "SeparableConv"):
            words = {"kernel_size": 3, "flip": True, "use_bias": False, "activation": "tanh"}
            filters = {"filters": 3} if kind == "SeparableConv" else {}
            yield f"{kind}{rank}D", {**filters, **words}, shape
    yield "Conv2D", {"filters": 2, "kernel_size": (3, 2), "padding": "same", "strides": (2, 3)}, PICTURE


def borders():
    for border in BORDERS[1:]:
        for rank, shape in ((1, LINE), (2, PICTURE)):
            same = {"kernel_size": 3, "padding": "same", "border": border}
            yield f"Conv{rank}D", {"filters": 2, **same}, shape
            yield f"Conv{rank}D", {"filters": 2, **same, "kernel_size": 4, "strides": 2, "flip": True}, shape
            yield f"DepthwiseConv{rank}D", same, shape
            far = {"filters": 1, "kernel_size": 3, "padding": "full", "border": border, "dilation_rate": 4}
            yield f"Conv{rank}D", far, tuple(min(size, 3) for size in shape)
            for extra in ({"padding": "same"}, {"padding": "full", "strides": 2, "flip": True}):
                words = {"filters": 2, "kernel_size": 4, "border": border, **extra}
                yield f"Conv{rank}DTranspose", words, shape
        yield "SeparableConv2D", {"filters": 2, **same, "activation": "softmax"}, PICTURE


def transposed():
    for rank, shape in ((1, (4, 3)), (2, (3, 4, 2))):
        explicit = (2, 1) if rank == 1 else ((0, 1), (2, 1))
        paddings, steps = ("valid", "same", "full", explicit), [{"strides": n} for n in (1, 2, 3)]
        for kernel, padding, step in itertools.product(
            (1, 2, 3, 4), paddings, [*steps, {"dilation_rate": 2}]
        ):
            words = {"filters": 2, "kernel_size": kernel, "padding": padding, **step}
            if something_comes_out(f"Conv{rank}DTranspose", words, shape):
                yield f"Conv{rank}DTranspose", words, shape
        for padding, extra in itertools.product(("valid", "same", explicit), (0, 1, 2)):
            words = {"kernel_size": 3, "padding": padding, "strides": 3, "output_padding": extra}
            yield f"Conv{rank}DTranspose", {"filters": 2, **words}, shape
        words = {"kernel_size": 3, "strides": 2, "flip": True, "use_bias": False, "activation": "elu"}
        yield f"Conv{rank}DTranspose", {"filters": 3, **words}, shape


def poolings():
    for kind, rank in itertools.product(("Max", "Average"), (1, 2)):
        shape = LINE if rank == 1 else PICTURE
        for size, strides, padding in itertools.product((1, 2, 3), (None, 1, 2), ("valid", "same")):
            yield f"{kind}Pooling{rank}D", {"pool_size": size, "strides": strides, "padding": padding}, shape
        explicit = ((1, 2), (2, 0)) if rank == 1 else (((1, 1), (1, 1)), ((0, 1), (2, 1)))
        for padding in explicit:
            yield f"{kind}Pooling{rank}D", {"pool_size": 3, "strides": 2, "padding": padding}, shape
        for keepdims in (False, True):
            yield f"Global{kind}Pooling{rank}D", {"keepdims": keepdims}, shape


def shapes():
    for padding in (1, (1, 2), (0, 3)):
        yield "ZeroPadding1D", {"padding": padding}, LINE
        yield "Cropping1D", {"cropping": padding}, LINE
    for padding in (1, (1, 2), ((0, 1), (2, 0))):
        yield "ZeroPadding2D", {"padding": padding}, PICTURE
        yield "Cropping2D", {"cropping": padding}, PICTURE
    for size in (1, 2, 3):
        yield "UpSampling1D", {"size": size}, LINE
    for size, interpolation in itertools.product((1, 2, (1, 3), (3, 2)), ("nearest", "bilinear")):
        yield "UpSampling2D", {"size": size, "interpolation": interpolation}, PICTURE
    for shape in (LINE, PICTURE):
        yield "Flatten", {}, shape
    for target in ((6, 5, 4), (-1,), (-1, 8), (2, 3, 4, 5)):
        yield "Reshape", {"target_shape": target}, PICTURE
    yield "Permute", {"dims": (2, 1)}, LINE
    for dims in itertools.permutations((1, 2, 3)):
        yield "Permute", {"dims": dims}, PICTURE


def activations():
    for name in ACTIVATIONS:
        yield "Activation", {"activation": name}, PICTURE
        if name != "glu":
            yield "Dense", {"units": 4, "activation": name}, LINE


def the_rest():
    for shape in (LINE, PICTURE):
        yield "Dense", {"units": 3, "activation": "relu"}, shape
        yield "Dense", {"units": 3, "use_bias": False}, shape
        yield "Dropout", {"rate": 0.5}, shape
    for limit, slope, threshold in itertools.product((None, 1.0), (0.0, 0.25), (0.0, 0.5)):
        yield "ReLU", {"max_value": limit, "negative_slope": slope, "threshold": threshold}, LINE
    for slope in (0.0, 0.3):
        yield "LeakyReLU", {"negative_slope": slope}, LINE
    for alpha in (0.5, 1.0):
        yield "ELU", {"alpha": alpha}, LINE
    for axes in (None, (1,), (1, 2), (1, 2, 3)):
        yield "PReLU", {"shared_axes": axes}, PICTURE
    yield "PReLU", {"shared_axes": (1,)}, LINE
    for axis in (-1, 1, 2, 3, (1, 2), (1, 3), (1, 2, 3)):
        yield "Softmax", {"axis": axis}, PICTURE
    yield "Softmax", {"axis": 1}, LINE
    for axis, center, scale in itertools.product((-1, 1, 2), (True, False), (True, False)):
        words = {"axis": axis, "center": center, "scale": scale}
        yield "BatchNormalization", words, PICTURE
        yield "BatchNormalization", {**words, "epsilon": 0.01}, LINE


def something_comes_out(kind, words, shape):
    try:
        return bool(layer_from(kind, words).output_shape_for(shape))
    except ValueError:
        return False


def ident(case):
    kind, words, shape = case
    return f"{kind}-{len(shape) - 1}d-{'-'.join(map(str, words.values()))}".replace(" ", "")


def project(case):
    """A project of one layer with made-up numbers, multiples of 1/8."""
    kind, words, shape = case
    random = np.random.default_rng(len(ident(case)))

    def eighths(size):
        return (random.integers(-12, 13, size) / 8).astype(np.float32)

    layer = layer_from(kind, words)
    weights = [eighths(size) for size in layer.weight_shapes(shape)]
    if kind == "BatchNormalization":
        weights[-1] = abs(weights[-1]) + np.float32(0.5)
    return Project(eighths(shape), (LayerPart(kind, layer.get_config(), tuple(weights)),), title="A case")


@pytest.fixture(params=list(LAYERS))
def cases_of_a_kind(request):
    """Name and project of every case of one class of layers."""
    return [(ident(case), project(case)) for case in cases() if case[0] == request.param]


@pytest.fixture
def run_code(tmp_path):
    """Saves a program of a project and runs it, as a person would; it fails where its last line does."""

    def run(project, language, number=None, name=""):
        suffix = ".onnx" if language == "onnx" else ".py"
        files = save_code(project, number, language, tmp_path / f"code{suffix}")
        try:
            return runpy.run_path(str(next(file for file in files if file.suffix == ".py")))
        except Exception as error:
            raise AssertionError(f"{name}\n{(tmp_path / 'code.py').read_text()}") from error

    return run
