"""The windows of whole batches as the columns of a matrix, and back: what training multiplies with.

Arrays are (batch, rows, cols, channels) as everywhere. In memory, though, the batch comes last: a row of
cells of all samples is then one run, and a window that moves on only shifts it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Axis, Geometry
from convstudio.engine.gradient import whole_meetings

Array = NDArray[Any]


def batch_last(planes: Array) -> Array:
    """The same planes (batch, rows, cols, channels), in memory as (channels, rows, cols, batch)."""
    return np.ascontiguousarray(planes.transpose(3, 1, 2, 0)).transpose(3, 1, 2, 0)


def unfold(x: Array, geometry: Geometry, groups: int = 1) -> Array:
    """What stands under each window.

    Args:
        x: (batch, rows, cols, channels).
        geometry: how the window slides.
        groups: parts of the channels.

    Returns:
        (groups, taps x channels of a group, output rows x output cols x batch).
    """
    batch, rows, cols, channels = x.shape
    planes = np.ascontiguousarray(x.transpose(3, 1, 2, 0)).reshape(groups, -1, rows, cols, batch)
    kernel = geometry.rows.kernel, geometry.cols.kernel
    empty = np.zeros if _has_zeros(geometry) else np.empty
    columns = empty((groups, *kernel, channels // groups, *geometry.outputs, batch), x.dtype)
    for (row, col), (down, right), (from_rows, from_cols) in whole_meetings(geometry):
        columns[:, row, col, :, down, right] = planes[:, :, from_rows][:, :, :, from_cols]
    return columns.reshape(groups, -1, geometry.outputs[0] * geometry.outputs[1] * batch)


def fold(columns: Array, geometry: Geometry, batch: int) -> Array:
    """The transpose of `unfold`: every cell gets the sum of the places where it stands.

    Args:
        columns: what `unfold` gives.
        geometry: how the window slides.
        batch: how many samples there are.

    Returns:
        (batch, rows, cols, channels), in memory with the batch last.
    """
    axes = geometry.rows, geometry.cols
    if all(axis.border == "zeros" or not any(axis.pad) for axis in axes):
        return _folded(columns, geometry, batch)
    planes = _folded(columns, geometry.part(geometry.outputs), batch)
    for number, axis in enumerate(axes, 1):  # the cells of the padding, back to where they come from
        padding = Axis(axis.length, 1, pad=axis.pad, border=axis.border).along.turned
        planes = padding.carry(planes, number, range(planes.shape[number]), range(axis.length))
    return planes


def _folded(columns: Array, geometry: Geometry, batch: int) -> Array:
    groups, kernel = len(columns), (geometry.rows.kernel, geometry.cols.kernel)
    taps = columns.reshape(groups, *kernel, -1, *geometry.outputs, batch)
    grid = geometry.rows.length, geometry.cols.length
    planes = np.zeros((groups, taps.shape[3], *grid, batch), columns.dtype)
    for (row, col), (down, right), (to_rows, to_cols) in whole_meetings(geometry):  # all slices: none twice
        planes[:, :, to_rows, to_cols] += taps[:, row, col][:, :, down, right]
    return planes.reshape(-1, *grid, batch).transpose(3, 1, 2, 0)


def _has_zeros(geometry: Geometry) -> bool:
    """Whether some windows stand on padding that is zero."""
    return any(axis.border == "zeros" and any(axis.pad) for axis in (geometry.rows, geometry.cols))
