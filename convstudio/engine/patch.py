"""The input under the window at one output cell."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Geometry


@dataclass(frozen=True)
class Patch:
    """The places under the window, (kernel rows, kernel cols, 2) as (row, col).

    `positions` are negative or past the end where padding stands, and `inside` (kernel rows, kernel cols) is
    False there. `sources` are the input cells whose values stand there, -1 for a zero.
    """

    positions: NDArray[np.intp]
    sources: NDArray[np.intp]
    inside: NDArray[np.bool_]

    @property
    def is_cell(self) -> NDArray[np.bool_]:
        """False where a zero stands, which is no cell of the input."""
        return (self.sources[..., 0] >= 0) & (self.sources[..., 1] >= 0)

    def values(self, x: NDArray[Any]) -> NDArray[Any]:
        """What stands there on `x` (rows, cols, channels): (kernel rows, kernel cols, channels)."""
        cells = x[self.sources[..., 0], self.sources[..., 1]]
        cells[~self.is_cell] = 0
        return cells

    def cells(self, channels: range) -> NDArray[np.intp]:
        """Every input cell under the window, (row, col, channel) of each, in order and once: (count, 3)."""
        places = np.unique(self.sources[self.is_cell], axis=0)
        channel = np.tile(np.array(channels, dtype=np.intp), len(places))
        return np.column_stack([np.repeat(places, len(channels), axis=0), channel])


def patch_at(geometry: Geometry, row: int, col: int) -> Patch:
    """The patch of the output cell (row, col)."""
    positions = _grid(np.array(geometry.rows.positions(row)), np.array(geometry.cols.positions(col)))
    sources = _grid(geometry.rows.sources(row), geometry.cols.sources(col))
    lengths = np.array([geometry.rows.length, geometry.cols.length])
    inside = (positions >= 0) & (positions < lengths)
    return Patch(positions, sources, inside[..., 0] & inside[..., 1])


def _grid(rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.stack(np.meshgrid(rows, cols, indexing="ij"), axis=-1)
