"""What training makes small, with Keras' formulas: the mean over all samples, and its gradient."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.elementwise import sigmoid, softplus
from convstudio.engine.softmax import log_softmax, softmax
from convstudio.nn import arguments
from convstudio.nn.targets import class_numbers, like_outputs

Array = NDArray[Any]
EPSILON = 1e-7  # how near to 0 and 1 a probability may come, as in Keras


class Loss(ABC):
    """A number that says how far outputs are from what they should be.

    `y_true` and `y_pred` are (batch, ...); everything is computed in the dtype of `y_pred`.
    """

    name: ClassVar[str]

    def __call__(self, y_true: Array, y_pred: Array) -> float:
        """The loss: the mean over the batch and all other axes. Raises ValueError if shapes do not fit."""
        with np.errstate(all="ignore"):
            return float(self.losses(self.checked(y_true, y_pred), y_pred).mean())

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """Gradient of the loss by `y_pred`. Raises ValueError if shapes do not fit."""
        with np.errstate(all="ignore"):
            return self.slopes(self.checked(y_true, y_pred), y_pred)

    def checked(self, y_true: Array, y_pred: Array) -> Array:
        """The targets as `losses` takes them: in the shape and dtype of the outputs."""
        return like_outputs(y_true, y_pred)

    @abstractmethod
    def losses(self, y_true: Array, y_pred: Array) -> Array:
        """Terms whose mean is the loss."""

    @abstractmethod
    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """Gradient of the mean of the `losses` by `y_pred`."""


class MeanSquaredError(Loss):
    """(output − target)²."""

    name = "mean_squared_error"

    def losses(self, y_true: Array, y_pred: Array) -> Array:
        """One for each output."""
        squares: Array = np.square(y_pred - y_true)
        return squares

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """2 (output − target) / n."""
        slopes: Array = (y_pred - y_true) * y_pred.dtype.type(2 / y_pred.size)
        return slopes


class MeanAbsoluteError(Loss):
    """|output − target|."""

    name = "mean_absolute_error"

    def losses(self, y_true: Array, y_pred: Array) -> Array:
        """One for each output."""
        losses: Array = np.abs(y_pred - y_true)
        return losses

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """±1 / n, 0 where there is no error."""
        slopes: Array = np.sign(y_pred - y_true) / y_pred.dtype.type(y_pred.size)
        return slopes


class CrossEntropy(Loss):
    """What the cross-entropies share."""

    def __init__(self, from_logits: bool = False) -> None:
        """Take whether the outputs are logits, before sigmoid or softmax, and not probabilities.

        Raises:
            ValueError: that is neither True nor False.
        """
        self.from_logits = arguments.truth(from_logits, "from_logits")


class BinaryCrossentropy(CrossEntropy):
    """−target · log p − (1 − target) · log(1 − p), with p kept between 1e-7 and 1 − 1e-7."""

    name = "binary_crossentropy"

    def losses(self, y_true: Array, y_pred: Array) -> Array:
        """One for each output."""
        losses: Array
        if self.from_logits:
            losses = y_true * softplus(-y_pred) + (1 - y_true) * softplus(y_pred)
        else:
            share = _kept_inside(y_pred)
            losses = -(y_true * np.log(share) + (1 - y_true) * np.log(1 - share))
        return losses

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """(p − target) / n by a logit; by p itself that over p (1 − p)."""
        slopes: Array
        size = y_pred.dtype.type(y_pred.size)
        if self.from_logits:
            slopes = (sigmoid(y_pred) - y_true) / size
            return slopes
        share = _kept_inside(y_pred)
        slopes = np.where(share == y_pred, (share - y_true) / (share * (1 - share)) / size, 0)
        return slopes


class CategoricalCrossentropy(CrossEntropy):
    """−Σ target · log p over the last axis.

    Probabilities are divided by their sum, and kept between 1e-7 and 1 − 1e-7, as Keras does.
    """

    name = "categorical_crossentropy"

    def losses(self, y_true: Array, y_pred: Array) -> Array:
        """One for each place."""
        logs = log_softmax(y_pred) if self.from_logits else np.log(_kept_inside(_shares(y_pred)))
        losses: Array = -(y_true * logs).sum(axis=-1)
        return losses

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """(p · Σ targets − target) / n by a logit; by p itself −target / p, the sum taken into account."""
        slopes: Array
        places = y_pred.dtype.type(y_pred.size // y_pred.shape[-1])
        if self.from_logits:
            slopes = (softmax(y_pred) * y_true.sum(axis=-1, keepdims=True) - y_true) / places
            return slopes
        total, share = y_pred.sum(axis=-1, keepdims=True), _shares(y_pred)
        kept = _kept_inside(share)
        by_share = np.where(kept == share, -y_true / kept, 0)
        slopes = (by_share - (by_share * share).sum(axis=-1, keepdims=True)) / total / places
        return slopes


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """`CategoricalCrossentropy` with the number of the right class, from 0, for a target."""

    name = "sparse_categorical_crossentropy"

    def checked(self, y_true: Array, y_pred: Array) -> Array:
        """1 at the class, 0 elsewhere. Raises ValueError if a number is no class."""
        classes = class_numbers(y_true, y_pred)
        targets: Array = (classes[..., None] == np.arange(y_pred.shape[-1])).astype(y_pred.dtype)
        return targets


_ALL = (
    MeanSquaredError,
    MeanAbsoluteError,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
LOSSES: Mapping[str, type[Loss]] = MappingProxyType(
    {**{loss.name: loss for loss in _ALL}, "mse": MeanSquaredError, "mae": MeanAbsoluteError}
)


def loss_named(loss: str | Loss) -> Loss:
    """The loss of that name, or the loss itself.

    Raises:
        ValueError: there is none.
    """
    return loss if isinstance(loss, Loss) else LOSSES[arguments.choice(loss, "loss", LOSSES)]()


def _kept_inside(share: Array) -> Array:
    return np.clip(share, EPSILON, 1 - EPSILON).astype(share.dtype, copy=False)


def _shares(y_pred: Array) -> Array:
    shares: Array = y_pred / y_pred.sum(axis=-1, keepdims=True)
    return shares
