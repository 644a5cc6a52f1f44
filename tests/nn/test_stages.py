"""The quick stages of a step give what the layers give one by one."""

import numpy as np
import pytest

from convstudio.engine.joint_window import joint_window
from convstudio.nn import (
    Activation,
    AveragePooling2D,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
    SeparableConv2D,
    Sequential,
    joint_pool,
)
from convstudio.nn.filtering import Filtering
from convstudio.nn.joint_pool import JointPool
from convstudio.nn.losses import SparseCategoricalCrossentropy
from convstudio.nn.optimizers import SGD
from convstudio.nn.pool_first import PoolFirst
from convstudio.nn.shapes import planar_shape
from convstudio.nn.stages import one_by_one, quickest

GRID, LINE = (9, 8, 2), (13, 2)
PAIRS = {
    "conv": (Conv2D(3, 3, activation="relu"), MaxPooling2D()),
    "cells that no window sees": (Conv2D(3, (2, 4), activation="relu"), MaxPooling2D((3, 2))),
    "cells between windows": (Conv2D(3, 2, activation="relu"), MaxPooling2D(2, strides=3)),
    "windows that overlap": (Conv2D(3, 2, activation="relu"), MaxPooling2D(3, strides=2)),
    "padding": (Conv2D(4, 3, activation="relu", padding="same", groups=2), MaxPooling2D(2)),
    "padding on one side": (Conv2D(2, 3, activation="relu", padding=((0, 2), (0, 0))), MaxPooling2D(2)),
    "border": (Conv2D(2, 3, activation="relu", padding="same", border="reflect"), MaxPooling2D(2)),
    "padded pooling": (Conv2D(2, 3, activation="relu"), MaxPooling2D(2, padding="same")),
    "stride": (Conv2D(2, 2, activation="relu", strides=2), MaxPooling2D(2)),
    "dilation": (Conv2D(2, 2, activation="relu", dilation_rate=2, use_bias=False), MaxPooling2D(2)),
    "flip": (Conv2D(2, (3, 2), activation="relu", flip=True), MaxPooling2D(2)),
    "global": (Conv2D(2, 3, activation="relu"), GlobalMaxPooling2D()),
    "line": (Conv1D(3, 3, activation="relu"), MaxPooling1D(2)),
    "causal": (Conv1D(3, 3, activation="relu", padding="causal"), MaxPooling1D(3)),
    "dense": (Dense(3, activation="relu"), MaxPooling2D(2)),
    "depthwise": (DepthwiseConv2D(2, activation="relu"), MaxPooling2D(2)),
    "separable": (SeparableConv2D(2, 2, activation="relu"), MaxPooling2D(2)),
    "transpose": (Conv2DTranspose(2, 2, activation="relu"), MaxPooling2D(2)),
}

KINDS = [(name, PoolFirst) for name in PAIRS]
KINDS += [(name, JointPool) for name, (layer, _) in PAIRS.items() if isinstance(layer, Filtering)]
every = pytest.mark.parametrize(("name", "kind"), KINDS, ids=[f"{n}-{k.__name__}" for n, k in KINDS])


def ready(name, dtype="float64", whole=False):
    """Both layers of a pair for a shape, and a batch; with whole numbers alone there are many ties."""
    shape = LINE if "1D" in type(PAIRS[name][0]).__name__ else GRID
    configs = [{**layer.get_config(), "dtype": dtype, "seed": 4} for layer in PAIRS[name]]
    layer, pool = (type(one).from_config(words) for one, words in zip(PAIRS[name], configs, strict=True))
    random = np.random.default_rng(0)
    layer.build((None, *shape))
    layer.set_weights([random.normal(size=array.shape) for array in layer.get_weights()])
    x = random.normal(size=(5, *planar_shape(shape)))
    if whole:
        layer.set_weights([random.integers(-1, 2, array.shape) for array in layer.get_weights()])
        x = random.integers(0, 2, x.shape)
    pool.build((None, *layer.output_shape_for(shape)))
    return layer, pool, shape, x.astype(dtype)


def in_two_stages(layer, pool, x, shape, error, wants_input):
    dice, between = np.random.default_rng(0), layer.output_shape_for(shape)
    maps, first = layer.train_forward(x, shape, dice)
    pooled, second = pool.train_forward(maps, between, dice)
    back = pool.train_backward(maps, second, error, between).by_input
    return pooled, layer.train_backward(x, first, back, shape, wants_input)


def errors(pool, between):
    return np.random.default_rng(7).integers(1, 9, (5, *planar_shape(pool.output_shape_for(between))))


@every
@pytest.mark.parametrize("wants_input", [True, False])
def test_pooling_before_relu_gives_the_same_outputs_and_gradients(name, kind, wants_input):
    layer, pool, shape, x = ready(name)
    stage = kind(layer, pool)
    error = errors(pool, layer.output_shape_for(shape)).astype("float64")
    pooled, expected = in_two_stages(layer, pool, x, shape, error, wants_input)
    outputs, memory = stage.train_forward(x, shape, np.random.default_rng(0))
    assert stage.output_shape_for(shape) == pool.output_shape_for(layer.output_shape_for(shape))
    np.testing.assert_allclose(outputs, pooled, atol=1e-12)
    returned = stage.train_backward(x, memory, error, shape, wants_input)
    assert returned.by_weights.keys() == stage.trained_weights.keys()
    for weights, gradient in expected.by_weights.items():
        np.testing.assert_allclose(returned.by_weights[weights], gradient, atol=1e-11)
    if wants_input:
        np.testing.assert_allclose(returned.by_input, expected.by_input, atol=1e-11)
    else:
        assert returned.by_input is None


@every
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_ties_go_to_the_same_cells(name, kind, dtype):
    """Whole numbers have no rounding: not one number may differ, though half of all windows have ties."""
    layer, pool, shape, x = ready(name, dtype, whole=True)
    stage = kind(layer, pool)
    error = errors(pool, layer.output_shape_for(shape)).astype(dtype)
    pooled, expected = in_two_stages(layer, pool, x, shape, error, True)
    outputs, memory = stage.train_forward(x, shape, np.random.default_rng(0))
    returned = stage.train_backward(x, memory, error, shape)
    assert (outputs == pooled).all()
    assert (returned.by_input == expected.by_input).all()
    for weights, gradient in expected.by_weights.items():
        assert (returned.by_weights[weights] == gradient).all()
    arrays = [outputs, returned.by_input, *returned.by_weights.values()]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Conv2D(1, 3), MaxPooling2D()),
        (Conv2D(1, 3, activation="tanh"), MaxPooling2D()),
        (Conv2D(1, 3, activation="relu"), AveragePooling2D()),
        (Conv2D(1, 3, activation="relu"), MaxPooling2D(dtype="float64")),
        (Activation("relu"), MaxPooling2D()),
        (Conv2D(1, 3, activation="relu"), Flatten()),
    ],
)
def test_other_layers_stay_apart(first, second):
    layers = [first, second]
    assert quickest(layers) == one_by_one(layers)
    assert [numbered.stage for numbered in one_by_one(layers)] == layers


@pytest.mark.parametrize(("channels", "places"), [(1, 4), (4, 4), (5, None)])
def test_a_joint_window_is_taken_for_the_few_channels_of_a_first_layer(monkeypatch, channels, places):
    layer, pool = Conv2D(1, 3, activation="relu", seed=1), MaxPooling2D()
    layer.build((None, 8, 8, channels))
    taken = []
    monkeypatch.setattr(
        joint_pool, "joint_window", lambda *geometries: taken.append(joint_window(*geometries)) or taken[-1]
    )
    JointPool(layer, pool).train_forward(
        np.ones((1, 8, 8, channels), np.float32), (8, 8, channels), np.random.default_rng(0)
    )
    assert [len(window.places) for window in taken] == ([] if places is None else [places])


def test_convolutions_get_joint_windows_and_other_layers_none():
    layers = [Conv2D(1, 3, activation="relu"), MaxPooling2D(), Dense(1, activation="relu"), MaxPooling2D()]
    assert [type(stage) for _, _, stage in quickest(layers)] == [JointPool, PoolFirst]


def test_stages_keep_the_numbers_of_their_first_layers():
    layers = [Conv2D(1, 3, activation="relu"), MaxPooling2D(), MaxPooling2D(), Flatten(), Dense(2)]
    assert [(number, first) for number, first, _ in quickest(layers)] == [
        (0, layers[0]),
        (2, layers[2]),
        (3, layers[3]),
        (4, layers[4]),
    ]


def test_a_step_does_what_the_gradients_say():
    """The step goes through quick stages, `gradients` through every layer."""
    model = Sequential(
        [
            Conv2D(3, 3, activation="relu", input_shape=(10, 9, 1), seed=1),
            MaxPooling2D(),
            Conv2D(4, 2, activation="relu", seed=2),
            MaxPooling2D(),
            Flatten(),
            Dense(3, seed=3),
        ]
    )
    model.compile(SGD(1.0), SparseCategoricalCrossentropy(from_logits=True))
    random = np.random.default_rng(0)
    x, y = random.random((6, 10, 9, 1), np.float32), random.integers(0, 3, 6)
    before = model.get_weights()
    found = model.learner.gradients(x, y)
    assert len(found.by_weights) == len(model.layers)
    assert model.train_on_batch(x, y)["loss"] == pytest.approx(found.loss, rel=1e-6)
    gradients = [array for by in found.by_weights for array in by.values()]
    for old, new, gradient in zip(before, model.get_weights(), gradients, strict=True):
        np.testing.assert_allclose(old - new, gradient, atol=1e-6)
