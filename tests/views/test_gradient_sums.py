"""What is shown adds up as it is shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.explain_error import error_terms
from convstudio.engine.rounding import adds_up
from convstudio.views.gradient_sums import added_text, product_text, sum_text, terms_texts


def terms(errors, weights, maps=None):
    places = np.zeros((len(errors), 3), np.intp)
    places[:, 2] = 0 if maps is None else maps
    return error_terms(places, np.array(errors), np.array(weights))


def test_a_sum_has_the_digits_that_make_it_add_up():
    assert sum_text([2 / 9, 1 / 18], 5 / 18) == "0.2222 + 0.0556 = 0.2778"
    assert added_text(2 / 9, 1 / 18, 5 / 18) == ("0.2222 + 0.0556 = 0.2778", "0.0556")
    assert added_text(0.5, -0.25, 0.25) == ("0.5 - 0.25 = 0.25", "-0.25")


@settings(max_examples=60, deadline=None)
@given(st.floats(-10, 10), st.floats(-10, 10))
def test_where_an_equals_sign_stands_the_shown_numbers_are_equal(before, product):
    text, written = added_text(before, product, before + product)
    if " = " in text:
        sums, total = text.split(" = ")
        first = sums.removesuffix(f" - {written[1:]}" if written.startswith("-") else f" + {written}")
        assert adds_up([first, written], total)


def test_factors_have_the_digits_that_make_their_product():
    assert product_text(1.0, 1 / 18, "0.0556") == "1 × 0.0556 = 0.0556"
    assert product_text(0.5, 0.25, "0.125") == "0.5 × 0.25 = 0.125"
    assert product_text(1 / 3, 1 / 3, "0.1111") == "0.333333 × 0.333333 ≈ 0.1111"
    assert product_text(np.nan, 1.0, "nan") == "nan × 1 ≈ nan"


def test_one_term_is_a_product_and_a_few_are_products_and_their_sum():
    assert terms_texts(terms([0.5], [0.25])) == ("0.5 × 0.25 = 0.125",)
    assert terms_texts(terms([0.5, -1.0], [0.25, 2.0])) == (
        "0.5 × 0.25 + -1 × 2",
        "0.125 - 2 = -1.875",
    )


def test_of_many_terms_each_map_has_its_sum_and_those_without_any_are_left_out():
    errors, weights, maps = np.ones(15), np.full(15, 0.5), np.repeat([0, 1, 2], 5)
    errors[5:10] = 0
    assert terms_texts(terms(errors, weights, maps)) == ("2.5 (map 1) + 2.5 (map 3) = 5",)
    assert terms_texts(terms(0 * errors, weights, maps)) == ("0",)


def test_of_very_many_maps_the_others_are_told_together():
    maps = np.repeat(np.arange(14), 2)
    (text,) = terms_texts(terms(np.ones(28), np.ones(28), maps))
    assert text.startswith("2 (map 1) + 2 (map 2)")
    assert text.endswith("2 (map 10) + 8 (the others) = 28")


def test_of_many_terms_of_one_map_the_largest_are_written_out():
    (text,) = terms_texts(terms(np.arange(20.0), np.ones(20)))
    assert text.startswith("20 terms, together 190; the largest: 10 × 1 + 11 × 1")


@pytest.mark.parametrize("count", [1, 3, 12])
def test_what_is_no_number_is_told(count):
    assert "nan" in " ".join(terms_texts(terms(np.full(count, np.nan), np.ones(count))))
