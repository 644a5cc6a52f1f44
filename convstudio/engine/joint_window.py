"""A convolution and the max pooling after it as one convolution, with a window that sees what both see.

The pooling looks at some places of the maps. For each of them the kernel stands elsewhere in the larger
window, and has a map of its own; of these maps, cell by cell, the largest is what the pooling gives. There
are more multiplications, the new ones with 0, and fewer copies: a quarter of the windows where the pooling
has two rows and two columns, and the maps to be compared lie one after the other in memory.
"""

import math
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Axis, Geometry

Array = NDArray[Any]
MOST = 2  # times the cells of the kernel


@dataclass(frozen=True)
class JointWindow:
    """The larger window.

    Attributes:
        geometry: how it slides over the input; its outputs are those of the pooling.
        places: the block of it under the kernel, for each place of the pooling, row by row.
        cells: of such a block those that meet a weight, down and to the right.
    """

    geometry: Geometry
    places: tuple[tuple[slice, slice], ...]
    cells: tuple[slice, slice]

    def kernel(self, kernel: Array) -> Array:
        """The kernel at all its places.

        Args:
            kernel: (kernel rows, kernel cols, channels, filters).

        Returns:
            (rows, cols, channels, places x filters) of the larger window, all filters of a place together.
        """
        size = self.geometry.rows.kernel, self.geometry.cols.kernel
        joint = np.zeros((*size, kernel.shape[2], len(self.places), kernel.shape[3]), kernel.dtype)
        for number, place in enumerate(self.places):
            joint[..., number, :][place][self.cells] = kernel
        return joint.reshape(*joint.shape[:3], -1)

    def kernel_gradient(self, found: Array) -> Array:
        """Gradient by the kernel, where `found` is that by what `kernel` gives."""
        apart = found.reshape(*found.shape[:3], len(self.places), -1)
        blocks = (apart[..., number, :][place][self.cells] for number, place in enumerate(self.places))
        return reduce(np.add, blocks)


@lru_cache(maxsize=64)  # each step of training asks for the same ones again
def joint_window(geometry: Geometry, pooling: Geometry) -> JointWindow | None:
    """The window of both, where it can be had and is not too large.

    Args:
        geometry: how the window of the convolution slides.
        pooling: how that of the pooling slides over the maps.

    Returns:
        None where the windows of the pooling overlap or stand on padding, or where the larger window has more
        than twice as many cells as the kernel.
    """
    axes = (geometry.rows, pooling.rows), (geometry.cols, pooling.cols)
    if any(any(pool.pad) or pool.stride < pool.kernel for _, pool in axes):
        return None
    inner = geometry.part((pooling.rows.kernel, pooling.cols.kernel))
    size = inner.rows.length, inner.cols.length
    if math.prod(size) > MOST * geometry.rows.kernel * geometry.cols.kernel:
        return None
    outer = Geometry(*(_axis(*both, cells) for both, cells in zip(axes, size, strict=True)))
    down, right = slice(None, None, geometry.rows.dilation), slice(None, None, geometry.cols.dilation)
    boxes = (inner.window(row, col).slices for row, col in np.ndindex(inner.outputs))
    return JointWindow(outer, tuple(boxes), (down, right))


def _axis(axis: Axis, pool: Axis, cells: int) -> Axis:
    return Axis(axis.length, cells, axis.stride * pool.stride, pad=axis.pad, border=axis.border)
