"""The input under a block of outputs, with the border around it; the whole padded input is never made."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Axis, Box, Geometry

Array = NDArray[Any]


def input_block(x: Array, geometry: Geometry, box: Box) -> Array:
    """The input cells under the windows of the outputs in `box`, borders resolved.

    Args:
        x: (batch, rows, cols, channels).
        geometry: how the window slides over `rows` and `cols`.
        box: outputs, not empty.

    Returns:
        (batch, block rows, block cols, channels): a view of `x` where no padding is seen, else a copy. A
        window that slides over it without padding, strides and dilation kept, stands on these outputs.
    """
    under = geometry.under(box)
    inside = under.intersect(Box.whole(x.shape[1:3]))
    if inside == under:
        return x[(slice(None), *inside.slices)]
    if geometry.rows.border == geometry.cols.border == "zeros":
        return _zero_bordered(x, under, inside)
    rows = _sources(geometry.rows, box.top, box.bottom)
    cols = _sources(geometry.cols, box.left, box.right)
    block = x[:, rows][:, :, cols]
    block[:, rows < 0] = 0
    block[:, :, cols < 0] = 0
    return block


def _zero_bordered(x: Array, under: Box, inside: Box) -> Array:
    block = np.zeros((x.shape[0], *under.shape, x.shape[3]), x.dtype)
    if not inside.is_empty:
        place = Box(
            *(edge - origin for edge, origin in zip(inside, under[:1] * 2 + under[2:3] * 2, strict=True))
        )
        block[(slice(None), *place.slices)] = x[(slice(None), *inside.slices)]
    return block


def _sources(axis: Axis, first: int, last: int) -> NDArray[np.intp]:
    """Input indices from the first cell under output `first` to the last under `last - 1`; -1: a zero."""
    covering = Axis(axis.length, (last - first - 1) * axis.stride + axis.span, 1, 1, axis.pad, axis.border)
    return covering.sources(first * axis.stride)
