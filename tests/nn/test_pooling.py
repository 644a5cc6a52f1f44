import numpy as np
import pytest

from convstudio.nn import (
    AveragePooling1D,
    AveragePooling2D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
)

LINE = np.array([1, 5, 2, 4, 3]).reshape(1, 5, 1)


def test_the_stride_is_the_size_of_the_window_where_none_is_given():
    assert MaxPooling1D(2)(LINE).ravel().tolist() == [5, 4]
    assert MaxPooling1D(2, strides=1)(LINE).ravel().tolist() == [5, 5, 4, 4]


def test_the_padding_is_not_in_the_mean():
    assert AveragePooling1D(2, padding="same")(LINE).ravel().tolist() == [3, 3, 3]
    assert AveragePooling1D(3, strides=1, padding=(1, 2))(LINE)[0, -1, 0] == 3


def test_one_window_is_explained_with_its_winner():
    x = np.array([[1, 2], [4, 3]], np.float32)[..., None]
    cell = MaxPooling2D().explain(x, 0, 0, 0)
    assert (cell.layer_kind, cell.winner, cell.value) == ("MaxPooling2D", (1, 0), 4)
    assert AveragePooling2D().explain(x, 0, 0, 0).lines() == ("(1 + 2 + 4 + 3) / 4 = 2.5",)


def test_whole_maps_become_one_cell_each():
    x = np.arange(24).reshape(1, 3, 4, 2)
    assert GlobalAveragePooling2D()(x).tolist() == [[11, 12]]
    assert GlobalAveragePooling2D(keepdims=True)(x).shape == (1, 1, 1, 2)
    assert GlobalMaxPooling1D()(LINE).tolist() == [[5]]


def test_the_mean_of_many_numbers_is_exact():
    x = np.full((1, 1000, 1000, 1), 0.1, np.float32)
    assert GlobalAveragePooling2D()(x)[0, 0] == np.float32(0.1)


def test_an_input_cell_is_used_by_the_windows_over_it():
    layer = MaxPooling2D(2, strides=1)
    assert layer.used_by((3, 3, 1), 0, 1) == [((0, 0), (0, 1)), ((0, 1), (0, 0))]


def test_channels_are_pooled_apart():
    x = np.stack([LINE[..., 0], -LINE[..., 0]], axis=-1)
    assert GlobalMaxPooling1D()(x).tolist() == [[5, -1]]


@pytest.mark.parametrize("layer", [MaxPooling2D(3, padding="same"), AveragePooling2D((1, 2))])
def test_the_geometry_is_that_of_the_window(layer):
    assert layer.geometry((6, 6, 2)).outputs == layer.compute_output_shape((None, 6, 6, 2))[1:3]


def test_global_pooling_returns_its_gradient_as_a_window_over_everything_does():
    x = np.random.default_rng(0).integers(0, 3, (2, 4, 5, 3)).astype("float64")  # with many ties
    dice, shape = np.random.default_rng(0), (4, 5, 3)
    error = np.random.default_rng(1).normal(size=(2, 1, 1, 3))
    returned = []
    for layer in (GlobalMaxPooling2D(dtype="float64"), MaxPooling2D((4, 5), dtype="float64")):
        memory = layer.train_forward(x, shape, dice).memory
        returned.append(layer.train_backward(x, memory, error, shape).by_input)
    assert (returned[0] == returned[1]).all()
    assert np.count_nonzero(returned[0]) == 6
