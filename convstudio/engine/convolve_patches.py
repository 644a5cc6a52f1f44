"""Convolution as one matrix product: the patches of a tile times the weights. Serves every case."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from convstudio.engine import products
from convstudio.engine.geometry import Geometry, Pair
from convstudio.engine.scratch import scratch

Array = NDArray[Any]
TILE_BYTES = 2**20  # of written-out patches: they stay in the second cache


class Patches:
    """The filters as a matrix (taps, filters); each patch becomes a row of taps."""

    planar = False

    def __init__(self, kernel: Array, geometry: Geometry) -> None:
        self._size, self._filters = kernel.shape[:3], kernel.shape[3]
        self._weights = kernel.reshape(-1, self._filters)
        self._strides = geometry.rows.stride, geometry.cols.stride
        self._dilation = geometry.rows.dilation, geometry.cols.dilation

    def tile(self, outputs: tuple[int, ...]) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        in_cache = TILE_BYTES // (len(self._weights) * self._weights.itemsize)
        patches = max(1, min(in_cache, products.TILE // self._weights.size))
        width = min(outputs[1], patches)
        return max(1, patches // width), width

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, filters) of a block (block rows, block cols, channels)."""
        if block.strides[2] != block.itemsize:  # once here, and not for every tap
            block = np.ascontiguousarray(block)
        height, width = self.tile(out.shape[:2])
        for top in range(0, out.shape[0], height):
            for left in range(0, out.shape[1], width):
                under = block[top * self._strides[0] :, left * self._strides[1] :]
                self._fill_part(under, out[top : top + height, left : left + width])

    def _fill_part(self, block: Array, out: Array) -> None:
        if self._size[:2] == (1, 1) and self._strides == (1, 1):
            patches = block[: out.shape[0], : out.shape[1]]
        else:
            patches = scratch("patches", (*out.shape[:2], *self._size), block.dtype)
            patches[...] = windows(block, patches.shape, self._strides, self._dilation)
        if out.flags.c_contiguous and patches.flags.c_contiguous:
            products.multiply(
                patches.reshape(-1, len(self._weights)), self._weights, out.reshape(-1, self._filters)
            )
        else:
            np.matmul(patches.reshape(*out.shape[:2], -1), self._weights, out=out)


def windows(block: Array, shape: tuple[int, ...], strides: Pair, dilation: Pair) -> Array:
    """The windows on a block as a view (rows, cols, kernel rows, kernel cols, channels)."""
    row, col, channel = block.strides
    steps = row * strides[0], col * strides[1], row * dilation[0], col * dilation[1], channel
    return as_strided(block, shape, steps, writeable=False)
