"""Arrays as Python writes them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.files.code.texts import array_text


def read(text):
    return eval(text, {"np": np})


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64]),
        arrays.array_shapes(max_dims=4, max_side=6),
        elements=st.floats(-1e6, 1e6, width=32),
    )
)
def test_every_number_comes_back_as_it_was(array):
    back = read(array_text(array))
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(back, array)


def test_a_grid_stands_there_as_a_grid():
    line = np.zeros((2, 3, 1), np.float32)
    line[:, 1] = 1.5
    assert array_text(line).splitlines() == [
        "np.array([",
        "    [0, 1.5, 0],",
        "    [0, 1.5, 0],",
        "], np.float32).reshape(2, 3, 1)",
    ]


def test_few_numbers_stand_on_one_line():
    assert array_text(np.float32([1, -2, 0.25])) == "np.array([1, -2, 0.25], np.float32)"


@pytest.mark.parametrize(
    ("maker", "text"), [(np.zeros, "np.zeros(84, np.float32)"), (np.ones, "np.ones(84, np.float32)")]
)
def test_many_equal_numbers_are_not_listed(maker, text):
    assert array_text(maker(84, np.float32)) == text


def test_long_rows_are_wrapped():
    text = array_text(np.arange(100, dtype=np.float32) / 3)
    assert max(map(len, text.splitlines())) <= 100
    np.testing.assert_array_equal(read(text), np.arange(100, dtype=np.float32) / 3)
