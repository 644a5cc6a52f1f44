import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.geometry import Box, Geometry
from convstudio.engine.pool import average_pool, average_pool_slowly, cells_counted, max_pool, max_pool_slowly

PAIRS = ((max_pool, max_pool_slowly), (average_pool, average_pool_slowly))


def planes(values):
    return np.array(values, np.float64)[None, ..., None]


def test_the_largest_and_the_mean_of_each_square():
    x = planes([[1, 2, 5, 6], [3, 4, 7, 8]])
    geometry = Geometry.build((2, 4), (2, 2), (2, 2))
    assert max_pool(x, geometry).ravel().tolist() == [4, 8]
    assert average_pool(x, geometry).ravel().tolist() == [2.5, 6.5]


def test_padding_is_left_out_of_the_mean_also_where_it_is_lopsided():
    x = planes([[1, 2, 3, 4, 5]])
    geometry = Geometry.build((1, 5), (1, 2), padding="same")
    assert geometry.cols.pad == (0, 1)
    assert average_pool(x, geometry).ravel().tolist() == [1.5, 2.5, 3.5, 4.5, 5]
    assert cells_counted(geometry.cols, range(2, 5)).tolist() == [2, 2, 1]


def test_padding_is_never_the_largest():
    x = planes([[-3, -2, -1]])
    assert max_pool(x, Geometry.build((1, 3), (1, 3), padding="same")).ravel().tolist() == [-2, -1, -1]


@pytest.mark.parametrize(("fast", "slow"), PAIRS)
@given(data=st.data())
def test_fast_pooling_agrees_with_the_definition(fast, slow, data):
    geometry = Geometry.build(
        (6, 7),
        (data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))),
        strides=(data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))),
        dilation=(1, data.draw(st.integers(1, 2))),
        padding=data.draw(st.sampled_from(["valid", "same"])),
    )
    x = np.random.default_rng(0).normal(size=(2, 6, 7, 3))
    values = slow(x, geometry)
    assert fast(x, geometry) == pytest.approx(values)
    bottom, right = (data.draw(st.integers(1, n)) for n in geometry.outputs)
    box = Box(data.draw(st.integers(0, bottom - 1)), bottom, data.draw(st.integers(0, right - 1)), right)
    assert fast(x, geometry, box) == pytest.approx(values[(slice(None), *box.slices)])


@pytest.mark.parametrize(("fast", "slow"), PAIRS)
def test_nan_shows_wherever_a_window_sees_it(fast, slow):
    x = planes([[np.nan, 1, 2, np.inf]])
    geometry = Geometry.build((1, 4), (1, 2))
    assert np.array_equal(fast(x, geometry), slow(x, geometry), equal_nan=True)
    assert np.isnan(fast(x, geometry)).ravel().tolist() == [True, False, False]


def test_the_dtype_stays():
    x = np.ones((1, 3, 3, 1), np.float32)
    assert average_pool(x, Geometry.build((3, 3), (2, 2))).dtype == np.float32
