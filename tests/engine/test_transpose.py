import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import BORDERS, Box, Geometry
from convstudio.engine.transpose import (
    convolve_transposed,
    convolve_transposed_slowly,
    transposed_axis,
    transposed_length,
)


@pytest.mark.parametrize(
    ("length", "kernel", "stride", "padding", "extra", "out"),
    [
        (4, 3, 1, "valid", None, 6),
        (4, 3, 2, "valid", None, 9),
        (4, 2, 3, "valid", None, 12),  # larger than what the windows touch, as in Keras
        (4, 2, 3, "valid", 0, 11),
        (4, 3, 2, "same", None, 8),
        (4, 3, 2, "same", 0, 7),
        (4, 3, 2, "same", 1, 8),
        (6, 3, 1, "full", None, 4),
        (4, 3, 2, (1, 1), None, 7),
        (4, 3, 2, (1, 1), 1, 8),
    ],
)
def test_sizes_are_those_of_keras(length, kernel, stride, padding, extra, out):
    assert transposed_length(length, kernel, stride, 1, padding, extra)[0] == out
    axis = transposed_axis(length, kernel, stride, 1, padding, extra, "zeros")
    assert (axis.length, axis.outputs) == (out, length)


def test_the_size_of_dumoulin_and_visin():  # o' = s (i' - 1) + a + k - 2p
    for i, k, p, s, a in [(2, 3, 0, 1, 0), (5, 3, 1, 1, 0), (2, 3, 0, 2, 0), (3, 3, 1, 2, 1)]:
        assert transposed_length(i, k, s, 1, (p, p), a)[0] == s * (i - 1) + a + k - 2 * p


def test_padding_that_cuts_everything_off_is_refused():
    with pytest.raises(ValueError, match=r"padding \(2, 2\) cuts off 4"):
        transposed_length(2, 3, padding=(2, 2))


@st.composite
def geometries(draw):
    axes = []
    for length in (3, 4):
        stride, dilation = draw(st.sampled_from([(1, 1), (2, 1), (3, 1), (1, 2), (2, 2)]))
        padding = draw(st.sampled_from(["valid", "same", (1, 0), (0, 2)]))
        extra = draw(st.none() | st.integers(0, stride - 1))
        kernel, border = draw(st.integers(2, 4)), draw(st.sampled_from(BORDERS))
        axes.append(transposed_axis(length, kernel, stride, dilation, padding, extra, border))
    return Geometry(*axes)


@given(geometries(), st.data())
def test_fast_agrees_with_the_definition(geometry, data):
    random = np.random.default_rng(0)
    x = random.normal(size=(2, *geometry.outputs, 3))
    kernel = random.normal(size=(geometry.rows.kernel, geometry.cols.kernel, 2, 3))
    values = convolve_transposed_slowly(x, kernel, np.ones(2), geometry)
    assert convolve_transposed(x, kernel, np.ones(2), geometry) == pytest.approx(values)
    bottom, right = (data.draw(st.integers(1, n)) for n in values.shape[1:3])
    box = Box(data.draw(st.integers(0, bottom - 1)), bottom, data.draw(st.integers(0, right - 1)), right)
    part = convolve_transposed(x, kernel, np.ones(2), geometry, box)
    assert part == pytest.approx(values[(slice(None), *box.slices)])


@given(geometries())
def test_it_is_the_convolution_turned_around(geometry):
    random = np.random.default_rng(0)
    kernel = random.normal(size=(geometry.rows.kernel, geometry.cols.kernel, 2, 3))
    small = random.normal(size=(1, *geometry.outputs, 3))
    large = random.normal(size=(1, geometry.rows.length, geometry.cols.length, 2))
    there = (convolve_slowly(large, kernel, None, geometry) * small).sum()
    back = (convolve_transposed(small, kernel, None, geometry) * large).sum()
    assert back == pytest.approx(there)


def test_one_cell_spreads_the_kernel():
    geometry = Geometry(*(transposed_axis(1, 2, 1, 1, "valid", None, "zeros") for _ in "rc"))
    kernel = np.array([[1.0, 2], [3, 4]]).reshape(2, 2, 1, 1)
    out = convolve_transposed(np.full((1, 1, 1, 1), 10.0), kernel, None, geometry)
    assert out[0, ..., 0].tolist() == [[10, 20], [30, 40]]
