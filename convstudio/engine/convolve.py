"""Convolution, and beside it the slow definition that it must agree with."""

from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.convolve_choice import Way, choose
from convstudio.engine.convolve_small import Small
from convstudio.engine.geometry import Box, Geometry, Pair
from convstudio.engine.tiles import Cancelled, Tile, never, run, tiles, whole_tile

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
    cancelled: Cancelled = never,
    workers: int = 1,
) -> Array:
    """Slide the filters over the input, multiplying and adding (cross-correlation).

    NaN and infinity pass through; who wants no warnings of them says so: `np.errstate` takes its time.

    Args:
        x: (batch, rows, cols, channels), float32 or float64.
        kernel: (kernel rows, kernel cols, channels / groups, filters), of the dtype of `x`.
        bias: (filters,) or None.
        geometry: how the window slides; made for the rows and cols of `x` and the kernel size.
        box: the outputs that are wanted, not empty; all, where it is None.
        out: array to write into, of the shape and dtype of the result; a new one, where it is None.
        cancelled: asked between tiles; the rest of the result stays undefined once it says yes.
        workers: threads that share the tiles.

    Returns (batch, output rows, output cols, filters); in memory a map may follow the other (planar).
    Raises ValueError where shapes or dtypes do not fit each other.
    """
    if bias is not None and bias.shape != kernel.shape[3:]:
        raise ValueError(f"bias must have one value per filter. Received: {bias.shape} of {kernel.shape}")
    if box is None or not _is_part(box, geometry):
        box, small = None, _small(geometry, x.shape, kernel.shape, x.dtype, kernel.dtype)
    else:
        small = _small_part(geometry, box.shape, x.shape, kernel.shape, x.dtype, kernel.dtype)
    if small is not None and out is None:
        seen = x if box is None else whole_tile(geometry, box).block(x, geometry)
        return small.convolve(seen, kernel, bias)
    return _in_tiles(x, kernel, bias, geometry, box or Box.whole(geometry.outputs), out, cancelled, workers)


def _in_tiles(
    x: Array,
    kernel: Array,
    bias: Array | None,
    geometry: Geometry,
    box: Box,
    out: Array | None,
    cancelled: Cancelled,
    workers: int,
) -> Array:
    """Choose the fastest way for the kernel, and go it tile by tile."""
    ways = choose(kernel, geometry, x.shape[3] // kernel.shape[2])
    shape = (len(x), *box.shape, kernel.shape[3])
    if out is None:
        out = _empty(shape, x.dtype, ways[0].planar)
    elif out.shape != shape or out.dtype != x.dtype:
        raise ValueError(f"out must be {shape} of {x.dtype}. Received: {out.shape} of {out.dtype}")
    work = partial(_fill, x, bias, geometry, ways, out)
    height, width = map(min, zip(*(way.tile(box.shape) for way in ways), strict=True))
    run(work, tiles(geometry, box, height, width), cancelled, workers)
    return out


def _fill(x: Array, bias: Array | None, geometry: Geometry, ways: list[Way], out: Array, tile: Tile) -> None:
    target = out[:, tile.place[0], tile.place[1]]
    for block, maps in zip(tile.block(x, geometry), target, strict=True):
        channels, filters = block.shape[2] // len(ways), maps.shape[2] // len(ways)
        for group, way in enumerate(ways):
            own_channels = slice(group * channels, (group + 1) * channels)
            way.fill(block[..., own_channels], maps[..., group * filters : (group + 1) * filters])
    if bias is not None:
        target += bias


def _empty(shape: tuple[int, ...], dtype: np.dtype[Any], planar: bool) -> Array:
    """An array (batch, rows, cols, filters); planar, each row has a map after the other in memory."""
    if not planar:
        return np.empty(shape, dtype)
    batch, rows, cols, filters = shape
    return np.empty((batch, rows, filters, cols), dtype).transpose(0, 1, 3, 2)


@lru_cache(maxsize=64)
def _small(
    geometry: Geometry,
    x_shape: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    x_dtype: np.dtype[Any],
    kernel_dtype: np.dtype[Any],
) -> Small | None:
    """The short way for shapes that allow it; checks all of them, once."""
    _check(geometry, x_shape, kernel_shape, x_dtype, kernel_dtype)
    batch, channels, filters = x_shape[0], x_shape[3], kernel_shape[3]
    if channels == kernel_shape[2] and Small.serves(geometry, batch, channels, filters):
        return Small(geometry, channels, filters, x_dtype)
    return None


@lru_cache(maxsize=512)
def _small_part(
    geometry: Geometry,
    size: Pair,
    x_shape: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    x_dtype: np.dtype[Any],
    kernel_dtype: np.dtype[Any],
) -> Small | None:
    """The short way for a box of outputs: the input under it is an input of its own."""
    _check(geometry, x_shape, kernel_shape, x_dtype, kernel_dtype)
    part = geometry.part(size)
    block = (x_shape[0], part.rows.length, part.cols.length, x_shape[3])
    return _small(part, block, kernel_shape, x_dtype, kernel_dtype)


def _is_part(box: Box, geometry: Geometry) -> bool:
    """Whether the box is not all of the outputs. Raises ValueError where it is empty, or goes beyond them."""
    rows, cols = geometry.outputs
    top, bottom, left, right = box
    if not (0 <= top < bottom <= rows and 0 <= left < right <= cols):
        raise ValueError(f"box must be a part of the {rows}×{cols} outputs, not empty. Received: {box}")
    return (top, left, bottom, right) != (0, 0, rows, cols)


def _check(
    geometry: Geometry,
    x: tuple[int, ...],
    kernel: tuple[int, ...],
    x_dtype: np.dtype[Any],
    kernel_dtype: np.dtype[Any],
) -> None:
    received = f"Received: x.shape={x}, kernel.shape={kernel}"
    if len(x) != 4 or len(kernel) != 4:
        raise ValueError(
            "x must be (batch, rows, cols, channels) and kernel (rows, cols, channels / groups, filters). "
            + received
        )
    expected = (geometry.rows.length, geometry.cols.length, geometry.rows.kernel, geometry.cols.kernel)
    if expected != (*x[1:3], *kernel[:2]):
        raise ValueError(
            f"geometry must be made for the input and the kernel size, but is for {expected[:2]} and "
            f"{expected[2:]}. {received}"
        )
    if x[3] % kernel[2] or kernel[3] % (x[3] // kernel[2]):
        raise ValueError(
            f"channels must be a multiple of the kernel's, and filters of the number of groups. {received}"
        )
    if x_dtype not in (np.float32, np.float64) or kernel_dtype != x_dtype:
        raise ValueError(
            f"x and kernel must be both float32 or both float64. Received: {x_dtype} and {kernel_dtype}"
        )
