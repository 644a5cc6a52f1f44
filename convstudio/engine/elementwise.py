"""Activations that look at one value at a time, each beside its derivative, as Keras defines them.

All take an array of float32 or float64 of any shape and give one like it.
"""

import math
from functools import cache

import numpy as np
from numpy.polynomial import Chebyshev
from numpy.typing import NDArray

Array = NDArray[np.floating]

# Klambauer et al. (2017), Self-Normalizing Neural Networks
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805

_ERF_IS_ONE = 6.0  # beyond it erf differs from 1 by less than 1e-16


def linear(z: Array) -> Array:
    """The value itself."""
    return z


def linear_derivative(z: Array) -> Array:
    """Slope of `linear`."""
    return np.ones_like(z)


def relu(
    z: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Array:
    """z above the threshold and never above `max_value`; negative_slope * (z - threshold) below."""
    if not negative_slope and max_value is None and not threshold:
        return np.maximum(z, 0)
    above = z if max_value is None else np.minimum(z, max_value)
    below = negative_slope * (z - threshold) if negative_slope else z.dtype.type(0)
    return np.where(z <= threshold, below, above)


def relu_derivative(
    z: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Array:
    """Slope of `relu`; at the corner the slope of the left side, 0 above `max_value`."""
    above = z > threshold
    slope = np.where(above, 1, negative_slope).astype(z.dtype) if negative_slope else above.astype(z.dtype)
    return slope if max_value is None else np.where(z < max_value, slope, 0).astype(z.dtype)


def leaky_relu(z: Array, negative_slope: float = 0.2) -> Array:
    """z where positive, negative_slope * z elsewhere."""
    return np.where(z > 0, z, negative_slope * z)


def leaky_relu_derivative(z: Array, negative_slope: float = 0.2) -> Array:
    """Slope of `leaky_relu`."""
    return np.where(z > 0, 1, negative_slope).astype(z.dtype)


def elu(z: Array, alpha: float = 1.0) -> Array:
    """z where positive, alpha * (exp(z) - 1) elsewhere."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_derivative(z: Array, alpha: float = 1.0) -> Array:
    """Slope of `elu`."""
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))


def selu(z: Array) -> Array:
    """`elu` scaled so that mean 0 and variance 1 persist from layer to layer."""
    return SELU_SCALE * elu(z, SELU_ALPHA)


def selu_derivative(z: Array) -> Array:
    """Slope of `selu`."""
    return SELU_SCALE * elu_derivative(z, SELU_ALPHA)


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)), without overflow on either side."""
    decay = np.exp(-np.abs(z))
    values: Array = np.where(z >= 0, 1, decay) / (1 + decay)
    return values


def sigmoid_derivative(z: Array) -> Array:
    """Slope of `sigmoid`."""
    return sigmoid(z) * sigmoid(-z)


def log_sigmoid(z: Array) -> Array:
    """log(sigmoid(z))."""
    return -softplus(-z)


def log_sigmoid_derivative(z: Array) -> Array:
    """Slope of `log_sigmoid`."""
    return sigmoid(-z)


def tanh_derivative(z: Array) -> Array:
    """Slope of the hyperbolic tangent."""
    return 1 - np.tanh(z) ** 2


def tanh_shrink(z: Array) -> Array:
    """z - tanh(z)."""
    return z - np.tanh(z)


def tanh_shrink_derivative(z: Array) -> Array:
    """Slope of `tanh_shrink`."""
    return np.tanh(z) ** 2


def softplus(z: Array) -> Array:
    """log(1 + exp(z))."""
    return np.logaddexp(z, z.dtype.type(0))


def softsign(z: Array) -> Array:
    """z / (1 + abs(z))."""
    values: Array = z / (1 + np.abs(z))
    return values


def softsign_derivative(z: Array) -> Array:
    """Slope of `softsign`."""
    return 1 / (1 + np.abs(z)) ** 2


def squareplus(z: Array) -> Array:
    """(z + sqrt(z² + 4)) / 2."""
    return (z + np.sqrt(z * z + 4)) / 2


def squareplus_derivative(z: Array) -> Array:
    """Slope of `squareplus`."""
    return (1 + z / np.sqrt(z * z + 4)) / 2


def sparse_plus(z: Array) -> Array:
    """0 up to -1, (z + 1)² / 4 up to 1, then z."""
    return np.where(z >= 1, z, np.maximum(z + 1, 0) ** 2 / 4)


def hard_tanh(z: Array) -> Array:
    """z between -1 and 1, cut off outside."""
    return np.clip(z, -1, 1)


def hard_tanh_derivative(z: Array) -> Array:
    """Slope of `hard_tanh`."""
    return (np.abs(z) < 1).astype(z.dtype)


def hard_sigmoid(z: Array) -> Array:
    """z / 6 + 1 / 2 between 0 and 1, cut off outside."""
    return np.clip(z / 6 + 0.5, 0, 1)


def hard_sigmoid_derivative(z: Array) -> Array:
    """Slope of `hard_sigmoid`."""
    return (np.abs(z) < 3).astype(z.dtype) / 6


def sparse_sigmoid(z: Array) -> Array:
    """(z + 1) / 2 between 0 and 1, cut off outside."""
    return np.clip((z + 1) / 2, 0, 1)


def sparse_sigmoid_derivative(z: Array) -> Array:
    """Slope of `sparse_sigmoid`."""
    return hard_tanh_derivative(z) / 2


def hard_shrink(z: Array, threshold: float = 0.5) -> Array:
    """z where its size is above the threshold, 0 elsewhere."""
    return np.where(np.abs(z) <= threshold, z.dtype.type(0), z)


def shrink_derivative(z: Array, threshold: float = 0.5) -> Array:
    """Slope of `hard_shrink` and of `soft_shrink`."""
    return (np.abs(z) > threshold).astype(z.dtype)


def soft_shrink(z: Array, threshold: float = 0.5) -> Array:
    """z drawn to 0 by the threshold."""
    return z - np.clip(z, -threshold, threshold)


def silu(z: Array) -> Array:
    """z * sigmoid(z), also called swish."""
    return z * sigmoid(z)


def silu_derivative(z: Array) -> Array:
    """Slope of `silu`."""
    return sigmoid(z) * (1 + z * sigmoid(-z))


def hard_silu(z: Array) -> Array:
    """z * hard_sigmoid(z), also called hard_swish."""
    return z * hard_sigmoid(z)


def hard_silu_derivative(z: Array) -> Array:
    """Slope of `hard_silu`."""
    return hard_sigmoid(z) + z * hard_sigmoid_derivative(z)


def gelu(z: Array) -> Array:
    """z times the share of a standard normal distribution below z (not the approximation by tanh)."""
    return z * _normal_below(z)


def gelu_derivative(z: Array) -> Array:
    """Slope of `gelu`."""
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return _normal_below(z) + z * density


def mish(z: Array) -> Array:
    """z * tanh(softplus(z))."""
    return z * np.tanh(softplus(z))


def mish_derivative(z: Array) -> Array:
    """Slope of `mish`."""
    bend = np.tanh(softplus(z))
    values: Array = bend + z * (1 - bend * bend) * sigmoid(z)
    return values


def _normal_below(z: Array) -> Array:
    scaled = z.astype(np.float64) / math.sqrt(2)
    return ((1 + _erf()(np.clip(scaled, -_ERF_IS_ONE, _ERF_IS_ONE))) / 2).astype(z.dtype)


@cache
def _erf() -> Chebyshev:
    """The error function on -6 … 6 to 1e-13; NumPy has none, and math.erf takes one number at a time."""
    terms = 76
    angles = (np.arange(terms) + 0.5) * math.pi / terms
    values = [math.erf(_ERF_IS_ONE * cosine) for cosine in np.cos(angles)]
    coefficients = 2 / terms * np.cos(np.outer(np.arange(terms), angles)) @ values
    coefficients[0] /= 2
    return Chebyshev(coefficients, domain=[-_ERF_IS_ONE, _ERF_IS_ONE])
