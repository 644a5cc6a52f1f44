"""Losses with their numbers."""

import numpy as np
import pytest

from convstudio.nn.explain_loss import explain_loss, explain_output_error
from convstudio.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)


def shown(loss, targets, outputs):
    return list(explain_loss(loss, np.asarray(targets, float), np.asarray(outputs, float)).lines())


def error(loss, targets, outputs, *place):
    return explain_output_error(loss, np.asarray(targets, float), np.asarray(outputs, float), place)


def test_squared_errors_are_added_up_and_divided():
    assert shown(MeanSquaredError(), [[1, -1, 0, 2]], [[3, 1, 0.5, 2]]) == [
        "(3 − 1)² + (1 + 1)² + (0.5 − 0)² + (2 − 2)²",
        "4 + 4 + 0.25 + 0 = 8.25",
        "8.25 / 4 = 2.0625",
    ]


def test_the_error_of_an_output_is_twice_the_difference_over_their_number():
    assert error(MeanSquaredError(), [[1, -1, 0, 2]], [[3, 1, 0.5, 2]], 0, 1) == "2 × (1 + 1) / 4 = 1"


def test_absolute_errors_send_back_a_sign():
    loss, targets, outputs = MeanAbsoluteError(), [[1, 2]], [[3, -1.5]]
    assert shown(loss, targets, outputs) == ["|3 − 1| + |-1.5 − 2|", "2 + 3.5 = 5.5", "5.5 / 2 = 2.75"]
    assert error(loss, targets, outputs, 0, 1) == "sign(-1.5 − 2) / 2 = -0.5"


def test_binary_cross_entropy_takes_the_logarithm_of_what_was_right():
    loss, targets, outputs = BinaryCrossentropy(), [[1, 0]], [[0.5, 0.5]]
    assert shown(loss, targets, outputs) == [
        "−log(0.5) + −log(1 − 0.5)",
        "0.693147 + 0.693147 ≈ 1.38629",
        "1.38629 / 2 ≈ 0.693147",
    ]
    assert error(loss, targets, outputs, 0, 0) == "(0.5 − 1) / (0.5 × (1 − 0.5)) / 2 = -1"
    logits = BinaryCrossentropy(from_logits=True)
    assert error(logits, targets, [[0, 0]], 0, 1) == "(sigmoid(0) − 0) / 2 = 0.25"


def test_categorical_cross_entropy_looks_at_the_right_class_alone():
    outputs = [[0.5, 0.25, 0.25]]
    for loss, targets in ((CategoricalCrossentropy(), [[0, 1, 0]]), (SparseCategoricalCrossentropy(), [1])):
        assert shown(loss, targets, outputs) == ["−log(0.25) = 1.38629"]
        assert error(loss, targets, outputs, 0, 1) == "1 − 1 / 0.25 = -3"
        assert error(loss, targets, outputs, 0, 0) == "1 − 0 / 0.5 = 1"


def test_logits_send_back_the_share_less_the_target():
    loss = SparseCategoricalCrossentropy(from_logits=True)
    assert error(loss, [0, 1], [[0, 0], [0, 0]], 0, 0) == "(softmax(0) − 1) / 2 = -0.25"


def test_of_many_terms_the_largest_are_written_out():
    outputs = np.arange(20.0)[None]
    first, second, third = shown(MeanSquaredError(), np.zeros((1, 20)), outputs)
    assert first.startswith("the 12 largest of 20 terms: (8 − 0)² + (9 − 0)²")
    assert second == "sum of all: 2470"
    assert third == "2470 / 20 = 123.5"


@pytest.mark.parametrize(
    "loss",
    [
        MeanSquaredError(),
        MeanAbsoluteError(),
        BinaryCrossentropy(),
        BinaryCrossentropy(from_logits=True),
        CategoricalCrossentropy(),
        CategoricalCrossentropy(from_logits=True),
    ],
)
def test_a_written_error_is_the_gradient(loss):
    """The formula, worked out by Python, gives the number that training takes."""
    random = np.random.default_rng(0)
    outputs = np.round(random.uniform(0.1, 0.9, (2, 3)), 3)
    targets = np.array([[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])
    names = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "sign": np.sign}
    for place in np.ndindex(2, 3):
        names["softmax"] = lambda _z, place=place: np.exp(outputs[place]) / np.exp(outputs[place[0]]).sum()
        formula, value = explain_output_error(loss, targets, outputs, place).rsplit(" = ", 1)
        worked_out = eval(formula.replace("×", "*").replace("−", "-"), names)
        assert worked_out == pytest.approx(loss.gradient(targets, outputs)[place], rel=1e-4)
        assert float(value) == pytest.approx(worked_out, rel=1e-4)


def test_the_value_is_that_of_the_loss():
    outputs, targets = np.random.default_rng(0).uniform(0.1, 0.9, (2, 4, 3)), np.zeros((2, 4, 3))
    found = explain_loss(BinaryCrossentropy(), targets, outputs)
    assert found.value == BinaryCrossentropy()(targets, outputs)
    assert found.total / found.count == pytest.approx(found.value, rel=1e-14)
