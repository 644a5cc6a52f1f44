"""Cells as rectangles, for formats that have no pixels."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from convstudio.files.drawing.shapes import Cells

SMALLEST = 1.5  # units of a cell; a grid of smaller ones becomes a picture
OVERLAP = 0.25  # of a cell under the next, or a viewer that smooths edges lets the ground shine through


class Run(NamedTuple):
    """Neighbours of one colour in a row: their place, '#rrggbb', and how opaque they are."""

    area: QRectF
    color: str
    opacity: float


def are_shapes(cells: Cells) -> bool:
    """Whether the cells are large enough to be rectangles each."""
    size = cells.cell
    return min(size.width(), size.height()) >= SMALLEST


def runs(cells: Cells) -> Iterator[Run]:
    """All rectangles, to be drawn in this order: the later covers the edge of the earlier."""
    rows, cols = cells.colors.shape
    size, corner = cells.cell, cells.area.topLeft()
    for row in range(rows):
        line = cells.colors[row]
        starts = [0, *(np.flatnonzero(line[1:] != line[:-1]) + 1).tolist(), cols]
        for start, stop in pairwise(starts):
            alpha, color = divmod(int(line[start]), 1 << 24)
            if alpha:
                spread = OVERLAP * min(size.width(), size.height()) if alpha == 255 else 0.0
                right = spread if stop < cols else 0.0
                below = spread if row < rows - 1 else 0.0
                area = QRectF(
                    corner.x() + start * size.width(),
                    corner.y() + row * size.height(),
                    (stop - start) * size.width() + right,
                    size.height() + below,
                )
                yield Run(area, f"#{color:06x}", alpha / 255)


def mean_colors(colors: NDArray[np.uint32], most: int) -> NDArray[np.uint32]:
    """The colours of at most `most` rows and columns: of blocks of opaque cells their mean."""
    steps = [max(1, -(-length // most)) for length in colors.shape]
    if max(steps) == 1:
        return colors
    channels = [(colors >> np.uint32(shift)) & np.uint32(255) for shift in (16, 8, 0)]
    red, green, blue = (_block_means(channel, steps) for channel in channels)
    return np.asarray(np.uint32(0xFF000000) | red << 16 | green << 8 | blue, np.uint32)


def _block_means(values: NDArray[np.uint32], steps: list[int]) -> NDArray[np.uint32]:
    """Means of blocks of (rows, cols); those at the end may be smaller."""
    sums, counts = values.astype(np.uint64), np.ones(values.shape)
    for axis, step in enumerate(steps):
        places = np.arange(0, values.shape[axis], step)
        sums, counts = (np.add.reduceat(array, places, axis=axis) for array in (sums, counts))
    return np.asarray(np.rint(sums / counts), np.uint32)
