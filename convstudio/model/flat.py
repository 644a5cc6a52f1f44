"""Vectors as grids: a layer that gives (n,) has no rows and columns, and is shown in some all the same."""

import math
from typing import Any

from numpy.typing import NDArray

from convstudio.nn.shapes import Shape

LONGEST_ROW = 32  # values; longer vectors are folded, as lines of text are
MOST_UNEVEN = 8  # times as many columns as rows


def is_flat(shape: Shape | None) -> bool:
    """Whether a Keras shape without batch is that of a vector with several values."""
    return shape is not None and len(shape) == 1 and shape[0] > 1


def folded(count: int) -> tuple[int, int]:
    """(rows, cols) that hold so many values without a rest; one row where they are few or do not divide."""
    if count <= LONGEST_ROW:
        return 1, count
    rows = next(rows for rows in range(math.isqrt(count), 0, -1) if count % rows == 0)
    return (rows, count // rows) if count // rows <= MOST_UNEVEN * rows else (1, count)


def as_grid(planes: NDArray[Any], shape: Shape | None) -> NDArray[Any]:
    """Planes as they are; those of a vector as one channel of rows and columns."""
    return planes.reshape(*folded(shape[0]), 1) if shape is not None and is_flat(shape) else planes


def place_in(count: int, number: int) -> tuple[int, int]:
    """(row, col) of one of so many values."""
    row, col = divmod(number, folded(count)[1])
    return row, col


def number_at(count: int, row: int, col: int) -> int:
    """Which value stands at a place."""
    return row * folded(count)[1] + col
