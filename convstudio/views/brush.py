"""Which cells a brush covers."""

from collections.abc import Iterable

import numpy as np

Cell = tuple[int, int]


def line_of_cells(start: Cell, end: Cell) -> list[Cell]:
    """The cells of a straight line, both ends included."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    rows = np.rint(np.linspace(start[0], end[0], steps + 1)).astype(int)
    cols = np.rint(np.linspace(start[1], end[1], steps + 1)).astype(int)
    return list(zip(rows.tolist(), cols.tolist(), strict=True))


def brushed(cells: Iterable[Cell], size: int, shape: tuple[int, int]) -> list[Cell]:
    """The cells that a square brush of `size` cells covers when it goes over `cells`, within the grid.

    An even brush reaches one cell further up and to the left.
    """
    before = size // 2
    covered = {
        (row + down, col + right)
        for row, col in cells
        for down in range(-before, size - before)
        for right in range(-before, size - before)
    }
    return sorted((row, col) for row, col in covered if 0 <= row < shape[0] and 0 <= col < shape[1])
