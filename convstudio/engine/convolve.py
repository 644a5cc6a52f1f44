"""Convolution, and beside it the slow definition that it must agree with."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.blocks import input_block
from convstudio.engine.geometry import Box, Geometry

Array = NDArray[Any]


def convolve_slowly(
    x: Array, kernel: Array, bias: Array | None, geometry: Geometry, box: Box | None = None
) -> Array:
    """The definition of `convolve` in plain loops: each output is bias + Σ weight · cell, over the window."""
    box = box or Box.whole(geometry.outputs)
    group_channels, filters = kernel.shape[2:]
    group_filters = filters // (x.shape[3] // group_channels)
    out = np.zeros((len(x), *box.shape, filters), np.result_type(x, kernel))
    for sample, row, col, filter_ in np.ndindex(out.shape):
        first_channel = filter_ // group_filters * group_channels
        total = np.float64(0 if bias is None else bias[filter_])
        for i, source_row in enumerate(geometry.rows.sources(box.top + row)):
            for j, source_col in enumerate(geometry.cols.sources(box.left + col)):
                for channel in range(group_channels):
                    padding = source_row < 0 or source_col < 0
                    cell = 0 if padding else x[sample, source_row, source_col, first_channel + channel]
                    total += np.float64(cell) * np.float64(kernel[i, j, channel, filter_])
        out[sample, row, col, filter_] = total
    return out


def convolve(
    x: Array,
    kernel: Array,
    bias: Array | None,
    geometry: Geometry,
    box: Box | None = None,
    *,
    out: Array | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Array:
    """Slide the filters over the input, multiplying and adding (cross-correlation).

    Args:
        x: (batch, rows, cols, channels), float32 or float64.
        kernel: (kernel rows, kernel cols, channels / groups, filters), of the dtype of `x`.
        bias: (filters,) or None.
        geometry: how the window slides; made for the rows and cols of `x` and the kernel size.
        box: the outputs that are wanted; all, where it is None.
        out: array to write into, of the shape and dtype of the result; a new one, where it is None.
        cancelled: asked between tiles; the rest of the result is left as it is once it says yes.

    Returns:
        (batch, output rows, output cols, filters); in memory it may be planar, a map after the other.

    Raises:
        ValueError: shapes or dtypes do not fit each other.
    """
    _check(x, kernel, bias, geometry)
    box = box or Box.whole(geometry.outputs)
    if out is None:
        out = np.empty((len(x), *box.shape, kernel.shape[3]), x.dtype)
    with np.errstate(all="ignore"):
        for tile in _tiles(box, len(x) * max(x.shape[3], kernel.shape[3])):
            if cancelled():
                break
            place = Box(
                tile.top - box.top, tile.bottom - box.top, tile.left - box.left, tile.right - box.left
            )
            _fill(input_block(x, geometry, tile), kernel, bias, geometry, out[(slice(None), *place.slices)])
    return out


def _tiles(box: Box, depth: int) -> list[Box]:
    height = max(1, 2**16 // max(1, depth * len(box.cols)))
    return [box._replace(top=top, bottom=min(top + height, box.bottom)) for top in box.rows[::height]]


def _fill(block: Array, kernel: Array, bias: Array | None, geometry: Geometry, out: Array) -> None:
    channels, filters = kernel.shape[2:]
    groups = block.shape[3] // channels
    out[...] = 0 if bias is None else bias
    for i in range(kernel.shape[0]):
        top = i * geometry.rows.dilation
        rows = slice(top, top + (out.shape[1] - 1) * geometry.rows.stride + 1, geometry.rows.stride)
        for j in range(kernel.shape[1]):
            left = j * geometry.cols.dilation
            cols = slice(left, left + (out.shape[2] - 1) * geometry.cols.stride + 1, geometry.cols.stride)
            seen = block[:, rows, cols].reshape(*out.shape[:3], groups, 1, channels)
            weights = kernel[i, j].reshape(channels, groups, filters // groups).transpose(1, 0, 2)
            out += (seen @ weights).reshape(out.shape)


def _check(x: Array, kernel: Array, bias: Array | None, geometry: Geometry) -> None:
    if x.ndim != 4 or kernel.ndim != 4:
        raise ValueError(
            "x must be (batch, rows, cols, channels) and kernel (rows, cols, channels / groups, filters). "
            f"Received: x.shape={x.shape}, kernel.shape={kernel.shape}"
        )
    expected = (geometry.rows.length, geometry.cols.length, geometry.rows.kernel, geometry.cols.kernel)
    if expected != (*x.shape[1:3], *kernel.shape[:2]):
        raise ValueError(
            f"geometry must be made for the input and the kernel size. Received: x.shape={x.shape}, "
            f"kernel.shape={kernel.shape}, geometry of {expected[:2]} and {expected[2:]}"
        )
    channels, (group_channels, filters) = x.shape[3], kernel.shape[2:]
    if channels % group_channels or filters % (channels // group_channels):
        raise ValueError(
            "channels must be a multiple of the kernel's, and filters of the number of groups. "
            f"Received: x.shape={x.shape}, kernel.shape={kernel.shape}"
        )
    if bias is not None and bias.shape != (filters,):
        raise ValueError(
            f"bias must have one value per filter, ({filters},). Received: bias.shape={bias.shape}"
        )
    if x.dtype not in (np.float32, np.float64) or kernel.dtype != x.dtype:
        raise ValueError(
            f"x and kernel must be both float32 or both float64. Received: {x.dtype} and {kernel.dtype}"
        )
