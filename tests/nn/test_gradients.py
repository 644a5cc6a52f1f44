"""What every layer says of small changes: forward, backward, in part, and who sees whom."""

import numpy as np
import pytest

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.geometry import Box
from convstudio.engine.links import Cells
from convstudio.nn import LAYERS, layer_from
from convstudio.nn.shapes import planar_shape

LINE, GRID = (9, 4), (7, 8, 4)
CASES = {
    "Conv1D": [
        {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2},
        {"filters": 3, "kernel_size": 3, "activation": "softmax"},
    ],
    "Conv2D": [
        {"filters": 4, "kernel_size": (3, 2), "groups": 2, "padding": "same", "activation": "relu"},
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": ((1, 0), (2, 1)), "border": "circular"},
        {"filters": 2, "kernel_size": 2, "strides": 3, "flip": True, "activation": "tanh"},
        {"filters": 2, "kernel_size": 3, "padding": "full", "border": "reflect", "dilation_rate": 2},
    ],
    "DepthwiseConv1D": [{"kernel_size": 3, "depth_multiplier": 2}],
    "DepthwiseConv2D": [{"kernel_size": 3, "strides": 2, "padding": "same", "activation": "leaky_relu"}],
    "SeparableConv1D": [{"filters": 4, "kernel_size": 3}],
    "SeparableConv2D": [{"filters": 3, "kernel_size": 3, "depth_multiplier": 2, "activation": "relu6"}],
    "Conv1DTranspose": [{"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}],
    "Conv2DTranspose": [{"filters": 2, "kernel_size": 3, "strides": 2, "activation": "sigmoid"}],
    "MaxPooling2D": [{}, {"pool_size": 3, "strides": 2, "padding": "same"}],
    "AveragePooling2D": [{}, {"pool_size": 3, "strides": 2, "padding": "same"}],
    "UpSampling2D": [{}, {"size": (2, 3), "interpolation": "bilinear"}],
    "ZeroPadding2D": [{"padding": ((1, 0), (2, 3))}],
    "Cropping2D": [{"cropping": ((1, 0), (2, 3))}],
    "Reshape": [{"target_shape": (4, -1, 2)}],
    "Permute": [{"dims": (3, 1, 2)}],
    "Dense": [{"units": 3}, {"units": 3, "activation": "softmax"}],
    "Activation": [{"activation": "glu"}, {"activation": "softplus"}, {"activation": "softmax"}],
    "Dropout": [{"rate": 0.5}],
    "ELU": [{"alpha": 0.7}],
    "ReLU": [{}, {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}],
    "PReLU": [{"alpha_initializer": "random_normal"}],
    "Softmax": [{}, {"axis": [1, 2]}],
    "BatchNormalization": [{"moving_mean_initializer": "random_normal"}, {"axis": 1, "scale": False}],
}
EVERY = [(kind, words) for kind in LAYERS for words in CASES.get(kind, [{}])]

POSITIVE = [(kind, words) for kind, words in EVERY if "Max" not in kind and "threshold" not in words]


def made(kind, words):
    layer = layer_from(kind, {**words, "dtype": "float64"})
    shape = LINE if "1D" in kind else GRID
    layer.build((None, *shape))
    random = np.random.default_rng(0)
    layer.set_weights([np.abs(random.normal(size=w.shape)) + 0.1 for w in layer.get_weights()])
    return layer, shape, random.normal(size=(1, *planar_shape(shape)))


every = pytest.mark.parametrize(("kind", "words"), EVERY, ids=[f"{kind}-{words}" for kind, words in EVERY])


@every
def test_a_push_is_what_finite_differences_say(kind, words):
    layer, shape, x = made(kind, words)
    tangent = np.random.default_rng(1).normal(size=x.shape)
    ahead, behind = (layer.forward(x + step * tangent, shape) for step in (1e-6, -1e-6))
    np.testing.assert_allclose(layer.push(x, tangent, shape), (ahead - behind) / 2e-6, atol=1e-7)


@every
def test_backward_is_the_transpose_of_push(kind, words):
    layer, shape, x = made(kind, words)
    random = np.random.default_rng(2)
    tangent = random.normal(size=x.shape)
    pushed = layer.push(x, tangent, shape)
    gradient = random.normal(size=pushed.shape)
    returned = layer.backward(x, gradient, shape)
    assert returned.shape == x.shape
    assert (pushed * gradient).sum() == pytest.approx((tangent * returned).sum())


@every
def test_a_part_of_a_push_is_that_part_of_the_whole(kind, words):
    layer, shape, x = made(kind, words)
    box = Box(0, 1, 2, 4) if x.shape[1] == 1 else Box(2, 4, 3, 6)
    values = np.random.default_rng(3).normal(size=(1, *box.shape, x.shape[3]))
    tangent = np.zeros(x.shape)
    tangent[(slice(None), *box.slices)] = values
    whole = layer.push(x, tangent, shape)
    into = Box(0, 1, whole.shape[2] // 2, whole.shape[2])
    part = layer.push(x, values, shape, box, into)
    np.testing.assert_allclose(part, whole[(slice(None), *into.slices)], atol=1e-12)


@every
def test_a_part_of_a_gradient_is_that_part_of_the_whole(kind, words):
    layer, shape, x = made(kind, words)
    planes = planar_shape(layer.output_shape_for(shape))
    box = Box(0, 1, 0, max(1, planes[1] // 2))
    values = np.random.default_rng(3).normal(size=(1, *box.shape, planes[2]))
    gradient = np.zeros((1, *planes))
    gradient[(slice(None), *box.slices)] = values
    whole = layer.backward(x, gradient, shape)
    into = Box(0, 1, 1, 4)
    part = layer.backward(x, values, shape, box, into)
    np.testing.assert_allclose(part, whole[(slice(None), *into.slices)], atol=1e-12)


@pytest.mark.parametrize(("kind", "words"), POSITIVE)
def test_a_cell_sees_what_its_value_can_depend_on(kind, words):
    """Pushed through a layer with positive weights at positive inputs, every seen cell counts."""
    layer, shape, x = made(kind, words)
    x = np.abs(x) * 0.01
    planes = planar_shape(layer.output_shape_for(shape))
    links = layer.links(shape)
    for row, col, channel in ((0, 0, 0), (planes[0] - 1, planes[1] - 1, planes[2] - 1)):
        gradient = np.zeros((1, *planes))
        gradient[0, row, col, channel] = 1
        expected = layer.backward(x, gradient, shape)[0] != 0
        seen = np.zeros(x.shape[1:], bool)
        for cells in links.seen(Cells.one(row, col, channel)):
            cells.fill(seen)
        np.testing.assert_array_equal(seen, expected)


@every
def test_paths_are_counted_as_gradients_of_ones(kind, words):
    layer, shape, _ = made(kind, words)
    planes = planar_shape(layer.output_shape_for(shape))
    counts = np.zeros(planes[:2])
    counts[-1, -1] = 2
    paths = layer.links(shape).paths(counts)
    assert paths.shape == planar_shape(shape)[:2]
    seen = np.zeros(planar_shape(shape), bool)
    for channel in range(planes[2]):
        for cells in layer.links(shape).seen(Cells.one(planes[0] - 1, planes[1] - 1, channel)):
            cells.fill(seen)
    np.testing.assert_array_equal(paths > 0, seen.any(axis=2))
    assert (paths % 2 == 0).all()


def test_a_layer_says_whether_it_is_piecewise_linear():
    not_linear = {kind for kind, words in EVERY if not made(kind, words)[0].is_piecewise_linear}
    bent = {"Conv1D", "Conv2D", "Conv2DTranspose", "Dense", "Activation", "ELU", "Softmax"}
    assert not_linear == bent


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_pushed_and_returned_agree(name):
    activation = ACTIVATIONS[name]
    random = np.random.default_rng(0)
    z = random.normal(size=(2, 3, 4))
    tangent = random.normal(size=z.shape)
    pushed = activation.push(z, tangent)
    gradient = random.normal(size=pushed.shape)
    returned = activation.backward(z, gradient)
    assert (pushed * gradient).sum() == pytest.approx((tangent * returned).sum())
