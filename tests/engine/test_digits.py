from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.digits import format_value, shown_numbers, shown_terms


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.25, "0.25"),
        (-1.5e-07, "-1.5e-07"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (-0.0, "0"),
        (np.float32(0.1), "0.1"),
        (1 / 3, "0.333333"),
    ],
)
def test_a_number_is_written_short(value, text):
    assert format_value(value) == text


def test_whole_numbers_stay_whole():
    assert shown_numbers([1.0, 0.0, 2.0], 3.0) == (["1", "0", "2"], "3", True)


def test_short_numbers_keep_their_digits():
    assert shown_numbers([np.float32(0.1234), 1.0], 1.1234) == (["0.1234", "1"], "1.1234", True)


def test_long_numbers_show_as_many_digits_as_make_them_add_up():
    shown = shown_numbers([1 / 3, 2 / 3], 1.0)
    assert shown == (["0.333", "0.667"], "1", True)


def test_three_thirds_do_not_add_up_as_shown():
    shown = shown_numbers([1 / 3] * 3, 1.0)
    assert shown == (["0.333333"] * 3, "1", False)


def test_rounding_never_hides_a_small_term():
    assert shown_numbers([0.2, 0.2], 0.4) == (["0.2", "0.2"], "0.4", True)


def test_a_small_term_beside_a_large_one_is_still_seen():
    assert shown_numbers([100_000.0, 0.001, -0.001], 100_000.0).texts == ["100000", "0.001", "-0.001"]
    assert shown_numbers([12345678.0, 1.0], 12345679.0) == (["1.23457e+07", "1"], "1.23457e+07", False)


def test_the_largest_and_the_smallest_number_stand_in_one_sum():
    shown = shown_numbers([3e38, 1.4e-45], 3e38)
    assert shown == (["3e+38", "1.4e-45"], "3e+38", False)


def test_nothing_finite_is_hidden_behind_approximately():
    assert shown_numbers([float("inf"), 1.0], float("inf")) == (["inf", "1"], "inf", True)


def test_a_sum_of_zeros_is_zero():
    assert shown_numbers([0.0, -0.0], 0.0) == (["0", "0"], "0", True)


def test_a_sum_of_no_terms_is_shown():
    assert shown_numbers([], 0.0) == ([], "0", True)


@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=9))
def test_an_exact_sum_adds_up_in_the_head(terms):
    shown = shown_numbers(terms, sum(terms))
    adds_up = sum(map(Fraction, shown.texts)) == Fraction(shown.total)
    assert adds_up == shown.exact
    assert all(len(Decimal(text).as_tuple().digits) <= 6 for text in shown.texts)


def test_terms_of_a_written_total_are_short_where_they_add_up_to_it():
    assert shown_terms([0.5, 0.25], "0.75") == ["0.5", "0.25"]
    assert shown_terms([2.773401, -0.054261], "2.71914") == ["2.7734", "-0.05426"]


def test_terms_that_cannot_add_up_to_the_total_keep_six_digits():
    assert shown_terms([1000.0, 0.001], "1000") == ["1000", "0.001"]
    assert shown_terms([1 / 3, 1 / 3, 1 / 3], "1.0001") == ["0.333333"] * 3
    assert shown_terms([float("nan"), 1.0], "nan") == ["nan", "1"]
