"""A convolution and the pooling after it as one convolution, against the two by themselves."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convstudio.engine import joint_window as module
from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import BORDERS, Geometry
from convstudio.engine.joint_window import joint_window
from convstudio.engine.pool import max_pool


@st.composite
def cases(draw):
    small, pair = st.integers(1, 3), st.tuples(st.integers(0, 2), st.integers(0, 2))
    kernel, strides, dilation = (draw(st.tuples(small, small)) for _ in range(3))
    grid = draw(st.tuples(st.integers(8, 14), st.integers(8, 14)))
    padding, border = draw(st.tuples(pair, pair)), draw(st.sampled_from(BORDERS))
    geometry = Geometry.build(grid, kernel, strides, dilation, padding, border)
    size = draw(st.tuples(small, small))
    assume(all(cells <= outputs for cells, outputs in zip(size, geometry.outputs, strict=True)))
    steps = tuple(cells + draw(st.integers(0, 1)) for cells in size)
    random = np.random.default_rng(draw(st.integers(0, 99)))
    weights = random.normal(size=(*kernel, 2, 3))
    return random.normal(size=(2, *grid, 2)), weights, geometry, Geometry.build(geometry.outputs, size, steps)


@pytest.fixture
def any_size(monkeypatch):
    monkeypatch.setattr(module, "MOST", 100)
    joint_window.cache_clear()
    yield
    joint_window.cache_clear()


@pytest.mark.usefixtures("any_size")
def test_the_largest_over_all_places_is_what_the_pooling_gives():
    @given(cases())
    @settings(max_examples=60, deadline=None)
    def check(case):
        x, kernel, geometry, pooling = case
        window = joint_window(geometry, pooling)
        maps = convolve_slowly(x, window.kernel(kernel), None, window.geometry)
        largest = maps.reshape(*maps.shape[:3], len(window.places), -1).max(axis=3)
        expected = max_pool(convolve_slowly(x, kernel, None, geometry), pooling)
        np.testing.assert_allclose(largest, expected, atol=1e-12)

    check()


@pytest.mark.usefixtures("any_size")
def test_the_gradient_by_the_kernel_is_the_transpose_of_placing_it():
    @given(cases())
    @settings(max_examples=30, deadline=None)
    def check(case):
        _, kernel, geometry, pooling = case
        window = joint_window(geometry, pooling)
        placed = window.kernel(kernel)
        others = np.random.default_rng(0).normal(size=placed.shape)
        gradient = window.kernel_gradient(others)
        assert gradient.shape == kernel.shape
        assert (placed * others).sum() == pytest.approx((kernel * gradient).sum(), abs=1e-10)

    check()


def test_by_hand():
    """Kernel [1, 2] and a pooling of two: [1, 2, 0] and [0, 1, 2], two cells on."""
    window = joint_window(Geometry.build((1, 6), (1, 2)), Geometry.build((1, 5), (1, 2), (1, 2)))
    assert window.kernel(np.array([1.0, 2]).reshape(1, 2, 1, 1))[0, :, 0].T.tolist() == [[1, 2, 0], [0, 1, 2]]
    assert (window.geometry.cols.stride, window.geometry.outputs) == (2, (1, 2))


@pytest.mark.parametrize(
    ("kernel", "pool", "stride", "padding"),
    [
        ((2, 2), (2, 2), 2, "valid"),  # 9 cells for 4
        ((3, 3), (3, 3), 3, "valid"),  # 25 cells for 9
        ((3, 3), (2, 2), 1, "valid"),  # windows overlap
        ((3, 3), (2, 2), 2, "same"),  # the last window stands on padding
    ],
)
def test_there_is_none_where_it_would_not_do_or_not_pay(kernel, pool, stride, padding):
    geometry = Geometry.build((11, 11), kernel)
    pooling = Geometry.build(geometry.outputs, pool, (stride, stride), padding=padding)
    assert joint_window(geometry, pooling) is None


def test_a_kernel_of_three_and_a_pooling_of_two_have_one():
    geometry = Geometry.build((11, 11), (3, 3))
    assert joint_window(geometry, Geometry.build((9, 9), (2, 2), (2, 2))).geometry.rows.kernel == 4
