"""Layers of Keras: every class over kernels, strides, padding, dilation and groups."""

import itertools

import keras
from exact_numbers import eighths

LINE, PICTURE = (9, 4), (6, 7, 4)
STEPS = ({}, {"strides": 2}, {"strides": 3}, {"dilation_rate": 2})
STEPS_2D = (*STEPS, {"strides": (2, 1)}, {"dilation_rate": (1, 2)})
KERNELS = {1: (1, 2, 3, 4), 2: (1, 2, (3, 2), 3)}
# without sparsemax: in Keras 3.15.1 the values of a place do not add up to 1, as they must
ACTIVATIONS = [
    "linear",
    "relu",
    "leaky_relu",
    "sigmoid",
    "tanh",
    "softmax",
    "relu6",
    "elu",
    "selu",
    "celu",
    "gelu",
    "silu",
    "swish",
    "mish",
    "softplus",
    "softsign",
    "squareplus",
    "sparse_plus",
    "exponential",
    "log_sigmoid",
    "hard_sigmoid",
    "sparse_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "hard_shrink",
    "soft_shrink",
    "tanh_shrink",
    "log_softmax",
    "glu",
]


def cases():
    """All cases, each (settings, arrays)."""
    for kind, words, shape in itertools.chain(convolutions(), transposed(), poolings(), shapes(), the_rest()):
        yield case(kind, words, shape)


def case(kind, words, shape):
    layer = getattr(keras.layers, kind)(**words)
    layer.build((None, *shape))
    name = f"{kind} {words} {shape}"
    weights = [eighths(w.shape, f"{name} {number}") for number, w in enumerate(layer.get_weights())]
    if kind == "BatchNormalization":
        weights[-1] = abs(weights[-1])
    layer.set_weights(weights)
    x = eighths((2, *shape), name)
    arrays = {"x": x, "y": layer(x), **{f"w{number}": w for number, w in enumerate(weights)}}
    return {"kind": kind, "words": words}, arrays


def convolutions():
    for rank, shape in ((1, LINE), (2, PICTURE)):
        steps = STEPS if rank == 1 else STEPS_2D
        for kernel, step, padding in itertools.product(KERNELS[rank], steps, ("valid", "same")):
            words = {"kernel_size": kernel, "padding": padding, **step}
            for groups in (1, 2, 4):
                yield f"Conv{rank}D", {"filters": 4, "groups": groups, **words}, shape
            if step.get("strides") != (2, 1):
                for multiplier in (1, 2):
                    more = {"depth_multiplier": multiplier, **words}
                    yield f"DepthwiseConv{rank}D", more, shape
                    yield f"SeparableConv{rank}D", {"filters": 3, **more}, shape
    for kernel, step in itertools.product(KERNELS[1], STEPS):
        yield "Conv1D", {"filters": 2, "kernel_size": kernel, "padding": "causal", **step}, LINE
    yield "Conv2D", {"filters": 2, "kernel_size": 3, "activation": "relu", "use_bias": False}, PICTURE
    yield "Conv2D", {"filters": 3, "kernel_size": 3, "activation": "softmax"}, PICTURE


def transposed():
    for rank, shape in ((1, LINE), (2, (4, 5, 4))):
        steps = STEPS if rank == 1 else STEPS_2D
        for kernel, step, padding in itertools.product(KERNELS[rank], steps, ("valid", "same")):
            for extra in (None, 0, 1):
                stride = step.get("strides", 1)
                if extra == 1 and (stride == 1 or isinstance(stride, tuple)):
                    continue
                words = {"kernel_size": kernel, "padding": padding, "output_padding": extra, **step}
                yield f"Conv{rank}DTranspose", {"filters": 3, **words}, shape


def poolings():
    for kind, rank in itertools.product(("Max", "Average"), (1, 2)):
        shape = LINE if rank == 1 else PICTURE
        sizes = (1, 2, 3, 4) if rank == 1 else (1, 2, (3, 2), (1, 4))
        for size, strides, padding in itertools.product(sizes, (None, 1, 2, 3), ("valid", "same")):
            words = {"pool_size": size, "strides": strides, "padding": padding}
            yield f"{kind}Pooling{rank}D", words, shape
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
    for size, interpolation in itertools.product((1, 2, 3, (1, 2), (4, 3)), ("nearest", "bilinear")):
        yield "UpSampling2D", {"size": size, "interpolation": interpolation}, PICTURE
    for shape in ((5,), LINE, PICTURE):
        yield "Flatten", {}, shape
    for target in ((7, 6, 4), (-1,), (-1, 8), (2, 3, 4, 7)):
        yield "Reshape", {"target_shape": target}, PICTURE
    yield "Permute", {"dims": (2, 1)}, LINE
    for dims in itertools.permutations((1, 2, 3)):
        yield "Permute", {"dims": dims}, PICTURE


def the_rest():
    for shape in ((5,), LINE, PICTURE):
        yield "Dense", {"units": 3, "activation": "relu"}, shape
        yield "Dense", {"units": 3, "use_bias": False}, shape
        yield "Dropout", {"rate": 0.5}, shape
    for name in ACTIVATIONS:
        yield "Activation", {"activation": name}, PICTURE
    for limit, slope, threshold in itertools.product((None, 1.0, 6.0), (0.0, 0.25), (0.0, 0.5)):
        yield "ReLU", {"max_value": limit, "negative_slope": slope, "threshold": threshold}, LINE
    for slope in (0.0, 0.3):
        yield "LeakyReLU", {"negative_slope": slope}, LINE
    for alpha in (0.5, 1.0):
        yield "ELU", {"alpha": alpha}, LINE
    for axes in (None, [1], [1, 2]):
        yield "PReLU", {"shared_axes": axes}, PICTURE
    for axis in (-1, 1, 2, 3, (1, 2)):
        yield "Softmax", {"axis": axis}, PICTURE
    for axis, center, scale in itertools.product((-1, 1, 2), (True, False), (True, False)):
        yield "BatchNormalization", {"axis": axis, "center": center, "scale": scale}, PICTURE
