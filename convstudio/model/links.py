"""What belongs to what: the cells and weights that light up when the mouse is over one of them."""

from dataclasses import dataclass

import numpy as np

from convstudio.engine.geometry import Geometry

Cell = tuple[int, int]
MOST_LINKS = 4096  # a weight meets a cell for each output: more would only be a coloured block


@dataclass(frozen=True)
class Links:
    """What lights up, each as (row, col)."""

    inputs: tuple[Cell, ...] = ()  # input cells
    taps: tuple[Cell, ...] = ()  # places in the kernel
    outputs: tuple[tuple[Cell, Cell], ...] = ()  # (map cell, the tap by which it uses the input cell)


def links_of_map_cell(geometry: Geometry, row: int, col: int) -> Links:
    """The input cells that a map cell sees, padding with its unresolved position, and all weights."""
    inputs = tuple((r, c) for r in geometry.rows.positions(row) for c in geometry.cols.positions(col))
    return Links(inputs, taps=tuple(np.ndindex(geometry.rows.kernel, geometry.cols.kernel)))


def links_of_input_cell(geometry: Geometry, row: int, col: int) -> Links:
    """Every map cell that uses an input cell, with the weights by which they do."""
    outputs = tuple(geometry.users(row, col))
    return Links(taps=tuple(sorted({tap for _, tap in outputs})), outputs=outputs)


def links_of_weight(geometry: Geometry, row: int, col: int) -> Links:
    """Every input cell that a weight meets on the whole walk."""
    axes = ((geometry.rows, row), (geometry.cols, col))
    met = [[axis.start(output) + tap * axis.dilation for output in range(axis.outputs)] for axis, tap in axes]
    if len(met[0]) * len(met[1]) > MOST_LINKS:
        return Links(taps=((row, col),))
    return Links(tuple((r, c) for r in met[0] for c in met[1]), taps=((row, col),))
