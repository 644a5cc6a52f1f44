"""What the outputs of a model should be, brought to the form of the outputs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def like_outputs(y_true: Array, y_pred: Array) -> Array:
    """Targets in the shape and dtype of the outputs; (batch,) fits outputs (batch, 1), as in Keras.

    Raises:
        ValueError: the shapes do not fit.
    """
    targets = y_true
    if targets.ndim == y_pred.ndim - 1 and y_pred.shape[-1] == 1:
        targets = targets[..., None]
    if targets.shape != y_pred.shape:
        raise ValueError(
            f"The targets must have the shape of the outputs, {y_pred.shape}. Received: {y_true.shape}"
        )
    return targets.astype(y_pred.dtype, copy=False)


def class_numbers(y_true: Array, y_pred: Array) -> Array:
    """Numbers of classes, for outputs that have a channel for each class.

    Raises:
        ValueError: the shapes do not fit, or a target is not the number of a class, from 0.
    """
    numbers = y_true[..., 0] if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1 else y_true
    if numbers.shape != y_pred.shape[:-1]:
        raise ValueError(
            f"The targets must be numbers of classes of shape {y_pred.shape[:-1]}. Received: {y_true.shape}"
        )
    classes = y_pred.shape[-1]
    wrong = (numbers < 0) | (numbers >= classes) | (numbers != np.floor(numbers))
    if wrong.any():
        raise ValueError(
            f"The targets must be whole numbers from 0 to {classes - 1}. Received: {numbers[wrong][0]}"
        )
    return numbers.astype(np.intp)
