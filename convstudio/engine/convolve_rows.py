"""Convolution of few channels: only the columns are unfolded, and a matrix product reads the rows as they
overlap.

Unfolded is u[row, tap col, channel, col] = x[row, col + tap col, channel]. The rows row … row + kernel rows
- 1 of it are, one after the other in memory, the matrix (taps, cols) of all the windows of one output row,
and the next output row's matrix begins one row later. So each row is copied once per tap column, and not
once per tap.

Where there are few filters, the product makes several output rows at once: its matrix has the filters
several times, each a row further down, zeros around (a band, or Toeplitz, matrix). Zero times infinity is
no zero, so blocks with a value that is not finite go row by row.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.finite import is_finite
from convstudio.engine.geometry import Geometry, Pair
from convstudio.engine.products import TILE, rows_at_once
from convstudio.engine.scratch import scratch

Array = NDArray[Any]
TILE_BYTES = 2**20  # of unfolded columns: they stay in the second cache
HEIGHT = 8  # of a tile at least: the next tile unfolds its last rows once more
ROWS_AT_ONCE = 2  # with one filter; the product is then large enough for its inner loops to fill


class Rows:
    """The filters as a matrix (output rows at once x filters, taps)."""

    planar = True

    def __init__(self, kernel: Array, geometry: Geometry) -> None:
        self._kernel = kernel
        self._strides = geometry.rows.stride, geometry.cols.stride
        self._dilation = geometry.rows.dilation, geometry.cols.dilation
        self._at_once = max(1, ROWS_AT_ONCE // kernel.shape[3]) if np.isfinite(kernel).all() else 1
        self._weights = {rows: self._banded(rows) for rows in {1, self._at_once}}

    @staticmethod
    def serves(geometry: Geometry) -> bool:
        """Whether the windows of an output row lie in rows that follow each other."""
        return geometry.rows.stride == 1 or geometry.rows.dilation == 1

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        col_bytes = self._kernel[0, :, :, 0].nbytes * self._strides[0]
        most = max(1, TILE_BYTES // (min(outputs[0], HEIGHT) * col_bytes))
        together = min(most, rows_at_once(self._weights[self._at_once].shape) or most)
        width = -(-outputs[1] // -(-outputs[1] // together))
        height = max(HEIGHT, TILE_BYTES // (width * col_bytes)) * self._dilation[0]
        height = max(1, min(height, TILE // (width * self._kernel.size)))
        return max(1, height // self._at_once) * self._at_once, width

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, filters) of a block (block rows, block cols, channels)."""
        apart = self._dilation[0]
        for first in range(min(apart, len(out))):  # rows that meet in no window are independent
            self._fill_undilated(block[first::apart], out[first::apart])

    def _fill_undilated(self, block: Array, out: Array) -> None:
        maps = out.transpose(0, 2, 1)
        unfolded = self._unfold(block, out.shape[1])
        at_once = self._at_once
        if at_once > 1 and not (self._rows_follow(maps) and is_finite(block)):
            at_once = 1
        together = len(maps) // at_once * at_once
        for rows, (first, last) in zip((at_once, 1), pairwise((0, together, len(maps))), strict=True):
            if first < last:
                self._multiply(unfolded[first * self._strides[0] :], maps[first:last], rows)

    def _rows_follow(self, maps: Array) -> bool:
        """Whether the rows of all maps stand at one distance in memory: one matrix can then hold several."""
        filters = maps.shape[1]
        return filters == 1 or bool(maps.strides[0] == filters * maps.strides[1])

    def _unfold(self, block: Array, width: int) -> Array:
        """(rows, tap cols, channels, cols), the columns `stride` apart side by side."""
        phases, apart = self._strides[1], self._dilation[1]
        planes = block.transpose(0, 2, 1)[:, None]
        if phases > 1 or planes.strides[3] != planes.itemsize:
            planes = _side_by_side(planes[:, 0], phases)
        unfolded = scratch("rows", (len(block), self._kernel.shape[1], block.shape[2], width), block.dtype)
        for tap in range(self._kernel.shape[1]):
            first, phase = divmod(tap * apart, phases)
            unfolded[:, tap] = planes[:, phase, :, first : first + width]
        return unfolded

    def _multiply(self, unfolded: Array, maps: Array, at_once: int) -> None:
        weights = self._weights[at_once]
        row = unfolded.strides[0]
        shape = len(maps) // at_once, weights.shape[1], unfolded.shape[3]
        steps = row * self._strides[0] * at_once, unfolded.strides[2], unfolded.itemsize
        overlapping: Array = np.ndarray(shape, unfolded.dtype, unfolded, 0, steps)
        np.matmul(weights, overlapping, out=maps.reshape(shape[0], len(weights), shape[2]))

    def _banded(self, at_once: int) -> Array:
        kernel_rows, kernel_cols, channels, filters = self._kernel.shape
        rows = (at_once - 1) * self._strides[0] + kernel_rows
        band = np.zeros((at_once, filters, rows, kernel_cols, channels), self._kernel.dtype)
        for place in range(at_once):
            first = place * self._strides[0]
            band[place, :, first : first + kernel_rows] = self._kernel.transpose(3, 0, 1, 2)
        return band.reshape(at_once * filters, -1)


def _side_by_side(planes: Array, phases: int) -> Array:
    """(rows, channels, cols) as (rows, phases, channels, cols / phases): a phase is one run."""
    rows, channels, cols = planes.shape
    apart = scratch("planes", (rows, phases, channels, -(-cols // phases)), planes.dtype)
    for phase in range(phases):
        run = planes[:, :, phase::phases]
        apart[:, phase, :, : run.shape[2]] = run
    return apart
