"""A number with six significant digits and fewer."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.rounding import (
    adds_up,
    digits_at,
    fewest_decimals,
    is_written_out,
    most_decimals,
    multiply,
    own_digits,
    place,
    read,
    rounded,
    roundings,
)


def test_a_third_is_rounded_to_six_digits_and_fewer():
    assert [option.text for option in roundings(2 / 3)] == [
        "0.666667",
        "0.66667",
        "0.6667",
        "0.667",
        "0.67",
        "0.7",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (1e-45, "1e-45"), (-123456.5, "-123456"), (12345678.0, "1.23457e+07")],
)
def test_any_size_of_number_is_rounded(value, text):
    assert rounded(value).text == text


@given(st.floats(-1e30, 1e30, allow_subnormal=False), st.integers(1, 6))
def test_a_rounding_is_never_further_than_half_a_unit(value, digits):
    option = rounded(value, digits)
    unit = Fraction(10) ** (place(value) - digits + 1)
    assert abs(Fraction(option.text) - Fraction(value)) <= unit / 2
    assert read(option.text) == option


def test_the_place_of_the_first_digit():
    assert [place(value) for value in (123.4, 5.0, 0.5, -0.012, 0.0)] == [2, 0, -1, -2, 0]


def test_a_short_number_is_known_in_float32_too():
    assert own_digits(float(np.float32(0.1234))) == own_digits(0.1234) == 4
    assert own_digits(1 / 3) == 0


def test_decimals_are_turned_into_digits():
    assert digits_at(123.456789, 1) == 4
    assert digits_at(0.000123456, 5) == 2
    assert digits_at(0.000123456, 1) == 1
    assert digits_at(0.25, 0) == 2


def test_long_numbers_ask_for_three_digits_and_short_ones_for_all():
    assert fewest_decimals(1 / 3) == 3
    assert fewest_decimals(0.1234) == 4
    assert fewest_decimals(1234.56789) == fewest_decimals(0.0) == 0
    assert most_decimals(1 / 3) == 6
    assert most_decimals(1234.56789) == 2


def test_only_some_numbers_are_written_out():
    assert is_written_out(0.25)
    assert is_written_out(float(np.float32(0.1)))
    assert is_written_out(float("nan"))
    assert not is_written_out(1 / 3)


def test_texts_add_up_in_decimals():
    assert adds_up(["0.1", "0.2"], "0.3")
    assert not adds_up(["0.1", "0.2"], "0.31")
    assert adds_up(["3e+38", "1.4e-45", "-3e+38"], "1.4e-45")


def test_what_is_not_finite_adds_up_as_floats_know_it():
    assert adds_up(["inf", "1"], "inf")
    assert adds_up(["inf", "-inf"], "nan")
    assert not adds_up(["3e+38", "3e+38"], "inf")


def test_a_product_has_all_its_digits():
    assert multiply("0.352941", "-0.5") == "-0.1764705"
    assert multiply("inf", "-1") == "-inf"
