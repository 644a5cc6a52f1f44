"""How changes pass through a convolution, forward and backward.

A convolution is linear in its input: `collect` carries changes of input cells to the outputs, and `spread`,
its transpose, carries a gradient by the outputs back to the input cells. Both work on blocks: outside of
the block where the values stand all is zero, and only the block that is wanted is computed.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box, Geometry, Index, Pair

Array = NDArray[Any]
Places = tuple[Index, Index]


def collect(values: Array, kernel: Array, geometry: Geometry, box: Box, into: Box) -> Array:
    """What a convolution without bias makes of some input cells.

    Args:
        values: (batch, rows, cols, channels) of the input cells in `box`; all others are zero.
        kernel: (kernel rows, kernel cols, channels / groups, filters).
        geometry: how the window slides.
        box: where the values stand in the input.
        into: the outputs that are wanted.

    Returns:
        (batch, rows, cols, filters) of `into`, in the dtype of `values`.
    """
    taps = _grouped(kernel, values.shape[3] // kernel.shape[2]).astype(values.dtype, copy=False)
    out = np.zeros((len(values), *into.shape, kernel.shape[3]), values.dtype)
    for tap, outputs, cells in meetings(geometry, into, box):
        add_at(out, outputs, _mixed(_at(values, cells), taps[tap]))
    return out


def spread(values: Array, kernel: Array, geometry: Geometry, box: Box, into: Box, channels: int) -> Array:
    """The transpose of `collect`: from outputs to input cells.

    Args:
        values: (batch, rows, cols, filters) of the outputs in `box`; all others are zero.
        kernel: (kernel rows, kernel cols, channels / groups, filters).
        geometry: how the window slides.
        box: where the values stand in the output.
        into: the input cells that are wanted.
        channels: how many the input has.

    Returns:
        (batch, rows, cols, channels) of `into`, in the dtype of `values`.
    """
    taps = _grouped(kernel, channels // kernel.shape[2]).astype(values.dtype, copy=False).swapaxes(-1, -2)
    out = np.zeros((len(values), *into.shape, channels), values.dtype)
    for tap, outputs, cells in meetings(geometry, box, into):
        add_at(out, cells, _mixed(_at(values, outputs), taps[tap]))
    return out


def moved(values: Array, box: Box, into: Box) -> Array:
    """The values (batch, rows, cols, channels) of `box`, zero elsewhere, as they stand in another block."""
    if box == into:
        return values
    out = np.zeros((len(values), *into.shape, values.shape[3]), values.dtype)
    both = box.intersect(into)
    if not both.is_empty:
        out[(slice(None), *_places(both, into))] = values[(slice(None), *_places(both, box))]
    return out


def add_at(out: Array, places: Places, values: Array) -> None:
    """Add to some rows and cols of planes (batch, rows, cols, channels), which may be named several times."""
    rows, cols = places
    if isinstance(rows, slice) and isinstance(cols, slice):
        out[:, rows, cols] += values
        return
    rows, cols = np.arange(out.shape[1])[rows], np.arange(out.shape[2])[cols]
    index: Any = (slice(None), rows[:, None], cols)
    np.add.at(out, index, values)


def meetings(geometry: Geometry, outputs: Box, cells: Box) -> Iterator[tuple[Pair, Places, Places]]:
    """For each tap: where in `outputs` and where in `cells` the two that it connects stand."""
    if outputs.is_empty or cells.is_empty:
        return
    cols = [geometry.cols.met(tap, outputs.cols, cells.cols) for tap in range(geometry.cols.kernel)]
    for row in range(geometry.rows.kernel):
        down = geometry.rows.met(row, outputs.rows, cells.rows)
        for col, right in enumerate(cols):
            yield (row, col), (down[0], right[0]), (down[1], right[1])


@lru_cache(maxsize=64)  # each step of training asks for the same ones again
def whole_meetings(geometry: Geometry) -> tuple[tuple[Pair, Places, Places], ...]:
    """The `meetings` of all outputs with all cells; nobody changes the arrays."""
    grid = geometry.rows.length, geometry.cols.length
    return tuple(meetings(geometry, Box.whole(geometry.outputs), Box.whole(grid)))


def _at(values: Array, places: Places) -> Array:
    part: Array = values[:, places[0]][:, :, places[1]]
    return part


def _grouped(kernel: Array, groups: int) -> Array:
    """The kernel as (kernel rows, kernel cols, groups, channels of one, filters of one)."""
    split = kernel.reshape(*kernel.shape[:3], groups, kernel.shape[3] // groups)
    return split.transpose(0, 1, 3, 2, 4)


def _mixed(part: Array, weights: Array) -> Array:
    """Mix the channels of planes by weights (groups, channels in, channels out of a group)."""
    groups, width, filters = weights.shape
    if groups == 1:
        mixed: Array = part @ weights[0]
        return mixed
    apart = part.reshape(*part.shape[:3], groups, 1, width)
    return (apart @ weights).reshape(*part.shape[:3], groups * filters)


def _places(part: Box, whole: Box) -> tuple[slice, slice]:
    """Index of a block in an array that starts where another one does."""
    rows = slice(part.top - whole.top, part.bottom - whole.top)
    return rows, slice(part.left - whole.left, part.right - whole.left)
