"""Depthwise convolution, one filter per channel: a sum over the taps of the shifted input times its
weights.

The weights are written out for COLS columns side by side, so that the inner loop runs over COLS x channels
numbers that follow each other in memory, and not over the channels alone.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from convstudio.engine.geometry import Geometry, Pair

Array = NDArray[Any]
RUN = 1408  # numbers of the inner loop: their weights stay in the caches
TILE_BYTES = 2**22  # of outputs


class Depthwise:
    """The weights (kernel rows, kernel cols, 1, channels), written out."""

    planar = False

    def __init__(self, kernel: Array, geometry: Geometry) -> None:
        self._size, self._channels = kernel.shape[:2], kernel.shape[3]
        self._strides = geometry.rows.stride, geometry.cols.stride
        self._dilation = geometry.rows.dilation, geometry.cols.dilation
        together = min(max(1, RUN // self._channels), geometry.cols.outputs) if self._strides[1] == 1 else 1
        self._together = together
        self._weights = np.repeat(kernel, together, axis=2).reshape(*self._size, -1)

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        run_bytes = self._weights[0, 0].nbytes
        runs = min(outputs[1] // self._together + 1, max(1, TILE_BYTES // run_bytes))
        return max(1, TILE_BYTES // (runs * run_bytes)), runs * self._together

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, channels) of a block (block rows, block cols, channels)."""
        whole = out.shape[1] // self._together * self._together
        if any(array.strides[1] != self._channels * array.strides[2] for array in (block, out)):
            self._sum_up(block, out, self._weights[:, :, : self._channels], 1)
            return
        if whole:
            self._sum_up(block, out[:, :whole], self._weights, self._together)
        if whole < out.shape[1]:
            rest = out.shape[1] - whole
            weights = self._weights[:, :, : rest * self._channels]
            self._sum_up(block[:, whole * self._strides[1] :], out[:, whole:], weights, rest)

    def _sum_up(self, block: Array, out: Array, weights: Array, together: int) -> None:
        row, col, channel = block.strides
        runs, run = out.shape[1] // together, together * self._channels
        steps = (
            row * self._strides[0],
            col * self._strides[1] * together,
            row * self._dilation[0],
            col * self._dilation[1],
            channel,
        )
        shifted = as_strided(block, (len(out), runs, *self._size, run), steps, writeable=False)
        target = as_strided(
            out, (len(out), runs, run), (out.strides[0], out.strides[1] * together, out.strides[2])
        )
        np.einsum("rcijn,ijn->rcn", shifted, weights, out=target)
