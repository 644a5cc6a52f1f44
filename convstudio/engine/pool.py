"""Pooling: the largest or the mean of the cells under the window, channel by channel.

Cells of the padding do not count: neither for the largest, nor in the number that the mean divides by.
"""

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Axis, Box, Geometry
from convstudio.engine.tiles import whole_tile

Array = NDArray[Any]


def max_pool(x: Array, geometry: Geometry, box: Box | None = None) -> Array:
    """The largest cell under each window.

    Args:
        x: (batch, rows, cols, channels).
        geometry: how the window slides; each place must see a cell of the input.
        box: the outputs that are wanted; all, where it is None.

    Returns:
        (batch, output rows, output cols, channels) in the dtype of `x`. NaN under a window is its largest.
    """
    return _pooled(x, geometry, box, np.maximum, -np.inf)


def average_pool(x: Array, geometry: Geometry, box: Box | None = None) -> Array:
    """The mean of the cells under each window; see `max_pool`."""
    box = box or Box.whole(geometry.outputs)
    counts = np.outer(cells_counted(geometry.rows, box.rows), cells_counted(geometry.cols, box.cols))
    with np.errstate(all="ignore"):
        mean: Array = _pooled(x, geometry, box, np.add, 0) / counts[..., None].astype(x.dtype)
        return mean


def max_pool_slowly(x: Array, geometry: Geometry) -> Array:
    """The definition of `max_pool` in plain loops."""
    return _slowly(x, geometry, np.max)


def average_pool_slowly(x: Array, geometry: Geometry) -> Array:
    """The definition of `average_pool` in plain loops."""
    return _slowly(x, geometry, np.mean)


def cells_counted(axis: Axis, outputs: range) -> NDArray[np.intp]:
    """How many cells of the input each of some windows sees along one axis."""
    counts = np.zeros(len(outputs), np.intp)
    for tap in range(axis.kernel):
        counts[axis.met(tap, outputs)[0]] += 1
    return counts


def _pooled(x: Array, geometry: Geometry, box: Box | None, join: np.ufunc, start: float) -> Array:
    box = box or Box.whole(geometry.outputs)
    tile = whole_tile(geometry, box)
    if tile.source:  # a block by itself is joined along its own rows, and not along those of the whole input
        x, geometry, box = tile.block(x, geometry), geometry.part(box.shape), Box.whole(box.shape)
    with np.errstate(all="ignore"):
        lines = _along_axis(x, geometry.rows, box.rows, join, start, 1)
        return _along_axis(lines, geometry.cols, box.cols, join, start, 2)


def _along_axis(x: Array, axis: Axis, outputs: range, join: np.ufunc, start: float, number: int) -> Array:
    """Join the cells under each window along one axis of the array, one cell of all windows at a time."""
    before = (slice(None),) * number
    met = [axis.met(tap, outputs) for tap in range(axis.kernel)]
    if axis.kernel > 1 and all(at == slice(0, len(outputs)) for at, _ in met):  # no window sees padding
        return reduce(join, (x[(*before, cells)] for _, cells in met))
    shape = (*x.shape[:number], len(outputs), *x.shape[number + 1 :])
    out = np.full_like(x, start, shape=shape)  # in memory in the order of x
    for at, cells in met:
        part = out[(*before, at)]
        join(part, x[(*before, cells)], out=part)
    return out


def _slowly(x: Array, geometry: Geometry, of: Any) -> Array:
    out = np.empty((len(x), *geometry.outputs, x.shape[3]), x.dtype)
    for row, col in np.ndindex(geometry.outputs):
        rows, cols = geometry.rows.sources(row), geometry.cols.sources(col)
        seen = x[:, rows[rows >= 0]][:, :, cols[cols >= 0]]
        out[:, row, col] = of(seen, axis=(1, 2))
    return out
