"""Convolution 3x3 of many channels by Winograd's F(2x2, 3x3): 16 multiplications instead of 36 for 2x2
outputs.

Each 4x4 patch d and each filter g are turned into Bᵀ d B and G g Gᵀ (4x4 each); their products place by
place, summed over the channels, are 16 matrix products; Aᵀ (...) A makes the 2x2 outputs. All numbers in A
and B are 0 or ±1, so the rounding is that of a few more additions.

Source: Lavin and Gray (2016), Fast Algorithms for Convolutional Neural Networks, section 4.1.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.convolve_patches import Patches
from convstudio.engine.finite import is_finite
from convstudio.engine.geometry import Geometry, Pair
from convstudio.engine.products import multiply
from convstudio.engine.scratch import scratch

Array = NDArray[Any]
G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
CHANNELS = 48  # with fewer the additions cost more than the multiplications that they save
TILE_BYTES = 2**20  # of turned patches


class Winograd:
    """The filters as 16 matrices (channels, filters); good until the thread turns others of its `group`."""

    planar = False

    def __init__(self, kernel: Array, geometry: Geometry, group: int = 0) -> None:
        self._channels, self._filters = kernel.shape[2:]
        self._plainly = Patches(kernel, geometry)
        turn = np.kron(G, G).astype(kernel.dtype)
        turned = (16, self._channels, self._filters)
        self._turned = scratch(f"winograd_filters_{group}", turned, kernel.dtype)
        by_channel = kernel.reshape(9, self._channels, self._filters).transpose(1, 0, 2)
        np.matmul(turn, by_channel, out=self._turned.transpose(1, 0, 2))

    @staticmethod
    def serves(kernel: Array, geometry: Geometry) -> bool:
        """Whether the kernel is 3x3, goes cell by cell, and has enough channels and filters."""
        steps = {geometry.rows.stride, geometry.cols.stride, geometry.rows.dilation, geometry.cols.dilation}
        return kernel.shape[:2] == (3, 3) and steps == {1} and min(kernel.shape[2:]) >= CHANNELS

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        row_bytes = 4 * outputs[1] * self._channels * self._turned.itemsize
        return 2 * max(2, TILE_BYTES // row_bytes), outputs[1]

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, filters) of a block (block rows, block cols, channels)."""
        if not is_finite(block):  # it would spread over its 2x2 outputs
            self._plainly.fill(block, out)
            return
        rows, cols = (-(-size // 2) for size in out.shape[:2])
        even = _even(np.ascontiguousarray(block), rows, cols)
        patches = _turned_patches(even, rows, cols)
        products = scratch("winograd_products", (16, rows * cols, self._filters), block.dtype)
        multiply(patches.reshape(16, rows * cols, -1), self._turned, products)
        _turn_back(products.reshape(4, 4, rows, cols, -1), out)


def _even(block: Array, rows: int, cols: int) -> Array:
    """The block with zeros after it, so that `rows` x `cols` patches of 4x4 fit, 2 apart."""
    missing = 2 * rows + 2 - block.shape[0], 2 * cols + 2 - block.shape[1]
    return np.pad(block, ((0, missing[0]), (0, missing[1]), (0, 0))) if any(missing) else block


def _turned_patches(block: Array, rows: int, cols: int) -> Array:
    """Bᵀ d B of all patches, (4, 4, rows, cols, channels)."""
    half = scratch("winograd_half", (4, rows, *block.shape[1:]), block.dtype)
    _turn([block[place : place + 2 * rows - 1 : 2] for place in range(4)], half)
    patches = scratch("winograd_patches", (4, 4, rows, cols, block.shape[2]), block.dtype)
    _turn([half[:, :, place : place + 2 * cols - 1 : 2] for place in range(4)], patches.swapaxes(0, 1))
    return patches


def _turn(cells: list[Array], out: Array) -> None:
    """Bᵀ along one axis: (d0 - d2, d1 + d2, d2 - d1, d1 - d3)."""
    np.subtract(cells[0], cells[2], out=out[0])
    np.add(cells[1], cells[2], out=out[1])
    np.subtract(cells[2], cells[1], out=out[2])
    np.subtract(cells[1], cells[3], out=out[3])


def _turn_back(products: Array, out: Array) -> None:
    """Aᵀ m A of all products (4, 4, rows, cols, filters): 2x2 outputs each, written where they belong."""
    half = scratch("winograd_back", (2, *products.shape[1:]), products.dtype)
    _add_up(products, half[0], half[1])
    for place, part in enumerate(half):
        lines = out[place::2]
        _add_up(part, lines[:, 0::2], lines[:, 1::2])


def _add_up(m: Array, first: Array, second: Array) -> None:
    """Aᵀ along one axis: (m0 + m1 + m2, m1 - m2 - m3); the last patch may stick out of the outputs."""
    m0, m1, m2, _ = m[:, : first.shape[0], : first.shape[1]]
    np.add(m1, m2, out=first)
    first += m0
    _, m1, m2, m3 = m[:, : second.shape[0], : second.shape[1]]
    np.subtract(m1, m2, out=second)
    second -= m3
