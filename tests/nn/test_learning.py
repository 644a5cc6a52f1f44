"""Every layer in training: its gradients by input and weights are what finite differences say."""

import numpy as np
import pytest

from convstudio.nn import LAYERS, BatchNormalization, Conv2D, Dropout, MaxPooling2D, layer_from
from convstudio.nn.shapes import planar_shape

STEP = 1e-5
LINE, GRID = (7, 4), (5, 6, 4)
CASES = {
    "Conv1D": [
        {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2, "groups": 2},
        {"filters": 3, "kernel_size": 3, "activation": "softmax", "border": "circular", "padding": "same"},
        {"filters": 3, "kernel_size": 2, "strides": 3, "flip": True, "activation": "tanh"},
    ],
    "Conv2D": [
        {"filters": 4, "kernel_size": (3, 2), "groups": 2, "padding": "same", "activation": "elu"},
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": ((1, 0), (2, 1)), "border": "replicate"},
        {"filters": 2, "kernel_size": 2, "strides": 3, "flip": True, "activation": "relu"},
        {"filters": 2, "kernel_size": 3, "padding": "full", "border": "reflect", "use_bias": False},
        {"filters": 2, "kernel_size": 2, "padding": "same", "border": "symmetric", "dilation_rate": (2, 3)},
    ],
    "DepthwiseConv1D": [{"kernel_size": 3, "depth_multiplier": 2}],
    "DepthwiseConv2D": [{"kernel_size": 3, "strides": 2, "padding": "same", "depth_multiplier": 2}],
    "SeparableConv1D": [{"filters": 3, "kernel_size": 3, "padding": "same"}],
    "SeparableConv2D": [{"filters": 3, "kernel_size": 2, "depth_multiplier": 2, "flip": True}],
    "Conv1DTranspose": [{"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}],
    "Conv2DTranspose": [
        {"filters": 2, "kernel_size": 3, "strides": 2, "activation": "sigmoid"},
        {"filters": 2, "kernel_size": 2, "flip": True, "padding": ((1, 0), (0, 1)), "border": "circular"},
    ],
    "MaxPooling2D": [{}, {"pool_size": 3, "strides": 2, "padding": "same"}],
    "AveragePooling2D": [{}, {"pool_size": 3, "strides": 2, "padding": "same"}],
    "UpSampling2D": [{"size": (2, 3), "interpolation": "bilinear"}],
    "Reshape": [{"target_shape": (4, -1, 2)}],
    "Permute": [{"dims": (3, 1, 2)}],
    "Dense": [{"units": 3}, {"units": 3, "activation": "softmax", "use_bias": False}],
    "Activation": [{"activation": "glu"}, {"activation": "gelu"}],
    "Dropout": [{"rate": 0.5}, {"rate": 0}, {"rate": 1}],
    "PReLU": [{"alpha_initializer": "random_normal"}, {"shared_axes": [1, 2]}],
    "BatchNormalization": [{}, {"axis": 1, "scale": False}, {"center": False}],
}
EVERY = [(kind, words) for kind in LAYERS for words in CASES.get(kind, [{}])]


def numeric(function, array):
    """Gradient of a number by every entry of an array, by central differences."""
    slopes = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        array[index] = value + STEP
        above = function()
        array[index] = value - STEP
        slopes[index] = (above - function()) / (2 * STEP)
        array[index] = value
    return slopes


def made(kind, words, dtype="float64"):
    layer = layer_from(kind, {**words, "dtype": dtype, "seed": 1})
    shape = LINE if "1D" in kind else GRID
    layer.build((None, *shape))
    x = np.random.default_rng(0).normal(size=(2, *planar_shape(shape))).astype(dtype)
    return layer, shape, x


def trained(layer, x, shape):
    return layer.train_forward(x, shape, np.random.default_rng(3))


every = pytest.mark.parametrize(("kind", "words"), EVERY, ids=[f"{kind}-{words}" for kind, words in EVERY])


@every
def test_gradients_in_training_are_what_finite_differences_say(kind, words):
    layer, shape, x = made(kind, words)
    outputs, memory = trained(layer, x, shape)
    error = np.random.default_rng(2).normal(size=outputs.shape)
    returned = layer.train_backward(x, memory, error, shape)

    def value():
        return (trained(layer, x, shape).outputs * error).sum()

    np.testing.assert_allclose(returned.by_input, numeric(value, x), atol=1e-7)
    assert returned.by_weights.keys() == layer.trained_weights.keys()
    for name, weights in layer.trained_weights.items():
        np.testing.assert_allclose(returned.by_weights[name], numeric(value, weights), atol=1e-7)


@every
def test_gradients_stay_in_float32(kind, words):
    layer, shape, x = made(kind, words, "float32")
    outputs, memory = trained(layer, x, shape)
    returned = layer.train_backward(x, memory, np.ones_like(outputs), shape)
    arrays = [outputs, returned.by_input, *returned.by_weights.values()]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}


@pytest.mark.parametrize(
    ("kind", "words"), [case for case in EVERY if case[0] not in ("Dropout", "BatchNormalization")]
)
def test_most_layers_give_the_same_in_training(kind, words):
    layer, shape, x = made(kind, words)
    np.testing.assert_allclose(trained(layer, x, shape).outputs, layer.forward(x, shape), atol=1e-12)


def test_a_gradient_that_nobody_wants_is_not_computed():
    layer, shape, x = made("Conv2D", {"filters": 1, "kernel_size": 1})
    outputs, memory = trained(layer, x, shape)
    assert layer.train_backward(x, memory, outputs, shape, wants_input=False).by_input is None


def test_dropout_leaves_values_out_and_keeps_the_mean():
    layer = Dropout(0.25, dtype="float64")
    outputs = layer.train_forward(np.ones((1, 100, 100, 1)), (100, 100, 1), np.random.default_rng(0)).outputs
    assert set(np.unique(outputs)) == {0, 1 / 0.75}
    assert outputs.mean() == pytest.approx(1, abs=0.02)


def test_batch_normalization_moves_its_statistics_towards_those_of_the_batch():
    layer = BatchNormalization(momentum=0.9, dtype="float64")
    layer.build((None, 2))
    x = np.array([[0.0, 1], [4, 1]]).reshape(2, 1, 1, 2)
    outputs = layer.train_forward(x, (2,), np.random.default_rng(0)).outputs
    _, _, mean, variance = layer.get_weights()
    np.testing.assert_allclose(mean, [0.2, 0.1])
    np.testing.assert_allclose(variance, [1.3, 0.9])
    np.testing.assert_allclose(outputs[:, 0, 0], [[-2 / np.sqrt(4.001), 0], [2 / np.sqrt(4.001), 0]])


def test_the_first_of_equal_cells_gets_the_whole_gradient():
    layer = MaxPooling2D(dtype="float64")
    x = np.ones((1, 2, 2, 1))
    memory = layer.train_forward(x, (2, 2, 1), np.random.default_rng(0)).memory
    returned = layer.train_backward(x, memory, np.full((1, 1, 1, 1), 3.0), (2, 2, 1)).by_input
    assert returned[0, :, :, 0].tolist() == [[3, 0], [0, 0]]


def test_the_gradient_by_weights_can_be_had_without_a_memory():
    layer = Conv2D(2, 2, dtype="float64", seed=1)
    layer.build((None, 3, 3, 1))
    x, error = np.arange(9.0).reshape(1, 3, 3, 1), np.zeros((1, 2, 2, 2))
    error[0, 1, 1, 0] = 2
    found = layer.weight_gradients(x, error, (3, 3, 1))["kernel"]
    assert found[:, :, 0, 0].tolist() == [[8, 10], [14, 16]]
    assert not found[..., 1].any()
