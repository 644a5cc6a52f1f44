"""How changes pass through pooling, forward and backward, on blocks as in `gradient`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.along import Along
from convstudio.engine.geometry import Axis, Box, Geometry
from convstudio.engine.gradient import whole_meetings
from convstudio.engine.unfold import batch_last

Array = NDArray[Any]


def winners(x: Array, geometry: Geometry, box: Box) -> tuple[Array, Array]:
    """Input row and column of the largest cell under each window; the first, where there are several.

    Args:
        x: (batch, rows, cols, channels).
        geometry: how the window slides.
        box: the outputs that are asked about.

    Returns:
        Two arrays (batch, rows, cols, channels) of whole numbers.
    """
    rows, cols = _sources(geometry.rows, box.rows), _sources(geometry.cols, box.cols)
    seen = x[:, rows[:, None, :, None], cols[None, :, None, :]]
    outside = (rows < 0)[:, None, :, None] | (cols < 0)[None, :, None, :]
    if outside.any():
        seen[:, outside] = -np.inf
    flat = seen.reshape(len(x), *box.shape, -1, x.shape[3])
    down, right = np.divmod(flat.argmax(axis=3), cols.shape[1])
    row = np.take_along_axis(rows[None, :, None, :, None], down[:, :, :, None], axis=3)[:, :, :, 0]
    col = np.take_along_axis(cols[None, None, :, :, None], right[:, :, :, None], axis=3)[:, :, :, 0]
    return row, col


def push_winners(tangent: Array, won: tuple[Array, Array], box: Box) -> Array:
    """Each output changes as its winner does; `tangent` are the changes of the input cells in `box`."""
    inside = _inside(won, box)
    sample, channel = _others(won[0])
    row, col = (np.where(inside, place - start, 0) for place, start in zip(won, box[::2], strict=True))
    return np.where(inside, tangent[sample, row, col, channel], 0).astype(tangent.dtype, copy=False)


def return_to_winners(gradient: Array, won: tuple[Array, Array], into: Box) -> Array:
    """Each winner in the block `into` gets the gradient of its output."""
    out = np.zeros((len(gradient), *into.shape, gradient.shape[3]), gradient.dtype)
    inside = _inside(won, into)
    sample, channel = (np.broadcast_to(part, inside.shape)[inside] for part in _others(won[0]))
    np.add.at(out, (sample, won[0][inside] - into.top, won[1][inside] - into.left, channel), gradient[inside])
    return out


def claims(
    x: Array, largest: Array, geometry: Geometry, where: NDArray[np.bool_] | None = None
) -> list[NDArray[np.bool_]]:
    """Which cell of each window is its largest, the first where there are several: what `winners` gives.

    Args:
        x: (batch, rows, cols, channels), the input.
        largest: (batch, output rows, output cols, channels), the largest cell under each window.
        geometry: how the window slides.
        where: like `largest`, the outputs whose winner is wanted; all, where it is None. It is used up.

    Returns:
        For each tap of the window whether it has the largest cell, for the outputs in which the tap meets a
        cell at all; nowhere, where the largest is no number.
    """
    unclaimed = np.ones_like(largest, bool) if where is None else where
    found = []
    for _, at, cells in whole_meetings(geometry):
        outputs = (slice(None), *at)
        won = x[(slice(None), *cells)] == largest[outputs]
        won &= unclaimed[outputs]
        unclaimed[outputs] ^= won
        found.append(won)
    return found


def return_to_claims(won: list[NDArray[np.bool_]], gradient: Array, geometry: Geometry) -> Array:
    """What `return_to_winners` gives for all outputs, a tap of all windows at a time.

    Args:
        won: what `claims` gave.
        gradient: (batch, output rows, output cols, channels), that by the largest.
        geometry: how the window slides.

    Returns:
        (batch, rows, cols, channels), in memory with the batch last.
    """
    error = batch_last(gradient)
    batch, _, _, channels = error.shape
    grid = geometry.rows.length, geometry.cols.length
    out = np.zeros((channels, *grid, batch), error.dtype).transpose(3, 1, 2, 0)
    are_apart = all(axis.stride >= axis.kernel for axis in (geometry.rows, geometry.cols))
    for (_, at, cells), mine in zip(whole_meetings(geometry), won, strict=True):
        outputs, inputs = (slice(None), *at), (slice(None), *cells)
        if are_apart:
            np.multiply(error[outputs], mine, out=out[inputs])
        else:
            out[inputs] += error[outputs] * mine
    return out


def mean_along(axis: Axis) -> Along:
    """The mean of the cells under each window along one axis, as a linear map; padding does not count."""
    along = axis.along
    counts = np.bincount(along.outputs, minlength=axis.outputs)
    return Along(along.outputs, along.inputs, axis.outputs, axis.length, 1 / counts[along.outputs])


def _sources(axis: Axis, outputs: range) -> NDArray[np.intp]:
    return np.stack([axis.sources(output) for output in outputs])


def _inside(won: tuple[Array, Array], box: Box) -> NDArray[np.bool_]:
    row, col = won
    inside: NDArray[np.bool_] = (row >= box.top) & (row < box.bottom) & (col >= box.left) & (col < box.right)
    return inside


def _others(place: Array) -> tuple[Array, Array]:
    """Number of the sample and of the channel of each place, for indexing."""
    return np.arange(place.shape[0])[:, None, None, None], np.arange(place.shape[3])
