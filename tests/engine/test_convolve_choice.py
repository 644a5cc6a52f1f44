"""Each way of convolution, taken whether it would be chosen or not, against the slow definition."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.engine import convolve as module
from convstudio.engine.convolve import convolve, convolve_slowly
from convstudio.engine.convolve_choice import choose
from convstudio.engine.convolve_depthwise import Depthwise
from convstudio.engine.convolve_fourier import Fourier
from convstudio.engine.convolve_patches import Patches
from convstudio.engine.convolve_rows import Rows
from convstudio.engine.convolve_separable import Separable, column_and_row
from convstudio.engine.convolve_winograd import Winograd
from convstudio.engine.geometry import BORDERS, Geometry

ONE = st.just(1)
FEW = st.integers(1, 3)
DTYPES = st.sampled_from([np.float32, np.float64])


class InTiles:
    """A way that is asked for tiles no larger than some size."""

    def __init__(self, way, most):
        self.planar, self.fill, self._way, self._most = way.planar, way.fill, way, most

    def tile(self, outputs):
        return tuple(map(min, self._way.tile(outputs), self._most))


@st.composite
def cases(draw, sizes=FEW, steps=FEW, channels=FEW, filters=FEW, lengths=10, dtypes=DTYPES):
    """(x, kernel, bias, geometry) without groups."""
    size, strides, dilation = ((draw(numbers), draw(numbers)) for numbers in (sizes, steps, steps))
    pads = st.tuples(st.integers(0, 3), st.integers(0, 3))
    padding = draw(st.one_of(st.sampled_from(["valid", "same", "full"]), st.tuples(pads, pads)))
    shape = [draw(st.integers((k - 1) * d + 1, lengths)) for k, d in zip(size, dilation, strict=True)]
    border = draw(st.sampled_from(BORDERS))
    geometry = Geometry.build(tuple(shape), size, strides, dilation, padding, border)
    dtype, numbers = draw(dtypes), np.random.default_rng(draw(st.integers(0, 999)))
    x = numbers.standard_normal((draw(st.integers(1, 2)), *shape, draw(channels))).astype(dtype)
    kernel = numbers.standard_normal((*size, x.shape[3], draw(filters))).astype(dtype)
    bias = numbers.standard_normal(kernel.shape[3]).astype(dtype) if draw(st.booleans()) else None
    return planar_or_not(x, draw(st.booleans())), kernel, bias, geometry


def planar_or_not(x, planar):
    """The same values, in memory with a channel after the other."""
    return np.ascontiguousarray(x.transpose(0, 1, 3, 2)).transpose(0, 1, 3, 2) if planar else x


def convolve_by(way, x, kernel, bias, geometry, tile=(4, 3)):
    with (
        mock.patch.object(module, "choose", return_value=[InTiles(way, tile)]) as chosen,
        mock.patch.object(module, "_small", return_value=None),
    ):
        maps = convolve(x, kernel, bias, geometry)
    assert chosen.called
    return maps


def assert_right(way, case):
    slow = convolve_slowly(*case)
    tolerance = 5e-5 if slow.dtype == np.float32 else 1e-13
    for tile in ((4, 3), (100, 100)):
        np.testing.assert_allclose(convolve_by(way, *case, tile), slow, rtol=0, atol=tolerance)


@given(cases())
def test_patches_agree_with_the_definition(case):
    assert_right(Patches(case[1], case[3]), case)


@given(cases())
def test_rows_agree_with_the_definition(case):
    assume(Rows.serves(case[3]))
    assert_right(Rows(case[1], case[3]), case)


@given(cases(sizes=st.just(3), steps=ONE, channels=st.integers(1, 5), filters=st.integers(1, 5)))
def test_winograd_agrees_with_the_definition(case):
    assert_right(Winograd(case[1], case[3]), case)


@given(cases(sizes=st.integers(1, 5), steps=ONE, dtypes=st.just(np.float32)))
def test_fourier_agrees_with_the_definition(case):
    assert_right(Fourier(case[1], case[3]), case)


@given(cases(sizes=st.integers(1, 6), steps=ONE, channels=ONE, filters=ONE, lengths=24))
def test_separable_agrees_with_the_definition(case):
    x, kernel, bias, geometry = case
    kernel = (kernel[:, :1] * kernel[:1]).copy()
    factors = column_and_row(kernel[:, :, 0, 0])
    assert factors is not None
    assert_right(Separable(kernel, geometry, *factors), (x, kernel, bias, geometry))


@given(cases(filters=ONE))
def test_depthwise_agrees_with_the_definition(case):
    x, kernel, bias, geometry = case
    kernel = kernel.transpose(0, 1, 3, 2)
    bias = None if bias is None else np.repeat(bias, kernel.shape[3])
    assert_right(Depthwise(kernel, geometry), (x, kernel, bias, geometry))


@given(cases(sizes=st.just(3), steps=ONE, channels=ONE, filters=ONE, lengths=9), st.data())
def test_infinity_and_nan_reach_the_windows_that_see_them_and_no_other(case, data):
    x, kernel, bias, geometry = case
    kernel = (kernel[:, :1] * kernel[:1]).copy()
    x[0, data.draw(st.integers(0, x.shape[1] - 1)), data.draw(st.integers(0, x.shape[2] - 1))] = data.draw(
        st.sampled_from([np.nan, np.inf, -np.inf])
    )
    with np.errstate(invalid="ignore"):
        slow = convolve_slowly(x, kernel, bias, geometry)
    factors = column_and_row(kernel[:, :, 0, 0])
    ways = [way(kernel, geometry) for way in (Patches, Rows, Winograd, Fourier)]
    for way in [*ways, Separable(kernel, geometry, *factors)]:
        np.testing.assert_allclose(convolve_by(way, x, kernel, bias, geometry), slow, rtol=0, atol=5e-5)
    with np.errstate(invalid="ignore"):
        chosen = convolve(x, kernel, bias, geometry)
    np.testing.assert_allclose(chosen, slow, rtol=0, atol=5e-5)


def geometry_of(shape, kernel, **words):
    return Geometry.build(shape, kernel.shape[:2], **words)


@pytest.mark.parametrize(
    ("way", "shape", "kernel", "words"),
    [
        (Depthwise, (9, 9), (3, 3, 1, 4), {}),
        (Winograd, (9, 9), (3, 3, 64, 64), {}),
        (Patches, (9, 9), (3, 3, 64, 64), {"strides": (2, 2)}),
        (Patches, (9, 9), (3, 3, 64, 64), {"dilation": (2, 2)}),
        (Rows, (99, 99), (3, 3, 1, 8), {"dilation": (2, 2)}),
        (Rows, (99, 99), (7, 7, 3, 8), {"strides": (2, 2)}),
        (Fourier, (99, 99), (31, 31, 1, 1), {}),
        (Rows, (99, 99), (31, 31, 1, 1), {"strides": (2, 2)}),
    ],
)
def test_the_table_of_ways_is_followed(way, shape, kernel, words):
    kernel = np.random.default_rng(0).standard_normal(kernel).astype(np.float32)
    groups = kernel.shape[3] if way is Depthwise else 1
    assert type(choose(kernel, geometry_of(shape, kernel, **words), groups)[0]) is way


@pytest.mark.parametrize("workers", [1, 2])
def test_groups_of_many_channels_keep_to_their_own_filters(workers):
    numbers = np.random.default_rng(0)
    x = numbers.standard_normal((2, 40, 20, 96)).astype(np.float32)
    kernel = numbers.standard_normal((3, 3, 48, 96)).astype(np.float32)
    geometry = geometry_of((40, 20), kernel, padding="same")
    assert all(isinstance(way, Winograd) for way in choose(kernel, geometry, 2))
    halves = [
        convolve(x[..., half], np.ascontiguousarray(kernel[..., half]), None, geometry)
        for half in (slice(0, 48), slice(48, 96))
    ]
    together = convolve(x, kernel, None, geometry, workers=workers)
    np.testing.assert_allclose(together, np.concatenate(halves, axis=3), rtol=0, atol=1e-3)


def test_a_large_kernel_that_is_column_times_row_is_seen():
    profile = np.exp(-(np.linspace(-3, 3, 31) ** 2))
    kernel = np.outer(profile, profile).astype(np.float32)[:, :, None, None]
    assert isinstance(choose(kernel, geometry_of((99, 99), kernel), 1)[0], Separable)
    kernel[3, 4] *= 1.001
    assert isinstance(choose(kernel, geometry_of((99, 99), kernel), 1)[0], Fourier)


def test_infinite_weights_take_a_way_that_spreads_nothing():
    kernel = np.ones((3, 3, 64, 64), np.float32)
    kernel[1, 1, 5, 5] = np.inf
    assert isinstance(choose(kernel, geometry_of((9, 9), kernel), 1)[0], Patches)


def test_fourier_leaves_empty_areas_at_zero_and_small_values_exact():
    numbers = np.random.default_rng(0)
    x = np.zeros((1, 96, 96, 1), np.float32)
    x[:, 50:] = 1e8 * numbers.standard_normal((1, 46, 96, 1))
    x[:, 20:22] = 1e-3 * numbers.standard_normal((1, 2, 96, 1))
    kernel = numbers.standard_normal((13, 13, 1, 1)).astype(np.float32)
    geometry = geometry_of((96, 96), kernel)
    maps = convolve(x, kernel, None, geometry)
    assert not maps[:, :8].any()
    exact = convolve(x.astype(np.float64), kernel.astype(np.float64), None, geometry)
    scale = convolve(np.abs(x), np.abs(kernel), None, geometry)
    assert (np.abs(maps - exact) <= 1e-6 * scale).all()
