"""What is told of training beside the loss; nothing follows from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.nn import arguments
from convstudio.nn.losses import LOSSES, Loss
from convstudio.nn.targets import class_numbers, like_outputs

Array = NDArray[Any]


@dataclass(frozen=True)
class Metric:
    """A name and a number for targets and outputs (batch, ...)."""

    name: str
    function: Callable[[Array, Array], float]

    def __call__(self, y_true: Array, y_pred: Array) -> float:
        """The mean over the batch."""
        return self.function(y_true, y_pred)


def binary_accuracy(y_true: Array, y_pred: Array) -> float:
    """Part of the outputs that are on the side of 0.5 where the target is."""
    return float(((y_pred > 0.5) == like_outputs(y_true, y_pred)).mean())


def categorical_accuracy(y_true: Array, y_pred: Array) -> float:
    """Part of the places whose largest output is where the largest target is."""
    return float((y_pred.argmax(axis=-1) == like_outputs(y_true, y_pred).argmax(axis=-1)).mean())


def sparse_categorical_accuracy(y_true: Array, y_pred: Array) -> float:
    """Part of the places whose largest output is that of the class."""
    return float((y_pred.argmax(axis=-1) == class_numbers(y_true, y_pred)).mean())


def accuracy(y_true: Array, y_pred: Array) -> float:
    """The accuracy that fits the shapes, chosen as Keras does: one output is binary, class numbers sparse."""
    if y_pred.shape[-1] == 1:
        return binary_accuracy(y_true, y_pred)
    if y_true.ndim < y_pred.ndim or y_true.shape[-1] == 1:
        return sparse_categorical_accuracy(y_true, y_pred)
    return categorical_accuracy(y_true, y_pred)


def confusion(y_true: Array, y_pred: Array) -> NDArray[np.intp]:
    """How often each class (row) was taken for each class (column).

    Args:
        y_true: numbers of classes (batch,), or (batch, classes) with the largest at the class.
        y_pred: outputs (batch, classes).

    Raises:
        ValueError: the shapes do not fit.
    """
    return confusion_matrix(_right(y_true, y_pred), y_pred.argmax(axis=-1), y_pred.shape[-1])


def confusion_matrix(y_true: ArrayLike, y_pred: ArrayLike, classes: int) -> NDArray[np.intp]:
    """How often each class (row) was taken for each class (column), from numbers of classes alone.

    Args:
        y_true: the right classes, whole numbers from 0.
        y_pred: what each was taken for, in the same shape.
        classes: how many there are.

    Raises:
        ValueError: the shapes differ, or a number is no class.
    """
    right, taken = np.asarray(y_true), np.asarray(y_pred)
    if right.shape != taken.shape:
        raise ValueError(f"There must be two numbers for each. Received: {right.shape} and {taken.shape}")
    for numbers in (right, taken):
        wrong = (numbers < 0) | (numbers >= classes) | (numbers != np.floor(numbers))
        if wrong.any():
            raise ValueError(
                f"Classes are whole numbers from 0 to {classes - 1}. Received: {numbers[wrong].flat[0]}"
            )
    pairs = (right * classes + taken).ravel().astype(np.intp)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def wrongly_taken(y_true: Array, y_pred: Array) -> NDArray[np.intp]:
    """Numbers of the samples that were taken for another class, the surest mistakes first.

    Args:
        y_true: numbers of classes (batch,), or (batch, classes) with the largest at the class.
        y_pred: outputs (batch, classes).

    Raises:
        ValueError: the shapes do not fit.
    """
    right, at = _right(y_true, y_pred), np.arange(len(y_pred))
    lead = y_pred.max(axis=-1) - y_pred[at, right]
    wrong = np.flatnonzero(y_pred.argmax(axis=-1) != right)
    return wrong[np.argsort(-lead[wrong], kind="stable")]


def _right(y_true: Array, y_pred: Array) -> NDArray[np.intp]:
    """Numbers of the right classes."""
    return y_true.argmax(axis=-1) if y_true.shape == y_pred.shape else class_numbers(y_true, y_pred)


_ACCURACIES = (accuracy, binary_accuracy, categorical_accuracy, sparse_categorical_accuracy)
ACCURACIES: Mapping[str, Callable[[Array, Array], float]] = MappingProxyType(
    {**{function.__name__: function for function in _ACCURACIES}, "acc": accuracy}
)


def metrics_named(metrics: Iterable[str | Metric | Loss]) -> list[Metric]:
    """Metrics by name: the accuracies and all losses, called as they were asked for.

    Raises:
        ValueError: one is unknown.
    """
    return [_metric(metric) for metric in metrics]


def _metric(metric: str | Metric | Loss) -> Metric:
    if isinstance(metric, Metric):
        return metric
    if isinstance(metric, Loss):
        return Metric(metric.name, metric)
    name = arguments.choice(metric, "metrics", [*ACCURACIES, *LOSSES])
    return Metric(name, ACCURACIES[name] if name in ACCURACIES else LOSSES[name]())
