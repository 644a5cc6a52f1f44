"""The convolution of batches, and its gradients, against the plain definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine import gradient_weights
from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import BORDERS, Box, Geometry
from convstudio.engine.gradient import spread
from convstudio.engine.gradient_weights import convolve_batch, input_gradient, weight_gradient
from convstudio.engine.unfold import batch_last, fold, unfold


@st.composite
def cases(draw):
    small = st.integers(1, 3)
    pair = st.tuples(st.integers(0, 2), st.integers(0, 2))
    kernel, strides, dilation = (draw(st.tuples(small, small)) for _ in range(3))
    span = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    grid = span[0] + draw(st.integers(0, 3)), span[1] + draw(st.integers(0, 3))
    padding = draw(st.tuples(pair, pair))
    geometry = Geometry.build(grid, kernel, strides, dilation, padding, draw(st.sampled_from(BORDERS)))
    groups, width, filters, batch = draw(small), draw(small), draw(small), draw(small)
    random = np.random.default_rng(draw(st.integers(0, 99)))
    x = random.normal(size=(batch, *grid, groups * width))
    weights = random.normal(size=(*kernel, width, groups * filters))
    error = random.normal(size=(batch, *geometry.outputs, groups * filters))
    return x, weights, error, geometry


@given(cases())
@settings(max_examples=40, deadline=None)
def test_the_convolution_of_a_batch_is_the_definition(case):
    x, kernel, _, geometry = case
    maps, _ = convolve_batch(batch_last(x), kernel, geometry)
    np.testing.assert_allclose(maps, convolve_slowly(x, kernel, None, geometry), atol=1e-12)


@given(cases())
@settings(max_examples=40, deadline=None)
def test_the_gradient_of_a_weight_is_the_sum_over_all_places_of_cell_times_error(case):
    x, kernel, error, geometry = case
    found = weight_gradient(x, error, kernel, geometry)
    for index in np.ndindex(kernel.shape):
        alone = np.zeros_like(kernel)
        alone[index] = 1
        by_definition = (convolve_slowly(x, alone, None, geometry) * error).sum()
        assert found[index] == pytest.approx(by_definition, abs=1e-11)


@given(cases())
@settings(max_examples=40, deadline=None)
def test_the_gradient_by_the_input_is_each_error_spread_over_its_window(case):
    x, kernel, error, geometry = case
    whole = Box.whole(geometry.outputs), Box.whole(x.shape[1:3])
    found = input_gradient(error, kernel, geometry, x.shape[3])
    np.testing.assert_allclose(found, spread(error, kernel, geometry, *whole, x.shape[3]), atol=1e-12)


@given(cases())
@settings(max_examples=20, deadline=None)
def test_fold_is_the_transpose_of_unfold(case):
    x, kernel, _, geometry = case
    columns = unfold(x, geometry, x.shape[3] // kernel.shape[2])
    others = np.random.default_rng(0).normal(size=columns.shape)
    folded = fold(others, geometry, len(x))
    assert folded.shape == x.shape
    assert (columns * others).sum() == pytest.approx((x * folded).sum(), abs=1e-10)


def test_a_batch_too_large_for_the_memory_goes_in_parts(monkeypatch):
    random = np.random.default_rng(0)
    x, kernel = random.normal(size=(5, 6, 6, 4)), random.normal(size=(3, 3, 2, 4))
    error, geometry = random.normal(size=(5, 4, 4, 4)), Geometry.build((6, 6), (3, 3))
    maps, columns = convolve_batch(x, kernel, geometry)
    expected = weight_gradient(x, error, kernel, geometry, columns)
    by_input = input_gradient(error, kernel, geometry, 4)
    monkeypatch.setattr(gradient_weights, "AT_ONCE", 1300)  # two samples
    in_parts, none = convolve_batch(x, kernel, geometry)
    assert none is None
    np.testing.assert_allclose(in_parts, maps)
    np.testing.assert_allclose(weight_gradient(x, error, kernel, geometry), expected)
    np.testing.assert_allclose(input_gradient(error, kernel, geometry, 4), by_input)


def test_the_products_for_the_weights_are_added_up_piece_by_piece(monkeypatch):
    random = np.random.default_rng(0)
    x, kernel = random.normal(size=(3, 6, 6, 1)), random.normal(size=(3, 3, 1, 2))
    error, geometry = random.normal(size=(3, 4, 4, 2)), Geometry.build((6, 6), (3, 3))
    whole = weight_gradient(x, error, kernel, geometry)
    monkeypatch.setattr(gradient_weights, "PIECE", 1)
    monkeypatch.setattr(gradient_weights, "SHORTEST", 7)
    np.testing.assert_allclose(weight_gradient(x, error, kernel, geometry), whole)
