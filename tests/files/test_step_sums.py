import numpy as np
import pytest

from convstudio.engine.explain import explain
from convstudio.engine.geometry import Geometry
from convstudio.files.step_sums import heading, joined, number_rows, step_texts


def step(cells, weights, bias=0.0, activation="linear", kind="Conv2D"):
    """One step of a 1 × 1 window over as many channels as there are numbers."""
    x, kernel = np.float32(cells)[None, None], np.float32(weights)[None, None, :, None]
    geometry = Geometry.build((1, 1), (1, 1))
    return explain(x, kernel, np.float32([bias]), geometry, 0, 0, 0, activation, layer_kind=kind)


def test_the_texts_of_a_step_have_a_part_for_each_channel():
    texts = step_texts(step([1, 2], [3, -1], bias=0.5))
    assert [(channel.number, channel.subtotal) for channel in texts.channels] == [(1, "3"), (2, "-2")]
    assert (texts.total, texts.bias, texts.before, texts.value) == ("1", "0.5", "1.5", "1.5")


def test_exact_sums_have_equals_signs():
    texts = step_texts(step([0.5, 0.25], [0.5, 1]))
    assert {texts.sum_equals, texts.bias_equals, texts.value_equals, texts.channels[0].equals} == {"="}


def test_sums_of_very_different_numbers_are_only_about_equal():
    texts = step_texts(step([1e8, 1e-8], [1, 1]))
    assert texts.sum_equals == "≈"


def test_a_value_that_the_shown_sum_does_not_give_is_only_about_equal():
    texts = step_texts(step([1 / 3, 1 / 7], [1, 1], bias=1 / 9, activation="tanh"))
    assert texts.value_equals == "≈"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("Conv2D", "window at row 0, column 0 → map[0, 0]"), ("Conv1D", "window at cell 0 → map[0]")],
)
def test_the_heading_says_where_the_window_stands(kind, words):
    assert heading(step([1], [1], kind=kind)) == f"Filter 1, {words}"


def test_terms_are_joined_as_people_write_sums():
    assert joined(["3", "-2", "0.5"]) == "3 - 2 + 0.5"
    assert joined(["-3"]) == "-3"


def test_rows_of_numbers_are_short():
    assert number_rows(np.float32([[1, -0.0], [1 / 3, 1e-7]])) == [["1", "0"], ["0.333333", "1e-07"]]
