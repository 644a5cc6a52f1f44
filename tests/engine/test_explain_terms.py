import numpy as np

from convstudio.engine.explain import Place
from convstudio.engine.explain_terms import explain_terms

PLACE = Place("Dense", 0, 0, 1)


def terms(values, weights, **words):
    cells = np.column_stack([np.zeros((len(values), 2), int), np.arange(len(values))])
    return explain_terms(PLACE, cells, np.array(values, np.float32), np.array(weights, np.float32), **words)


def test_a_row_of_products_is_added_up():
    cell = terms([1, 2], [3, -5], bias=0.5, activation="relu")
    assert cell.products.tolist() == [3, -10]
    assert (cell.total, cell.before, cell.value) == (-7, -6.5, 0)
    assert cell.lines() == ("1 × 3 + 2 × -5", "3 + -10 + bias 0.5 = -6.5", "relu: max(-6.5, 0) → 0")
    assert cell.inputs().tolist() == [[0, 0, 0], [0, 0, 1]]


def test_of_many_terms_the_largest_are_written_out():
    cell = terms(np.arange(20), np.ones(20))
    first, second, _ = cell.lines()
    assert first.startswith("the 12 largest of 20 terms: 8 × 1 + 9 × 1")
    assert second == "190 + bias 0 = 190"


def test_a_cell_that_nothing_reaches_is_its_bias():
    cell = terms([], [], bias=2.0)
    assert (cell.value, cell.lines()[0]) == (2, "no cell reaches it")


def test_a_cell_that_counts_twice_is_named_once():
    cells = np.array([[0, 1, 0], [0, 1, 0]])
    assert explain_terms(PLACE, cells, np.ones(2), np.ones(2)).inputs().tolist() == [[0, 1, 0]]


def test_the_shown_products_and_the_bias_add_up():
    cell = terms([1, 1], [1 / 3, 1 / 7], bias=1 / 9)
    assert cell.lines() == (
        "1 × 0.333 + 1 × 0.143",
        "0.333 + 0.143 + bias 0.111 = 0.587",
        "linear: 0.587 → 0.587302",
    )


def test_values_and_weights_make_the_products_or_it_is_said_that_they_do_not():
    exact = terms([0.921568627, 0.5], [2, 0.5])
    assert exact.lines()[:2] == ("0.92157 × 2 + 0.5 × 0.5", "1.84314 + 0.25 + bias 0 = 2.09314")
    about = terms([0.123456789, 0.3], [0.987654321, 0.7])
    assert about.lines()[1].startswith("≈ ")
