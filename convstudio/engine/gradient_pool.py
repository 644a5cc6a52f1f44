"""How changes pass through pooling, forward and backward, on blocks as in `gradient`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.along import Along
from convstudio.engine.geometry import Axis, Box, Geometry
from convstudio.engine.gradient import meetings

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


def return_to_largest(x: Array, largest: Array, gradient: Array, geometry: Geometry) -> Array:
    """What `return_to_winners` gives for all outputs, a cell of all windows at a time.

    Args:
        x: (batch, rows, cols, channels), the input.
        largest: (batch, output rows, output cols, channels), the largest cell under each window.
        gradient: that by `largest`.
        geometry: how the window slides.

    Returns:
        (batch, rows, cols, channels); where the largest is no number, nothing is returned.
    """
    error, unclaimed = np.empty_like(largest, gradient.dtype), np.ones_like(largest, bool)
    error[...] = gradient  # in memory in the order of the others, which all loops then follow
    out = np.zeros_like(x, gradient.dtype)
    are_apart = all(axis.stride >= axis.kernel for axis in (geometry.rows, geometry.cols))
    for _, at, cells in meetings(geometry, Box.whole(geometry.outputs), Box.whole(x.shape[1:3])):
        outputs, inputs = (slice(None), *at), (slice(None), *cells)
        won = x[inputs] == largest[outputs]
        won &= unclaimed[outputs]
        unclaimed[outputs] ^= won
        if are_apart:
            np.multiply(error[outputs], won, out=out[inputs])
        else:
            out[inputs] += error[outputs] * won
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
