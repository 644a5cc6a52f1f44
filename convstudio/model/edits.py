"""What can be done to an input, as functions: array in, new array out.

Inputs are `(rows, cols, channels)` or `(length, channels)`; the only row of a 1-D input is row 0.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float32]
Cells = NDArray[np.intp]  # (cells, 2): row and column of each


def planar(array: Floats) -> Floats:
    """View an input as `(rows, cols, channels)`: 1-D is one row."""
    return array if array.ndim == 3 else array[np.newaxis]


def shifted(array: Floats, rows: int, cols: int, circular: bool = False) -> Floats:
    """Move the content down by `rows` and right by `cols`; what leaves is lost, or comes in opposite."""
    grid = planar(array)
    if circular:
        return np.roll(grid, (rows, cols), axis=(0, 1)).reshape(array.shape)
    moved = np.zeros_like(grid)
    (to_rows, from_rows), (to_cols, from_cols) = _overlap(grid.shape[0], rows), _overlap(grid.shape[1], cols)
    moved[to_rows, to_cols] = grid[from_rows, from_cols]
    return moved.reshape(array.shape)


def resized(array: Floats, rows: int, cols: int) -> Floats:
    """Keep the upper left content; new cells are zero, cells beyond are lost.

    Raises:
        ValueError: a size is less than 1, or a 1-D input would get more rows.
    """
    grid = planar(array)
    if rows < 1 or cols < 1 or (array.ndim == 2 and rows != 1):
        raise ValueError(f"an input has at least one cell each way, and 1-D one row; not {rows} × {cols}")
    new = np.zeros((rows, cols, grid.shape[2]), grid.dtype)
    kept = (slice(min(rows, grid.shape[0])), slice(min(cols, grid.shape[1])))
    new[kept] = grid[kept]
    return new if array.ndim == 3 else new[0]


def inverted(array: Floats) -> Floats:
    """Turn the scale of values upside down: 0 … 1 onto itself, other ranges onto their own."""
    low, high = min(0.0, float(array.min())), max(1.0, float(array.max()))
    return np.asarray(low + high - array, array.dtype)


def flood(array: Floats, row: int, col: int, channel: int | None = None) -> Cells:
    """Find the cells joined to one by equal neighbours (beside, above, below).

    Args:
        array: an input.
        row: of the cell where the flood starts.
        col: of that cell.
        channel: compares this channel alone; None all.
    """
    grid = planar(array)
    layers = grid if channel is None else grid[..., channel, np.newaxis]
    return np.argwhere(_joined((layers == layers[row, col]).all(axis=2), row, col))


def pasted(array: Floats, grid: ArrayLike, row: int, col: int, channel: int | None = None) -> Floats:
    """Write a grid of numbers into an input, its first cell at [row, col].

    Args:
        array: an input.
        grid: `(rows, cols)` for `channel` (None: every channel), or `(rows, cols, channels)` for all.
        row: of the first cell written.
        col: of the first cell written.
        channel: where a grid without channels goes.

    Raises:
        ValueError: the grid does not fit there.
    """
    values = np.asarray(grid, array.dtype)
    values = values if values.ndim == 3 else np.atleast_2d(values)[..., np.newaxis]
    new = planar(array.copy())
    place = new[row : row + values.shape[0], col : col + values.shape[1]]
    if min(row, col) < 0 or place.shape[:2] != values.shape[:2] or values.shape[2] not in (1, new.shape[2]):
        raise ValueError(
            f"a grid of {_size(values)} with {values.shape[2]} channel(s) does not fit at [{row}, {col}] "
            f"of an input of {_size(new)} with {new.shape[2]}"
        )
    if channel is not None and values.shape[2] == 1:
        place = place[..., channel : channel + 1]
    place[:] = values
    return new.reshape(array.shape)


def _overlap(length: int, step: int) -> tuple[slice, slice]:
    """Target and source along one axis when its content moves by `step`."""
    kept = max(0, length - abs(step))
    to, source = max(0, step), max(0, -step)
    return slice(to, to + kept), slice(source, source + kept)


def _joined(same: NDArray[np.bool_], row: int, col: int) -> NDArray[np.bool_]:
    """The part of a mask that hangs together with one cell, whole runs of a row at a time."""
    found = np.zeros_like(same)
    waiting = [(row, col)]
    while waiting:
        row, col = waiting.pop()
        if found[row, col]:
            continue
        left, right = _run(same[row], col)
        found[row, left:right] = True
        for beside in (row - 1, row + 1):
            if 0 <= beside < len(same):
                open_cells = same[beside, left:right] & ~found[beside, left:right]
                starts = open_cells & ~np.r_[False, open_cells[:-1]]
                waiting += [(beside, left + int(place)) for place in np.flatnonzero(starts)]
    return found


def _run(line: NDArray[np.bool_], col: int) -> tuple[int, int]:
    """First and past-the-end cell of the run of true cells around one of them."""
    before, after = np.flatnonzero(~line[:col]), np.flatnonzero(~line[col:])
    return int(before[-1]) + 1 if before.size else 0, col + int(after[0]) if after.size else line.size


def _size(grid: Floats) -> str:
    return f"{grid.shape[0]} × {grid.shape[1]}"
