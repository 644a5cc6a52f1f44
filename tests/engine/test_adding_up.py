"""The search for roundings that add up."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.adding_up import choose_terms
from convstudio.engine.rounding import Rounded, read, roundings


def options(*texts):
    return [read(text) for text in texts]


def exact_sum(options):
    return sum(Fraction(option.units) / Fraction(10) ** option.decimals for option in options)


def chosen(choices, total):
    found = choose_terms(choices, read(total))
    return found and [option.text for option in found]


def test_the_first_roundings_are_taken_where_they_add_up():
    choices = [options("0.33", "0.333"), options("0.67", "0.667")]
    assert chosen(choices, "1") == ["0.33", "0.67"]


def test_as_few_terms_as_possible_are_rounded_otherwise():
    choices = [options("0.333", "0.33"), options("0.333", "0.33"), options("0.334", "0.33")]
    assert chosen(choices, "0.997") == ["0.33", "0.333", "0.334"]
    assert chosen(choices, "0.99") == ["0.33", "0.33", "0.33"]


def test_there_may_be_none():
    assert chosen([options("0.3"), options("0.3"), options("0.3")], "1") is None
    assert chosen([options("0.25")], "0.2501") is None


def test_no_terms_make_zero():
    assert choose_terms([], Rounded(0, 0)) == []
    assert choose_terms([], Rounded(1, 0)) is None


def test_far_more_terms_than_can_be_tried_end_soon():
    choices = [list(roundings(10.0**-n / 7)) for n in range(40)]
    assert choose_terms(choices, Rounded(1, 0)) is None


@given(st.lists(st.floats(-10, 10, width=32), min_size=1, max_size=4), st.integers(0, 5))
def test_a_few_terms_are_searched_completely(values, number):
    choices = [list(dict.fromkeys(roundings(value))) for value in values]
    total = roundings(sum(values))[number]
    sums = {exact_sum(options) for options in product(*choices)}
    found = choose_terms(choices, total)
    assert (found is not None) == (exact_sum([total]) in sums)
    if found:
        assert exact_sum(found) == exact_sum([total])
        assert all(option in options for option, options in zip(found, choices, strict=True))
