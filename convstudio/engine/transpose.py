"""Transposed convolution, and beside it the slow definition that it must agree with.

Its geometry is that of the convolution which it turns around: `geometry.outputs` is the grid that comes in,
and the grid under the window is what comes out. A cell that comes in spreads over the window at its place.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Axis, Box, Geometry, Pair, pad_amount

Array = NDArray[Any]


def transposed_length(
    length: int,
    kernel: int,
    stride: int = 1,
    dilation: int = 1,
    padding: str | Pair = "valid",
    output_padding: int | None = None,
) -> tuple[int, Pair]:
    """Cells that come out along one axis, and the padding of the convolution that is turned around.

    Args:
        length: cells that come in.
        kernel, stride, dilation: of the window; see `output_length`.
        padding: "valid" gives every cell that a window touches, "same" length x stride cells, "full" only
            those that the whole window touches; a pair of numbers is cut off before and after.
        output_padding: cells more after the others; None is as many as Keras takes.

    Raises:
        ValueError: no cell would come out.

    Source: Keras, `compute_conv_transpose_output_shape`.
    """
    span = (kernel - 1) * dilation + 1
    spread = (length - 1) * stride + span
    if padding == "same":
        base = length * stride if output_padding is None else (length - 1) * stride + span % 2
        out = base + (output_padding or 0)
        before = max(0, spread - out) // 2
        return out, (before, max(0, spread - out - before))
    before, after = pad_amount(padding, length, kernel, stride, dilation)
    extra = max(0, stride - span) if output_padding is None and padding == "valid" else output_padding or 0
    out = spread - before - after + extra
    if out < 1:
        raise ValueError(
            f"A cell must come out. Received: {length} cells with kernel {kernel}, stride {stride} and "
            f"dilation {dilation}, of whose {spread} cells padding {padding!r} cuts off {before + after}"
        )
    return out, (before, max(0, after - extra))


def transposed_axis(
    length: int,
    kernel: int,
    stride: int,
    dilation: int,
    padding: str | Pair,
    output_padding: int | None,
    border: str,
) -> Axis:
    """The axis of the convolution that is turned around: `length` cells come in, `Axis.length` come out."""
    out, pad = transposed_length(length, kernel, stride, dilation, padding, output_padding)
    axis = Axis(out, kernel, stride, dilation, pad, border)
    assert axis.outputs == length
    return axis


def convolve_transposed(
    x: Array, kernel: Array, bias: Array | None, geometry: Geometry, box: Box | None = None
) -> Array:
    """Spread every cell over the window at its place, and add up.

    Args:
        x: (batch, rows, cols, channels); rows and cols are `geometry.outputs`.
        kernel: (kernel rows, kernel cols, filters, channels), of the dtype of `x`.
        bias: (filters,) or None.
        geometry: of the convolution that is turned around.
        box: the outputs that are wanted; all, where it is None.

    Returns:
        (batch, output rows, output cols, filters) in the dtype of `x`.
    """
    box = box or Box.whole((geometry.rows.length, geometry.cols.length))
    out = np.zeros((len(x), *box.shape, kernel.shape[2]), x.dtype)
    if bias is not None:
        out += bias
    with np.errstate(all="ignore"):
        for tap in np.ndindex(kernel.shape[:2]):
            from_rows, to_rows = geometry.rows.met(tap[0], cells=box.rows)
            from_cols, to_cols = geometry.cols.met(tap[1], cells=box.cols)
            part = x[:, from_rows][:, :, from_cols] @ kernel[tap].T
            _add(part, to_rows, to_cols, out)
    return out


def convolve_transposed_slowly(x: Array, kernel: Array, bias: Array | None, geometry: Geometry) -> Array:
    """The definition of `convolve_transposed`: bias + Σ weight · cell, over all windows on a cell."""
    out = np.zeros((len(x), geometry.rows.length, geometry.cols.length, kernel.shape[2]), np.float64)
    for row, col in np.ndindex(out.shape[1:3]):
        for place, tap in geometry.users(row, col):
            out[:, row, col] += x[(slice(None), *place)].astype(np.float64) @ kernel[tap].T
    return (out if bias is None else out + bias).astype(x.dtype)


def _add(part: Array, rows: Any, cols: Any, out: Array) -> None:
    """Add to rows and cols of `out`, which may name a cell several times."""
    if isinstance(rows, slice) and isinstance(cols, slice):
        out[:, rows, cols] += part
        return
    rows, cols = np.arange(out.shape[1])[rows], np.arange(out.shape[2])[cols]
    index: Any = (slice(None), rows[:, None], cols)
    np.add.at(out, index, part)
