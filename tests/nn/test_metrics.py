"""Accuracies by hand."""

import numpy as np
import pytest

from convstudio.nn.losses import MeanAbsoluteError
from convstudio.nn.metrics import Metric, accuracy, confusion, metrics_named

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


def test_metrics_are_called_as_they_were_asked_for():
    own = Metric("own", lambda y_true, y_pred: 1.0)
    found = metrics_named(["acc", "mse", MeanAbsoluteError(), own])
    assert [metric.name for metric in found] == ["acc", "mse", "mean_absolute_error", "own"]
    assert found[1](np.zeros((1, 2)), np.array([[1.0, 3]])) == 5


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="bleu"):
        metrics_named(["bleu"])
