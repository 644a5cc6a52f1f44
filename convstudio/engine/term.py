"""The part of a feature map that belongs to one weight: what changes when that weight changes."""

from typing import Any

from numpy.typing import NDArray

from convstudio.engine.geometry import Geometry, Index, Pair

Array = NDArray[Any]
_TILE = 1 << 15  # cells; a tile and its product stay in the nearest cache


def add_term(out: Array, x: Array, geometry: Geometry, tap: Pair, weight: float) -> None:
    """Add weight x cell to every cell of a map, for the cell that one weight of the window meets there.

    Args:
        out: the map (output rows, output cols), changed in place.
        x: one channel of the input (rows, cols).
        geometry: how the window slides over `x`.
        tap: row and column of the weight in the kernel.
        weight: what the cells are multiplied by.
    """
    (out_rows, in_rows), (out_cols, in_cols) = geometry.rows.met(tap[0]), geometry.cols.met(tap[1])
    target, cells = out[out_rows, out_cols], _seen(x, in_rows, in_cols)
    factor = out.dtype.type(weight)
    height = max(1, _TILE // max(1, target.shape[1]))
    for top in range(0, len(target), height):
        target[top : top + height] += factor * cells[top : top + height]


def _seen(x: Array, rows: Index, cols: Index) -> Array:
    """Cells of a grid by rows and columns; a view where both are slices."""
    return x[rows][:, cols]
