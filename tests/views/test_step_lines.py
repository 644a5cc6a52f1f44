"""One step in sentences."""

import numpy as np

from convstudio.engine.explain import explain
from convstudio.engine.geometry import Geometry
from convstudio.views.step_aside import aside, largest_terms
from convstudio.views.step_exact import exact_text
from convstudio.views.step_lines import step_lines
from convstudio.views.step_numbers import channels_to_show, step_numbers


def explained(patch, weights, bias=0.0, activation="linear"):
    """A step whose patch is the whole input; arrays are (rows, cols) or (rows, cols, channels)."""
    x = np.asarray(patch, np.float32)
    kernel = np.asarray(weights, np.float32)
    x, kernel = (a[..., None] if a.ndim == 2 else a for a in (x, kernel))
    geometry = Geometry.build(x.shape[:2], kernel.shape[:2])
    return explain(x, kernel[..., None], np.array([bias], np.float32), geometry, 0, 0, 0, activation)


def lines_of(step, hidden=False, most=8):
    return step_lines(step, step_numbers(step, channels_to_show(step, most)), hidden)


VERTICAL = [[0, 1, 0]] * 3


def test_the_tutorial_step_is_told_as_sum_bias_and_activation():
    lines = lines_of(explained([[0, 1, 1]] * 3, VERTICAL))
    assert lines.sum == "Σ products = 0+1+0 + 0+1+0 + 0+1+0 = 3"
    assert lines.bias == "3 + bias 0 = 3"
    assert lines.activation == "linear(3) ="
    assert lines.value == "3"
    assert lines.why == ""


def test_a_hidden_step_does_not_give_the_answer_away():
    lines = lines_of(explained([[0, 1, 1]] * 3, VERTICAL), hidden=True)
    assert lines.value == "?"
    assert lines.sum.endswith("= ?")
    assert lines.bias == "? + bias 0 = ?"


def test_zero_because_nothing_matched():
    assert "Nothing matched" in lines_of(explained([[1, 0, 1]] * 3, VERTICAL)).why


def test_zero_because_positive_and_negative_cancel():
    why = lines_of(explained([[1, 0, 1]], [[2, 0, -2]])).why
    assert why == "Why 0? Positive and negative cancel: 2 and -2 make 0."


def test_zero_because_the_bias_holds_it_down():
    why = lines_of(explained([[1, 1, 1]], [[1, 1, 0]], bias=-3, activation="relu")).why
    assert why == "Why 0? The bias holds it down: 2 + bias -3 = -1."


def test_zero_because_the_activation_cut_it():
    why = lines_of(explained([[1, 1, 1]], [[-1, -1, 0]], activation="relu")).why
    assert why == "Why 0? The activation cut it: relu makes 0 of -2."


def test_the_formula_of_the_activation_has_its_number():
    lines = lines_of(explained([[1, 1, 1]], [[-1, -1, 0]], activation="relu"))
    assert lines.activation == "relu(-2) = max(-2, 0) ="


def test_a_rounded_value_is_marked():
    lines = lines_of(explained([[1, 1]], [[1, 2]], activation="sigmoid"))
    assert lines.activation.endswith("≈")
    assert lines.value == "0.952574"


def test_softmax_says_that_it_looks_at_the_other_filters():
    assert "other filters" in lines_of(explained([[1, 1]], [[1, 2]], activation="softmax")).activation


def test_channels_are_summed_by_their_subtotals():
    patch = np.ones((1, 2, 3))
    weights = np.array([[[1, 2, -3], [1, 2, -3]]])
    assert lines_of(explained(patch, weights)).sum == "Σ channels = 2 + 4 - 6 = 0"


def test_folded_channels_are_named():
    lines = lines_of(explained(np.ones((1, 1, 12)), np.arange(12.0).reshape(1, 1, 12)), most=8)
    assert lines.folded == "4 other channels together: 6"


def test_beside_stands_the_notation_of_the_tutorial_filter_first():
    step = explained([[0, 1, 1]], [[0, 1, 0]])
    numbers = step_numbers(step, [0])
    assert aside(step, numbers, numbered=True, hidden=False) == ("[0, 1, 0] . [0, 1, 1] = 1",)
    assert aside(step, numbers, numbered=True, hidden=True) == ()


def test_of_a_large_kernel_the_largest_products_are_listed():
    weights = np.zeros((9, 9))
    weights[2, 3], weights[4, 5] = -2, 1
    assert largest_terms(explained(np.full((9, 9), 0.5), weights), most=2) == (
        "[2, 3]: -2 × 0.5 = -1",
        "[4, 5]: 1 × 0.5 = 0.5",
    )


def test_a_number_has_the_same_digits_in_the_lines_that_follow():
    lines = lines_of(explained([[1, 1]], [[1 / 3, 1 / 7]], bias=1 / 9))
    assert lines.sum == "Σ products = 0.333 + 0.143 = 0.476"
    assert lines.bias == "0.476 + bias 0.111 = 0.587"
    assert (lines.activation, lines.value) == ("linear(0.587) ≈", "0.587302")


def test_products_that_are_zero_are_not_among_the_largest():
    weights = np.zeros((9, 9))
    weights[2, 3] = -2
    assert largest_terms(explained(np.full((9, 9), 0.5), weights)) == ("[2, 3]: -2 × 0.5 = -1",)
    assert largest_terms(explained(np.zeros((9, 9)), weights)) == ()


def test_exact_numbers_have_all_their_digits():
    text = exact_text(explained([[0.1]], [[1 / 3]]), 0, 0, 0)
    assert "weight[0, 0] = 0.3333333432674408" in text
    assert "input[0, 0] = 0.10000000149011612" in text
