"""Activations that look at all channels of a place at once, each beside its derivative.

All work along the last axis. A derivative is a matrix per place, (..., channels out, channels in): how fast
each output follows each input.
"""

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.elementwise import sigmoid, sigmoid_derivative

Array = NDArray[np.floating]


def softmax(z: Array) -> Array:
    """exp(z) over the sum of exp(z) of all channels."""
    growth = np.exp(z - z.max(axis=-1, keepdims=True))
    values: Array = growth / growth.sum(axis=-1, keepdims=True)
    return values


def softmax_derivative(z: Array) -> Array:
    """Derivative of `softmax`: s_i (1 - s_i) on the diagonal, -s_i s_j beside it."""
    share = softmax(z)
    return share[..., :, None] * (np.eye(z.shape[-1], dtype=z.dtype) - share[..., None, :])


def log_softmax(z: Array) -> Array:
    """log(softmax(z)) without underflow."""
    shifted = z - z.max(axis=-1, keepdims=True)
    values: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return values


def log_softmax_derivative(z: Array) -> Array:
    """Derivative of `log_softmax`."""
    return np.eye(z.shape[-1], dtype=z.dtype) - softmax(z)[..., None, :]


def sparsemax(z: Array) -> Array:
    """The nearest point to z among those that are not negative and sum to 1.

    Source: Martins and Astudillo (2016), From Softmax to Sparsemax, algorithm 1.
    """
    descending = -np.sort(-z, axis=-1)
    excess = np.cumsum(descending, axis=-1) - 1
    count = np.arange(1, z.shape[-1] + 1, dtype=z.dtype)
    kept = np.maximum((count * descending > excess).sum(axis=-1, keepdims=True), 1)
    threshold = np.take_along_axis(excess, kept - 1, axis=-1) / kept.astype(z.dtype)
    values: Array = np.maximum(z - threshold, 0)
    return values


def sparsemax_derivative(z: Array) -> Array:
    """Derivative of `sparsemax`: among the channels that are not 0, each minus their mean."""
    kept = (sparsemax(z) > 0).astype(z.dtype)
    together = kept[..., :, None] * kept[..., None, :] / kept.sum(axis=-1)[..., None, None]
    values: Array = kept[..., :, None] * np.eye(z.shape[-1], dtype=z.dtype) - together
    return values


def glu(z: Array) -> Array:
    """The first half of the channels, each times the sigmoid of its partner in the second half.

    Raises:
        ValueError: the number of channels is odd.
    """
    values, gates = _halves(z)
    return values * sigmoid(gates)


def glu_derivative(z: Array) -> Array:
    """Derivative of `glu`, (..., channels / 2, channels)."""
    values, gates = _halves(z)
    eye = np.eye(values.shape[-1], dtype=z.dtype)
    by_value, by_gate = sigmoid(gates), values * sigmoid_derivative(gates)
    return np.concatenate([by_value[..., None] * eye, by_gate[..., None] * eye], axis=-1)


def _halves(z: Array) -> tuple[Array, Array]:
    half, odd = divmod(z.shape[-1], 2)
    if odd:
        raise ValueError(f"glu needs an even number of channels. Received: {z.shape[-1]} channels")
    return z[..., :half], z[..., half:]
