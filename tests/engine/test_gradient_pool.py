"""The winners of whole batches, tap by tap, against the plain definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.geometry import Box, Geometry
from convstudio.engine.gradient_pool import claims, return_to_claims, return_to_winners, winners
from convstudio.engine.pool import max_pool


@st.composite
def cases(draw):
    small = st.integers(1, 3)
    size, strides = draw(st.tuples(small, small)), draw(st.tuples(small, small))
    grid = size[0] + draw(st.integers(0, 4)), size[1] + draw(st.integers(0, 4))
    geometry = Geometry.build(grid, size, strides, padding=draw(st.sampled_from(["valid", "same"])))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    x = random.integers(0, draw(st.sampled_from([2, 100])), (2, *grid, 3)).astype(
        float
    )  # some with many ties
    return x, random.normal(size=(2, *geometry.outputs, 3)), geometry


@given(cases())
@settings(max_examples=60, deadline=None)
def test_each_gradient_goes_to_the_first_of_the_largest_cells(case):
    x, error, geometry = case
    expected = return_to_winners(
        error, winners(x, geometry, Box.whole(geometry.outputs)), Box.whole(x.shape[1:3])
    )
    won = claims(x, max_pool(x, geometry), geometry)
    np.testing.assert_allclose(return_to_claims(won, error, geometry), expected, atol=1e-12)


@given(cases())
@settings(max_examples=30, deadline=None)
def test_outputs_that_are_left_out_return_nothing(case):
    x, error, geometry = case
    largest = max_pool(x, geometry)
    some = claims(x, largest, geometry, where=largest > 0)
    without = return_to_claims(claims(x, largest, geometry), error * (largest > 0), geometry)
    np.testing.assert_allclose(return_to_claims(some, error, geometry), without, atol=1e-12)


def test_by_hand():
    x = np.array([[1.0, 5, 2, 2], [5, 4, 2, 0]])[None, :, :, None]
    geometry = Geometry.build((2, 4), (2, 2), (2, 2))
    won = claims(x, max_pool(x, geometry), geometry)
    assert [tap.ravel().tolist() for tap in won] == [[False, True], [True, False], [False] * 2, [False] * 2]
    error = np.array([3.0, 7])[None, None, :, None]
    returned = return_to_claims(won, error, geometry)[0, :, :, 0]
    assert returned.tolist() == [[0, 3, 7, 0], [0, 0, 0, 0]]


def test_nobody_wins_where_the_largest_is_no_number():
    x = np.array([[np.nan, 1, 2, 3]])[None, ..., None]
    geometry = Geometry.build((1, 4), (1, 2), (1, 2))
    won = claims(x, max_pool(x, geometry), geometry)
    assert return_to_claims(won, np.ones((1, 1, 2, 1)), geometry).ravel().tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_gradient_keeps_its_dtype(dtype):
    geometry = Geometry.build((4, 4), (2, 2), (2, 2))
    x = np.ones((1, 4, 4, 1), dtype)
    won = claims(x, max_pool(x, geometry), geometry)
    assert return_to_claims(won, np.ones((1, 2, 2, 1), dtype), geometry).dtype == dtype
