"""Accuracies by hand."""

import numpy as np
import pytest

from convstudio.nn.losses import MeanAbsoluteError
from convstudio.nn.metrics import (
    Metric,
    accuracy,
    confusion,
    confusion_matrix,
    metrics_named,
    wrongly_taken,
)

SHARES = np.array([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3], [0.6, 0.3, 0.1]])


def test_the_accuracy_of_class_numbers():
    assert accuracy(np.array([0, 2, 0, 0]), SHARES) == 0.75
    assert accuracy(np.array([[0], [2], [0], [0]]), SHARES) == 0.75


def test_the_accuracy_of_one_hot_targets():
    assert accuracy(np.eye(3)[[0, 2, 0, 0]], SHARES) == 0.75


def test_the_accuracy_of_one_output_is_the_side_of_a_half():
    assert accuracy(np.array([1, 0, 0, 1]), np.array([[0.6], [0.4], [0.9], [0.2]])) == 0.5


def test_a_confusion_matrix_counts_right_classes_in_rows():
    counts = confusion(np.array([0, 2, 0, 0]), SHARES)
    assert counts.tolist() == [[2, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert (confusion(np.eye(3)[[0, 2, 0, 0]], SHARES) == counts).all()


def test_a_confusion_matrix_of_class_numbers_by_hand():
    right, taken = [0, 0, 0, 1, 1, 2, 3, 3], [0, 1, 0, 1, 1, 0, 3, 1]
    counts = confusion_matrix(right, taken, 4)
    assert counts.tolist() == [[2, 1, 0, 0], [0, 2, 0, 0], [1, 0, 0, 0], [0, 1, 0, 1]]
    assert counts.sum() == 8
    assert np.trace(counts) == 5  # five are right


def test_a_class_that_nobody_is_has_a_row_and_a_column_of_zeros():
    assert confusion_matrix([0], [0], 3).tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert confusion_matrix([], [], 2).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("right", "taken", "message"),
    [
        ([0, 1], [0], r"Received: \(2,\) and \(1,\)"),
        ([0, 3], [0, 0], "0 to 2. Received: 3"),
        ([0, 0], [-1, 0], "Received: -1"),
        ([0.5], [0], r"Received: 0\.5"),
    ],
)
def test_numbers_that_are_no_classes_have_no_confusion_matrix(right, taken, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(right, taken, 3)


def test_the_surest_mistakes_come_first():
    right = np.array([1, 2, 0, 0])  # taken for 0, 2, 1 and 0: the first and the third are wrong
    assert wrongly_taken(right, SHARES).tolist() == [0, 2]  # by 0.7 − 0.2 and 0.4 − 0.3
    assert wrongly_taken(np.eye(3)[[2, 0, 1, 0]], SHARES).tolist() == [0, 1]  # both by 0.6, as they come
    assert wrongly_taken(np.array([0, 2, 1, 0]), SHARES).tolist() == []


def test_metrics_are_called_as_they_were_asked_for():
    own = Metric("own", lambda y_true, y_pred: 1.0)
    found = metrics_named(["acc", "mse", MeanAbsoluteError(), own])
    assert [metric.name for metric in found] == ["acc", "mse", "mean_absolute_error", "own"]
    assert found[1](np.zeros((1, 2)), np.array([[1.0, 3]])) == 5


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="bleu"):
        metrics_named(["bleu"])
