"""Activations that look at several values at once, as layers."""

import math
from collections.abc import Callable, Sequence
from typing import Any, SupportsFloat

import numpy as np

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.explain_formula import explain_formula
from convstudio.engine.geometry import Box
from convstudio.engine.gradient import moved
from convstudio.engine.links import AxisLinks, Links, everything, same
from convstudio.engine.tiles import never
from convstudio.nn.layer import Array, Layer
from convstudio.nn.shapes import Shape, from_planar, is_whole, planar_shape, to_planar

_MOST = 12  # values that are listed


class Softmax(Layer):
    """exp of each value over the sum of exp along an axis, or along several."""

    words = "axis"

    def __init__(self, axis: int | Sequence[int] = -1, **words: Any) -> None:
        """Take the axis as Keras counts it: the batch is 0, the channels are -1.

        Raises:
            ValueError: it is no axis, or the batch.
        """
        given = [axis] if is_whole(axis) else list(axis) if isinstance(axis, list | tuple) else []
        if not given or not all(map(is_whole, given)) or 0 in given:
            raise ValueError(f"`axis` must be an axis other than the batch, 0. Received: axis={axis!r}")
        self._given = tuple(int(number) for number in given)
        self.axis = self._given[0] if is_whole(axis) else self._given
        super().__init__(**words)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """The input's. Raises ValueError if it has no such axis."""
        self._axes(input_shape)
        return input_shape

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The shares."""
        places = (slice(None), *box.slices) if box is not None else (slice(None),)
        if self._is_across_channels(input_shape):
            return self._shares(x[places], (-1,))
        shares = self._shares(from_planar(x, input_shape), self._axes(input_shape))
        return to_planar(shares, input_shape)[places]

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """share · (change − the mean of the changes that share with it, weighted by the shares)."""
        whole = Box.whole(planar_shape(input_shape))
        box, into = box or whole, into or whole
        if self._is_across_channels(input_shape):
            return _changes(self.forward(x, input_shape, into), moved(tangent, box, into), (-1,))
        shares = from_planar(self.forward(x, input_shape), input_shape)
        changes = from_planar(moved(tangent, box, whole), input_shape)
        planes = to_planar(_changes(shares, changes, self._axes(input_shape)), input_shape)
        return planes[(slice(None), *into.slices)]

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The same as `push`: what one share takes from another, that takes from it."""
        return self.push(x, gradient, input_shape, box, into)

    def links(self, input_shape: Shape) -> Links:
        """Everything along the axes of the shares."""
        axes, planes = self._axes(input_shape), planar_shape(input_shape)
        if len(input_shape) > 3:  # several axes are the rows
            return super().links(input_shape)
        rows, cols, channels = (
            everything(size) if axis in axes else same(size)
            for axis, size in zip((-3, -2, -1), planes, strict=True)
        )
        return AxisLinks(rows, cols, channels, planes[2])

    @property
    def is_piecewise_linear(self) -> bool:
        """Shares are not."""
        return False

    def fill(self, out: Array, x: Array, input_shape: Shape, cancelled: Callable[[], bool] = never) -> None:
        """Across channels in parts, otherwise at once: a part would take as long."""
        if self._is_across_channels(input_shape):
            super().fill(out, x, input_shape, cancelled)
        else:
            out[...] = self.forward(x, input_shape)

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """The same places, if the axis is that of the channels."""
        return (box,) if self._is_across_channels(input_shape) else super().reached(input_shape, box)

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """All values that share with the cell."""
        _, row, col, filter = place
        value = self.forward(x[None], input_shape)[0, row, col, filter]
        cells = self._sharing(input_shape, x.shape, (row, col, filter))
        values = x[cells[:, 0], cells[:, 1], cells[:, 2]]
        listed = [f"exp({format_value(z)})" for z in values[: _MOST + 1]]
        below = " + ".join(listed) if len(listed) <= _MOST else f"Σ exp of {len(values):,} values"
        own = np.flatnonzero((cells == (row, col, filter)).all(axis=1))[0]
        sign = _sign(self._shares(_shown(values), (-1,))[own], value)
        line = f"exp({format_value(x[row, col, filter])}) / ({below}) {sign} {format_value(value)}"
        return explain_formula(place, value, (line,), *map(tuple, cells.tolist()))

    @property
    def output_range(self) -> tuple[float, float]:
        """Shares of one."""
        return 0.0, 1.0

    def _axes(self, input_shape: Shape) -> tuple[int, ...]:
        """The axes counted from the end."""
        count = len(input_shape) + 1
        axes = tuple(axis if axis < 0 else axis - count for axis in self._given)
        if any(not -count < axis < 0 for axis in axes):
            raise ValueError(f"`axis` must be an axis of (batch, *{input_shape}). Received: axis={self.axis}")
        return axes

    def _is_across_channels(self, input_shape: Shape) -> bool:
        return self._axes(input_shape) == (-1,)

    def _shares(self, z: Array, axes: tuple[int, ...]) -> Array:
        with np.errstate(all="ignore"):
            growth = np.exp(z - z.max(axis=axes, keepdims=True))
            shares: Array = growth / growth.sum(axis=axes, keepdims=True)
            return shares

    def _sharing(self, shape: Shape, planes: Shape, cell: tuple[int, int, int]) -> Array:
        """The cells (count, 3) of the planes among which the sum is taken that a cell is part of."""
        numbers = np.arange(math.prod(shape)).reshape(shape)
        place = np.unravel_index(np.ravel_multi_index(cell, planes), shape)
        index: list[Any] = [int(p) for p in place]
        for axis in self._axes(shape):
            index[axis] = slice(None)
        return np.column_stack(np.unravel_index(numbers[tuple(index)].ravel(), planes))


def _changes(shares: Array, changes: Array, axes: tuple[int, ...]) -> Array:
    """How shares change along axes when what they are shares of changes."""
    changed: Array = shares * (changes - (shares * changes).sum(axis=axes, keepdims=True))
    return changed


def explain_across(place: Place, activation: str, channels: Array) -> CellExplanation:
    """Write out an activation that looks at all channels of a place."""
    _, row, col, filter = place
    values = ACTIVATIONS[activation](channels)
    listed = ", ".join(format_value(z) for z in channels[:_MOST])
    more = f", … ({len(channels):,} channels)" if len(channels) > _MOST else ""
    formula = ACTIVATIONS[activation].formula.format(z=format_value(channels[filter]))
    sign = _sign(ACTIVATIONS[activation](_shown(channels))[filter], values[filter])
    lines = f"channels: {listed}{more}", f"{activation}: {formula} {sign} {format_value(values[filter])}"
    cells = [(row, col, channel) for channel in range(len(channels))]
    return explain_formula(place, values[filter], lines, *cells)


def _shown(values: Array) -> Array:
    """Values as their texts say them."""
    return np.array([float(format_value(value)) for value in values])


def _sign(found: SupportsFloat, value: SupportsFloat) -> str:
    """The sign before a rounded value: ≈ where the shown numbers give another."""
    return "=" if format_value(found) == format_value(value) else "≈"
