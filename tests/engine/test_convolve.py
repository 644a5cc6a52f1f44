import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.convolve import convolve, convolve_slowly
from convstudio.engine.geometry import BORDERS, Box, Geometry


@st.composite
def cases(draw):
    """(x, kernel, bias, geometry) with small numbers of everything that a convolution can have."""
    small = st.integers(1, 3)
    kernel_size, strides, dilation = [(draw(small), draw(small)) for _ in range(3)]
    padding = draw(
        st.one_of(
            st.sampled_from(["valid", "same", "full", "causal"]),
            st.tuples(*[st.tuples(st.integers(0, 4), st.integers(0, 4))] * 2),
        )
    )
    shape = [draw(st.integers((k - 1) * d + 1, 9)) for k, d in zip(kernel_size, dilation, strict=True)]
    geometry = Geometry.build(
        tuple(shape), kernel_size, strides, dilation, padding, draw(st.sampled_from(BORDERS))
    )
    groups, group_channels, group_filters, batch = (
        draw(small),
        draw(small),
        draw(small),
        draw(st.integers(1, 2)),
    )
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    numbers = np.random.default_rng(draw(st.integers(0, 2**16)))
    x = numbers.standard_normal((batch, *shape, groups * group_channels)).astype(dtype)
    kernel = numbers.standard_normal((*kernel_size, group_channels, groups * group_filters)).astype(dtype)
    bias = numbers.standard_normal(groups * group_filters).astype(dtype) if draw(st.booleans()) else None
    return x, kernel, bias, geometry


def boxes(shape):
    """Blocks of a grid, never empty."""
    spans = [st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).map(sorted) for n in shape]
    return st.tuples(*spans).map(lambda ends: Box(ends[0][0], ends[0][1] + 1, ends[1][0], ends[1][1] + 1))


def tolerance(dtype):
    return {"rtol": 0, "atol": 2e-5 if dtype == np.float32 else 1e-13}


@given(cases())
def test_fast_and_slow_agree(case):
    fast, slow = convolve(*case), convolve_slowly(*case)
    assert fast.dtype == slow.dtype == case[0].dtype
    np.testing.assert_allclose(fast, slow, **tolerance(fast.dtype))


@given(st.data())
def test_a_box_of_the_output_is_that_part_of_the_whole(data):
    case = data.draw(cases())
    box = data.draw(boxes(case[3].outputs))
    whole = convolve_slowly(*case)
    part = convolve(*case, box)
    np.testing.assert_allclose(part, whole[:, *box.slices], **tolerance(part.dtype))


def test_the_vertical_line_is_found():
    x = np.zeros((1, 8, 8, 1), np.float32)
    x[0, :, 3:5] = 1
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[:, 1] = 1
    maps = convolve(x, kernel, None, Geometry.build((8, 8), (3, 3)))
    assert maps[0, :, :, 0].tolist() == [[0, 0, 3, 3, 0, 0]] * 6


def test_dumoulin_and_visin_with_stride_2_and_padding_1():
    x = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    kernel = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
    geometry = Geometry.build((5, 5), (3, 3), (2, 2), padding=((1, 1), (1, 1)))
    maps = convolve(np.reshape(x, (1, 5, 5, 1)) * 1.0, np.reshape(kernel, (3, 3, 1, 1)) * 1.0, None, geometry)
    assert maps[0, :, :, 0].tolist() == [[6, 17, 3], [8, 17, 13], [6, 4, 4]]


def test_a_cancelled_convolution_stops_between_tiles():
    x, kernel = np.ones((1, 512, 512, 1), np.float32), np.ones((3, 3, 1, 1), np.float32)
    out = np.zeros((1, 510, 510, 1), np.float32)
    answers = iter([False, True])
    convolve(x, kernel, None, Geometry.build((512, 512), (3, 3)), out=out, cancelled=lambda: next(answers))
    assert out[0, 0, 0, 0] == 9
    assert out[0, -1, -1, 0] == 0


@pytest.mark.parametrize(
    ("x", "kernel", "bias", "rule"),
    [
        ((8, 8, 1), (3, 3, 1, 1), None, "batch, rows, cols"),
        ((1, 8, 9, 1), (3, 3, 1, 1), None, "geometry"),
        ((1, 8, 8, 3), (3, 3, 2, 1), None, "multiple"),
        ((1, 8, 8, 4), (3, 3, 2, 3), None, "multiple"),
        ((1, 8, 8, 1), (3, 3, 1, 2), (3,), "bias"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(x, kernel, bias, rule):
    with pytest.raises(ValueError, match=rule):
        convolve(np.ones(x), np.ones(kernel), bias and np.ones(bias), Geometry.build((8, 8), (3, 3)))


@pytest.mark.parametrize("box", [Box(2, 2, 0, 3), Box(-1, 2, 0, 3), Box(0, 7, 0, 3)])
def test_a_box_that_is_no_part_of_the_outputs_is_refused(box):
    with pytest.raises(ValueError, match="part of the 6×6 outputs"):
        convolve(np.ones((1, 8, 8, 1)), np.ones((3, 3, 1, 1)), None, Geometry.build((8, 8), (3, 3)), box)


def test_two_dtypes_are_refused():
    x, kernel = np.ones((1, 8, 8, 1), np.float32), np.ones((3, 3, 1, 1))
    with pytest.raises(ValueError, match="float32"):
        convolve(x, kernel, None, Geometry.build((8, 8), (3, 3)))
