"""The digits of numbers that are sums of one another."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.rounding import Rounded, roundings
from convstudio.engine.sum_tree import Sum, terms_of
from convstudio.engine.written_sum import write_exact, write_parts, write_parts_exact, write_sum


def float32(value):
    return float(np.float32(value))


def chain(terms, bias):
    """Terms, their sum, and that and a bias."""
    total = sum(terms)
    return Sum(float32(total + bias), (Sum(total, terms_of(terms)), Sum(bias)))


def test_the_colour_example_adds_up():
    terms = [float32(245 / 255), -float32(122.5 / 255), -float32(120 / 255)]
    total, bias = write_sum(chain(terms, 0.0)).parts
    assert (total.texts, total.text, bias.text) == (["0.96078", "-0.48039", "-0.47059"], "0.0098", "0")


def test_every_number_has_one_text_and_every_line_adds_up():
    written = write_sum(chain([1 / 3, 1 / 7], 1 / 9))
    assert written.parts[0].texts == ["0.333", "0.143"]
    assert written.texts == ["0.476", "0.111"]
    assert (written.text, written.exact, written.parts[0].exact) == ("0.587", True, True)


def test_more_digits_are_taken_where_what_follows_needs_them():
    root = chain([1 / 3, 1 / 7], 0.0)
    assert write_sum(root).text == "0.476"
    written = write_sum(root, lambda text: text == "0.47619")
    assert (written.text, written.parts[0].texts) == ("0.47619", ["0.33333", "0.14286"])


def test_a_single_number_may_have_fewer_digits_than_the_others():
    written = write_sum(Sum(0.6666664, terms_of([0.2222226, 0.2222226, 0.2222212])))
    assert written.exact
    assert len({len(text) for text in written.texts}) <= 2


def test_three_thirds_are_only_about_one():
    written = write_sum(Sum(1.0, terms_of([1 / 3] * 3)))
    assert (written.texts, written.text, written.exact) == (["0.333333"] * 3, "1", False)


def test_a_line_that_never_adds_up_leaves_the_others_alone():
    written = write_sum(chain([0.000125, 0.00025], 1e6))
    assert (written.texts, written.text, written.exact) == (["0.000375", "1e+06"], "1e+06", False)
    assert written.parts[0].exact


def test_numbers_that_are_not_finite_are_written_too():
    written = write_sum(Sum(float("inf"), (Sum(float("inf")), Sum(2.0, terms_of([1.0, 1.0])))))
    assert (written.text, written.exact, written.texts) == ("inf", True, ["inf", "2"])
    assert not write_sum(Sum(float("inf"), terms_of([3e38, 3e38]))).exact
    assert write_exact(Sum(float("nan"), terms_of([1.0]))) is None


def test_only_allowed_roundings_are_taken():
    number = Sum(1 / 3, allowed=(Rounded(33, 2),))
    assert write_sum(Sum(1 / 3 + 0.5, (number, Sum(0.5)))).texts == ["0.33", "0.5"]


def parts_of(values, total):
    return [part.text for part in write_parts(terms_of(values), total)]


def test_the_parts_of_a_sum_that_is_written_already():
    assert parts_of([2.773401, -0.054261], "2.71914") == ["2.7734", "-0.05426"]
    assert parts_of([1 / 3] * 3, "1") == ["0.333333"] * 3
    assert parts_of([float("nan"), 1.0], "nan") == ["nan", "1"]
    assert write_parts_exact(terms_of([1 / 3] * 3), "1") is None
    assert write_parts_exact(terms_of([1.0]), "nan") is None


def fractions(value):
    return {Fraction(option.text) for option in roundings(value)}


NUMBER = st.one_of(
    st.floats(-1000, 1000, width=32),
    st.integers(-999, 999).map(lambda n: float32(n / 255)),
    st.floats(-1, 1, width=32).map(lambda x: float32(x * 1e-4)),
)


@given(st.lists(NUMBER, min_size=1, max_size=3), NUMBER)
@settings(max_examples=150, deadline=None)
def test_as_many_lines_add_up_as_digits_allow(terms, bias):
    """Against every choice of digits that there is."""
    root = chain(terms, bias)
    written = write_sum(root)
    sums = {sum(choice) for choice in product(*map(fractions, terms))}
    ends, offsets = fractions(root.value), fractions(bias)
    totals = fractions(root.parts[0].value)
    most = max((t in sums) + any(t + offset in ends for offset in offsets) for t in totals)
    assert written.exact + written.parts[0].exact == most


@given(st.lists(NUMBER, min_size=1, max_size=12), NUMBER)
@settings(max_examples=100, deadline=None)
def test_every_text_is_a_correct_rounding(terms, bias):
    root = chain(terms, bias)
    written = write_sum(root)
    total = written.parts[0]
    texts = (written.text, *written.texts, *total.texts)
    for number, text in zip((root, *root.parts, *root.parts[0].parts), texts, strict=True):
        assert Fraction(text) in fractions(number.value)
