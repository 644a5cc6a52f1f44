"""A convolution in training, as matrix products of whole batches, and its gradients by weights and input.

With the windows as columns X and the gradient by the maps as rows D, the maps are W · X, the gradient by the
weights is D · Xᵀ, the sum of window x error over all places, and that by the columns Wᵀ · D.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Geometry
from convstudio.engine.unfold import fold, unfold

Array = NDArray[Any]
AT_ONCE = 2**24  # values of the unfolded windows: larger batches go in parts
PIECE, SHORTEST = 2**17, 512  # multiplications, and places, of one product for the weights


def convolve_batch(x: Array, kernel: Array, geometry: Geometry) -> tuple[Array, Array | None]:
    """The maps without bias, and the unfolded windows for `weight_gradient`, unless they are too large.

    Args:
        x: (batch, rows, cols, channels).
        kernel: (kernel rows, kernel cols, channels / groups, filters), of the dtype of `x`.
        geometry: how the window slides.

    Returns:
        (batch, output rows, output cols, filters), in memory with the batch last; and the windows or None.
    """
    groups, weights = x.shape[3] // kernel.shape[2], _rows(kernel, x.shape[3])
    columns, parts = None, []
    for samples in _samples(len(x), kernel, geometry, groups):
        columns = unfold(x[samples], geometry, groups)
        parts.append(_planes(weights @ columns, geometry))
    return (parts[0], columns) if len(parts) == 1 else (np.concatenate(parts), None)


def weight_gradient(
    x: Array, gradient: Array, kernel: Array, geometry: Geometry, columns: Array | None = None
) -> Array:
    """Gradient by the weights of a convolution.

    Args:
        x: (batch, rows, cols, channels), the input.
        gradient: (batch, output rows, output cols, filters), that by the maps.
        kernel: (kernel rows, kernel cols, channels / groups, filters); only its shape counts.
        geometry: how the window slides.
        columns: the unfolded windows, if they are known.

    Returns:
        An array of the shape of the kernel.
    """
    groups = x.shape[3] // kernel.shape[2]
    if columns is not None:
        products = _products(_errors(gradient, groups), columns)
    else:
        products = np.zeros_like(_rows(kernel, x.shape[3]))
        for samples in _samples(len(x), kernel, geometry, groups):
            part = unfold(x[samples], geometry, groups)
            products += _products(_errors(gradient[samples], groups), part)
    split = products.reshape(groups, -1, *kernel.shape[:3])
    return split.transpose(2, 3, 4, 0, 1).reshape(kernel.shape)


def bias_gradient(gradient: Array) -> Array:
    """Gradient by the biases, (filters,): that by the maps, added up over all places of all samples."""
    errors = _errors(gradient, 1)[0]
    sums: Array = errors @ np.ones(errors.shape[1], errors.dtype)  # three times as quick as `sum`
    return sums


def input_gradient(gradient: Array, kernel: Array, geometry: Geometry, channels: int) -> Array:
    """Gradient by the input of a convolution: the transposed convolution of the gradient by the maps.

    Args:
        gradient: (batch, output rows, output cols, filters), that by the maps.
        kernel: (kernel rows, kernel cols, channels / groups, filters), of the dtype of `gradient`.
        geometry: how the window slides.
        channels: how many the input has.

    Returns:
        (batch, rows, cols, channels), in memory with the batch last.
    """
    groups, weights = channels // kernel.shape[2], _rows(kernel, channels).swapaxes(1, 2)
    parts = [
        fold(weights @ _errors(gradient[samples], groups), geometry, len(gradient[samples]))
        for samples in _samples(len(gradient), kernel, geometry, groups)
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _samples(batch: int, kernel: Array, geometry: Geometry, groups: int) -> Iterator[slice]:
    """The batch in parts whose windows do not fill the memory."""
    taps = kernel[..., 0].size * groups
    some = max(1, AT_ONCE // (taps * geometry.outputs[0] * geometry.outputs[1]))
    return (slice(start, min(start + some, batch)) for start in range(0, batch, some))


def _rows(kernel: Array, channels: int) -> Array:
    """The weights as (groups, filters of a group, taps x channels of a group)."""
    groups = channels // kernel.shape[2]
    split = kernel.reshape(*kernel.shape[:3], groups, -1).transpose(3, 4, 0, 1, 2)
    return np.ascontiguousarray(split).reshape(groups, kernel.shape[3] // groups, -1)


def _errors(gradient: Array, groups: int) -> Array:
    """The gradient by the maps as (groups, filters of a group, places x batch)."""
    return gradient.transpose(3, 1, 2, 0).reshape(groups, gradient.shape[3] // groups, -1)


def _products(errors: Array, columns: Array) -> Array:
    """errors · columnsᵀ: long rows times long rows, in pieces that stay in the caches."""
    _, filters, places = errors.shape
    piece = max(SHORTEST, PIECE // (filters * columns.shape[1]))
    products = errors[..., :piece] @ columns[..., :piece].swapaxes(1, 2)
    for start in range(piece, places, piece):
        some = (..., slice(start, start + piece))
        products += errors[some] @ columns[some].swapaxes(1, 2)
    return products


def _planes(maps: Array, geometry: Geometry) -> Array:
    """(groups, filters of a group, places x batch) as (batch, rows, cols, filters)."""
    groups, filters, _ = maps.shape
    return maps.reshape(groups * filters, *geometry.outputs, -1).transpose(3, 1, 2, 0)
