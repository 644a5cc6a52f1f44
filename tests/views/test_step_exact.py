"""The numbers of a step with all their digits."""

import numpy as np

from convstudio.engine.explain import Place, explain
from convstudio.engine.explain_formula import explain_formula
from convstudio.engine.explain_pool import explain_pool
from convstudio.engine.explain_terms import explain_terms
from convstudio.engine.geometry import Geometry
from convstudio.views.step_exact import exact_subtotal, exact_sums, exact_text


def step(channels, bias=0.1):
    x = np.full((1, 1, channels), 1 / 3, np.float32)
    kernel = np.arange(1, channels + 1, dtype=np.float32).reshape(1, 1, channels, 1)
    return explain(x, kernel, np.float32([bias]), Geometry.build((1, 1), (1, 1)), 0, 0, 0)


def test_a_cell_has_its_weight_and_product():
    assert exact_text(step(1), 0, 0, 0).splitlines() == [
        "channel 1",
        "weight[0, 0] = 1.0",
        "input[0, 0] = 0.3333333432674408",
        "product = 0.3333333432674408",
    ]


def test_the_sums_of_one_channel_are_its_total_bias_and_value():
    assert exact_sums(step(1), [0]).splitlines() == [
        "sum = 0.3333333432674408",
        "bias = 0.10000000149011612",
        "before the activation = 0.4333333373069763",
        "value = 0.4333333373069763",
    ]


def test_channels_are_told_one_by_one_and_the_others_together():
    lines = exact_sums(step(4), [3, 2]).splitlines()
    assert lines[:3] == [
        "channel 4 = 1.3333333730697632",
        "channel 3 = 1.0000000298023224",
        "the others together = 1.0000000298023224",
    ]
    assert exact_subtotal(step(4), 3) == lines[0]


def test_very_many_lines_are_cut():
    lines = exact_sums(step(40), range(40)).splitlines()
    assert lines[16] == "…"
    assert lines[-1].startswith("value = ")


def test_a_sum_of_products_has_its_terms():
    cells = np.zeros((2, 3), int)
    terms = explain_terms(Place("Dense", 0, 0, 0), cells, np.float32([0.1, 2]), np.float32([3, 4]), 0.5)
    assert exact_sums(terms).splitlines()[:3] == [
        "0.10000000149011612 × 3.0 = 0.30000000447034836",
        "2.0 × 4.0 = 8.0",
        "sum = 8.300000004470348",
    ]


def test_a_mean_has_its_cells_and_a_maximum_no_sum():
    x = np.float32([[[0.1], [2]]])
    mean, largest = (
        exact_sums(explain_pool(x, Geometry.build((1, 2), (1, 2)), 0, 0, 0, is_max))
        for is_max in (False, True)
    )
    assert mean.splitlines()[:3] == [
        "input[0, 0] = 0.10000000149011612",
        "input[0, 1] = 2.0",
        "sum = 2.100000001490116",
    ]
    assert "sum" not in largest


def test_a_formula_has_its_value():
    assert (
        exact_sums(explain_formula(Place("ReLU", 0, 0, 0), 1 / 3, ("x = 0.333333",))) == f"value = {1 / 3!r}"
    )
