"""Weights and cells that make the shown products."""

from convstudio.engine.factors import factor_terms, shown_factors
from convstudio.engine.rounding import Rounded


def test_what_meets_a_one_looks_like_the_product():
    factors = shown_factors([1.0, -1.0, 0.0], [0.960784, 0.960784, 0.960784], ["0.96078", "-0.961", "0"])
    assert factors.cells == ["0.96078", "0.961", "0.96078"]
    assert factors.weights == ["1", "-1", "0"]
    assert factors.exact


def test_a_cell_has_the_digits_that_make_the_product():
    factors = shown_factors([-0.5, 2.0], [0.631372549, 0.921568627], ["-0.3157", "1.84314"])
    assert factors == (["-0.5", "2"], ["0.6314", "0.92157"], True)


def test_products_of_long_numbers_are_only_about_equal():
    factors = shown_factors([0.123456789], [0.987654321], ["0.121933"])
    assert factors == (["0.123457"], ["0.987654"], False)


def test_factors_keep_three_digits():
    assert shown_factors([0.00123456], [7.654321], ["0.009"]).weights == ["0.00123"]


def test_numbers_that_are_not_finite_have_texts():
    factors = shown_factors([float("inf"), 1.0], [0.0, float("nan")], ["nan", "nan"])
    assert factors == (["inf", "1"], ["0", "nan"], True)


def test_a_product_may_have_the_roundings_that_two_factors_make():
    [two, one] = factor_terms([2.0, 1.0], [0.921568627, 0.9], [1.843137254, 0.9])
    assert Rounded(184314, 5) in two.allowed
    assert Rounded(18431, 4) not in two.allowed
    assert one.allowed == ()


def test_where_no_factors_make_a_product_all_roundings_are_allowed():
    terms = factor_terms([2.0, 0.123456789], [0.921568627, 0.987654321], [1.843137254, 0.121932631])
    assert [term.allowed for term in terms] == [(), ()]
