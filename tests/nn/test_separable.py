import numpy as np
import pytest

from convstudio.nn import DepthwiseConv2D, SeparableConv1D, SeparableConv2D


def line_layer(**words):
    layer = SeparableConv1D(1, 2, **words)
    layer.build((None, 3, 2))
    layer.set_weights([np.array([[[1], [1]], [[1], [-1]]]), np.array([[[10], [1]]]), np.array([0.5])])
    return layer


LINE = np.array([[1, 2], [3, 4], [5, 6]], np.float32)


def test_a_window_for_each_channel_then_a_mixture():
    # the maps between are [4, 8] and [-2, -2]
    assert line_layer()(LINE[None])[0, :, 0].tolist() == [38.5, 78.5]


def test_the_mixture_is_explained_with_its_parts():
    cell = line_layer(activation="relu").explain(LINE[None], 0, 1, 0)
    assert (cell.values.tolist(), cell.weights.tolist()) == ([8, -2], [10, 1])
    assert (cell.total, cell.before, cell.value) == (78, 78.5, 78.5)
    assert [part.total for part in cell.parts] == [8, -2]
    assert cell.inputs().tolist() == [[0, 1, 0], [0, 1, 1], [0, 2, 0], [0, 2, 1]]
    assert cell.lines()[:3] == ("map 1: 8", "map 2: -2", "8 × 10 + -2 × 1")


def test_softmax_over_the_mixtures_is_explained_too():
    layer = SeparableConv2D(3, 2, activation="softmax", seed=1)
    x = np.random.default_rng(0).normal(size=(1, 3, 3, 2)).astype(np.float32)
    assert layer.explain(x[0] if layer(x) is not None else x, 1, 1, 2).value == pytest.approx(
        layer(x)[0, 1, 1, 2]
    )


def test_it_is_a_depthwise_convolution_and_one_of_single_cells():
    layer = SeparableConv2D(3, 2, depth_multiplier=2, use_bias=False, seed=1)
    x = np.random.default_rng(0).normal(size=(1, 4, 4, 2))
    y = layer(x)
    depthwise, pointwise = layer.get_weights()
    first = DepthwiseConv2D(2, depth_multiplier=2, use_bias=False)
    first.build(x.shape)
    first.set_weights([depthwise])
    assert y == pytest.approx(first(x) @ pointwise[0, 0], abs=1e-6)


def test_weights_have_the_shape_of_keras():
    layer = SeparableConv2D(5, (3, 2), depth_multiplier=2)
    layer.build((None, 8, 8, 3))
    assert [weights.shape for weights in layer.get_weights()] == [(3, 2, 3, 2), (1, 1, 6, 5), (5,)]
    assert layer.multiply_adds((8, 8, 3)) == 6 * 7 * 6 * (6 + 5)
