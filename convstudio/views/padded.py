"""Cells around a grid: how far the padding reaches, and which cell stands in each place of it."""

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box, Geometry, source_indices

Sources = tuple[NDArray[np.intp], NDArray[np.intp]]


def with_padding(whole: Box, geometry: Geometry | None) -> Box:
    """The grid with its padding; without a window there is none."""
    if geometry is None:
        return whole
    (top, bottom), (left, right) = geometry.rows.pad, geometry.cols.pad
    return Box(-top, whole.bottom + bottom, -left, whole.right + right)


def padded_sources(geometry: Geometry | None, whole: Box) -> Sources:
    """Which row and which column of the grid stand at each place of it with its padding; -1 for a zero."""
    if geometry is None:
        return np.arange(whole.bottom), np.arange(whole.right)
    axes = geometry.rows, geometry.cols
    down, right = (source_indices(axis.length, axis.pad, axis.border) for axis in axes)
    return down, right


def padding_value(values: NDArray[np.floating], sources: Sources, around: Box, row: int, col: int) -> float:
    """What stands at a place of the padding; NaN at a cell of the grid itself."""
    rows, cols = values.shape
    if 0 <= row < rows and 0 <= col < cols:
        return float("nan")
    source = sources[0][row - around.top], sources[1][col - around.left]
    return 0.0 if min(source) < 0 else float(values[source])
