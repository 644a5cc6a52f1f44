import numpy as np
import pytest

from convstudio.files.importing.layouts import flat_places, from_torch, likely_layout, rows_in_order, to_torch


@pytest.mark.parametrize("shape", [(5, 4), (5, 4, 3), (5, 4, 3, 2)])
def test_there_and_back_is_the_same(shape):
    kernel = np.arange(np.prod(shape)).reshape(shape)

    assert from_torch(kernel).shape == (*shape[2:], shape[1], shape[0])
    assert np.array_equal(to_torch(from_torch(kernel)), kernel)


def test_rows_of_a_dense_layer_follow_the_flattened_order():
    x = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    weights = np.arange(24.0)[:, None]
    channels_first = x.transpose(2, 0, 1).ravel()

    ours = rows_in_order(weights, flat_places(x.shape, (2, 0, 1)))

    assert x.ravel() @ ours == channels_first @ weights


@pytest.mark.parametrize(
    ("kernel", "bias", "layout"),
    [
        ((3, 3, 2, 8), (8,), "keras"),
        ((8, 2, 3, 3), (8,), "torch"),
        ((8, 2, 3, 8), (8,), "keras"),
        ((8, 2, 3, 3), None, "keras"),
    ],
)
def test_the_bias_tells_where_the_filters_are(kernel, bias, layout):
    assert likely_layout(kernel, bias) == layout
