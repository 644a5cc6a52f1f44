import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.files.number import parse_any_number, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-.5", -0.5),
        ("5.", 5),
        ("+2", 2),
        ("1e-3", 0.001),
        ("1E3", 1000),
        ("1/9", 1 / 9),
        (" -1 / 4 ", -0.25),
        ("0.5/2", 0.25),
        ("−2", -2),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["abc", "nan", "inf", "", " ", "1_0", "1,5", "--1", "1/", "/2", "1/2/3", "0x10", "٣"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="a number looks like"):
        parse_number(text)


def test_division_by_zero_is_refused():
    with pytest.raises(ValueError, match="divides by zero"):
        parse_number("1/0")


@pytest.mark.parametrize("text", ["1e39", "-4e38", "1e999", "1/1e-99"])
def test_a_number_beyond_float32_is_refused(text):
    with pytest.raises(ValueError, match="beyond float32"):
        parse_number(text)


def test_a_long_text_is_cut_in_the_message():
    with pytest.raises(ValueError, match=r"…'$"):
        parse_number("x" * 1000)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_every_printed_float_is_read_back(value):
    assert parse_number(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "value"), [("inf", math.inf), ("-Infinity", -math.inf), (" 2 ", 2), ("1/2", 0.5)]
)
def test_files_may_hold_what_persons_may_not_type(text, value):
    assert parse_any_number(text) == value


@pytest.mark.parametrize("text", ["nan", "NaN", "-nan"])
def test_files_may_hold_nan(text):
    assert math.isnan(parse_any_number(text))


def test_the_largest_number_can_be_read_as_it_is_printed():
    largest = np.finfo(np.float32).max
    assert parse_number("3.4028235e+38") == parse_number("-3.4028235e+38") * -1 == float(largest)
