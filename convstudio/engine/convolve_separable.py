"""Convolution with one large kernel that is a column times a row: two short convolutions instead of a long
one.

Each of the two is a product with a band (Toeplitz) matrix, which makes a stretch of BAND outputs from the
cells under them; the stretches overlap in memory and nothing is copied.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from convstudio.engine.convolve_patches import Patches
from convstudio.engine.finite import is_finite
from convstudio.engine.geometry import Geometry, Pair
from convstudio.engine.scratch import scratch

Array = NDArray[Any]
TAPS = 81  # with fewer the direct product is as fast
BAND = 16
ROWS = 8 * BAND  # of a tile: its rows and those under the kernel stay in the second cache
WIDTH = 1024
ROUNDINGS = 8  # how far a weight may be from column times row, in units of its own last place


class Separable:
    """The column and the row as band matrices."""

    planar = True

    def __init__(self, kernel: Array, geometry: Geometry, column: Array, row: Array) -> None:
        self._plainly = Patches(kernel, geometry)
        self._down = _band(column).T.copy()
        self._right = _band(row)
        self._column, self._row = column, row

    @staticmethod
    def serves(kernel: Array, geometry: Geometry) -> bool:
        """Whether the kernel is one, large, and goes cell by cell."""
        steps = {geometry.rows.stride, geometry.cols.stride, geometry.rows.dilation, geometry.cols.dilation}
        return kernel.shape[2:] == (1, 1) and steps == {1} and kernel.size >= TAPS

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        return ROWS, min(outputs[1], WIDTH)

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, 1) of a block (block rows, block cols, 1)."""
        if not is_finite(block):  # it would spread over the band
            self._plainly.fill(block, out)
            return
        middle = scratch("separable", (len(block), out.shape[1]), block.dtype)
        self._slide_right(block[:, :, 0], middle)
        self._slide_down(middle, out[:, :, 0])

    def _slide_right(self, cells: Array, out: Array) -> None:
        bands, rest = divmod(out.shape[1], BAND)
        row, col = cells.strides
        shape = bands, len(cells), len(self._right)
        source = as_strided(cells, shape, (BAND * col, row, col), writeable=False)
        np.matmul(
            source, self._right, out=out[:, : bands * BAND].reshape(len(out), bands, BAND).swapaxes(0, 1)
        )
        if rest:
            last = cells[:, bands * BAND :]
            np.matmul(last, self._right[: last.shape[1], :rest], out=out[:, bands * BAND :])

    def _slide_down(self, cells: Array, out: Array) -> None:
        bands, rest = divmod(len(out), BAND)
        row, col = cells.strides
        shape = bands, self._down.shape[1], cells.shape[1]
        source = as_strided(cells, shape, (BAND * row, row, col), writeable=False)
        np.matmul(self._down, source, out=out[: bands * BAND].reshape(bands, BAND, out.shape[1]))
        if rest:
            last = cells[bands * BAND :]
            np.matmul(self._down[:rest, : len(last)], last, out=out[bands * BAND :])


def column_and_row(weights: Array) -> tuple[Array, Array] | None:
    """The column and the row whose product `weights` (rows, cols) is, but for rounding; None if it is none.

    Every weight may be ROUNDINGS of its own last places away, so small weights keep their digits.
    """
    exact = weights.astype(np.float64)
    at = np.unravel_index(np.argmax(np.abs(exact)), exact.shape)
    if not np.isfinite(exact).all() or exact[at] == 0:
        return None
    column, row = exact[:, at[1]], exact[at[0]] / exact[at]
    product = np.outer(column, row)
    if (np.abs(product - exact) > ROUNDINGS * np.finfo(weights.dtype).eps * np.abs(exact)).any():
        return None
    return column.astype(weights.dtype), row.astype(weights.dtype)


def _band(weights: Array) -> Array:
    """(BAND + taps - 1, BAND): each column the weights, one further down."""
    band = np.zeros((BAND + len(weights) - 1, BAND), weights.dtype)
    for place in range(BAND):
        band[place : place + len(weights), place] = weights
    return band
