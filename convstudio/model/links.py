"""What belongs to what: the cells and weights that light up when the mouse is over one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from convstudio.engine.geometry import Box, Geometry

Cell = tuple[int, int]
MOST_BOXES = 4096  # more single cells than this are shown as the block that holds them all


@dataclass(frozen=True)
class Links:
    """What lights up."""

    inputs: tuple[Box, ...] = ()  # blocks of input cells; padding has its unresolved position
    taps: tuple[Cell, ...] = ()  # places in the kernel
    outputs: tuple[tuple[Cell, Cell], ...] = ()  # (map cell, the tap by which it uses the input cell)


def links_of_map_cell(geometry: Geometry, row: int, col: int) -> Links:
    """The input cells under the window of a map cell, and all weights."""
    rows, cols = geometry.rows, geometry.cols
    taps = tuple((r, c) for r in range(rows.kernel) for c in range(cols.kernel))
    return Links(_blocks(rows.positions(row), cols.positions(col)), taps)


def links_of_input_cell(geometry: Geometry, row: int, col: int) -> Links:
    """Every map cell that uses an input cell, with the weights by which they do."""
    outputs = tuple(geometry.users(row, col))
    return Links(taps=tuple(sorted({tap for _, tap in outputs})), outputs=outputs)


def links_of_weight(geometry: Geometry, row: int, col: int) -> Links:
    """Every input cell that a weight meets on the whole walk."""
    rows = [geometry.rows.positions(output)[row] for output in range(geometry.rows.outputs)]
    cols = [geometry.cols.positions(output)[col] for output in range(geometry.cols.outputs)]
    return Links(_blocks(rows, cols), taps=((row, col),))


def _blocks(rows: Sequence[int], cols: Sequence[int]) -> tuple[Box, ...]:
    """The cells at rows × cols: one block where they touch, else one for each cell."""
    whole = Box(rows[0], rows[-1] + 1, cols[0], cols[-1] + 1)
    count = len(rows) * len(cols)
    if count == whole.size or count > MOST_BOXES:
        return (whole,)
    return tuple(Box(row, row + 1, col, col + 1) for row in rows for col in cols)
