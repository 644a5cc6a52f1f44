import numpy as np

from convstudio.nn import DepthwiseConv1D, DepthwiseConv2D


def test_every_channel_has_filters_of_its_own():
    layer = DepthwiseConv1D(1, depth_multiplier=2)
    layer.build((None, 3, 2))
    layer.set_weights([np.array([[[1, 10], [100, 1000]]]), np.zeros(4)])
    y = layer(np.array([[[1, 2], [3, 4], [5, 6]]]))
    assert y[0].tolist() == [[1, 10, 200, 2000], [3, 30, 400, 4000], [5, 50, 600, 6000]]


def test_weights_have_the_shape_of_keras():
    layer = DepthwiseConv2D((3, 2), depth_multiplier=2)
    layer.build((None, 8, 8, 3))
    assert [weights.shape for weights in layer.get_weights()] == [(3, 2, 3, 2), (6,)]
    assert layer.compute_output_shape((None, 8, 8, 3)) == (None, 6, 7, 6)


def test_stride_and_dilation_go_together_as_in_keras():
    layer = DepthwiseConv2D(2, strides=2, dilation_rate=2)
    assert layer(np.ones((1, 7, 7, 1))).shape == (1, 3, 3, 1)


def test_a_map_is_explained_by_its_channel_alone():
    layer = DepthwiseConv2D(2, depth_multiplier=2, seed=1)
    x = np.arange(18, dtype=np.float32).reshape(3, 3, 2)
    layer.build((None, 3, 3, 2))
    cell = layer.explain(x, 0, 0, 3)
    assert (cell.layer_kind, list(cell.channels)) == ("DepthwiseConv2D", [1])
    assert cell.weights[..., 0].tolist() == layer.kernel[..., 1, 1].tolist()


def test_each_weight_belongs_to_one_map():
    layer = DepthwiseConv2D(2, depth_multiplier=2)
    assert layer.filter_of((0, 1, 2, 1)) == 5
    assert layer.filter_slice(5) == (..., 2, 1)
