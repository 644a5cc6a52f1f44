"""Layers whose output cells are copies of input cells, or zeros."""

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.along import Along
from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.explain_formula import explain_formula
from convstudio.engine.geometry import Box, Pair, runs
from convstudio.engine.links import AxisLinks, Links, copies, same
from convstudio.nn.layer import Array, Layer
from convstudio.nn.shapes import Shape, planar_shape

Sources = tuple[NDArray[np.intp], NDArray[np.intp]]


class Gathering(Layer):
    """A layer that copies rows and columns: padding, cropping, enlarging."""

    rank: ClassVar[int]
    channelwise = True
    slopes_follow_input = False

    @abstractmethod
    def sources(self, input_shape: Shape) -> Sources:
        """Input row of each output row, and the same of columns; -1 for a zero. May raise ValueError."""

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(rows, cols, channels), or (length, channels)."""
        sizes = tuple(len(places) for places in self.sources(input_shape))
        return (*sizes[-self.rank :], input_shape[-1])

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The copies."""
        rows, cols = self.sources(input_shape)
        if box is not None:
            rows, cols = rows[box.slices[0]], cols[box.slices[1]]
        out = x[:, rows[:, None], cols]
        out[:, rows < 0] = 0
        out[:, :, cols < 0] = 0
        return out

    def along(self, input_shape: Shape) -> tuple[Along, Along]:
        """The layer as a linear map along rows and along columns."""
        rows, cols, _ = planar_shape(input_shape)
        down, right = self.sources(input_shape)
        return copies(down, rows), copies(right, cols)

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """Copies of the changes."""
        box = box or Box.whole(planar_shape(input_shape))
        into = into or Box.whole(planar_shape(self.output_shape_for(input_shape)))
        down, right = self.along(input_shape)
        return right.carry(down.carry(tangent, 1, box.rows, into.rows), 2, box.cols, into.cols)

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The sum over the copies of each cell."""
        box = box or Box.whole(planar_shape(self.output_shape_for(input_shape)))
        into = into or Box.whole(planar_shape(input_shape))
        down, right = (along.turned for along in self.along(input_shape))
        return right.carry(down.carry(gradient, 1, box.rows, into.rows), 2, box.cols, into.cols)

    def links(self, input_shape: Shape) -> Links:
        """The cells that are copied, in the same channel."""
        return AxisLinks(*self.along(input_shape), same(input_shape[-1]), input_shape[-1])

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """Blocks of copies of the cells in `box`."""
        rows, cols = self.sources(input_shape)
        return tuple(
            Box(down.start, down.stop, right.start, right.stop)
            for down in runs(np.flatnonzero((rows >= box.top) & (rows < box.bottom)))
            for right in runs(np.flatnonzero((cols >= box.left) & (cols < box.right)))
        )

    def used_by(self, input_shape: Shape, row: int, col: int) -> list[tuple[Pair, Pair]]:
        """All places where a copy of the cell stands."""
        copies = self.reached(input_shape, Box(row, row + 1, col, col + 1))
        return [((r, c), (0, 0)) for box in copies for r in box.rows for c in box.cols]

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """Which cell is copied."""
        _, row, col, filter = place
        rows, cols = self.sources(input_shape)
        source = int(rows[row]), int(cols[col])
        if min(source) < 0:
            return explain_formula(place, 0.0, ("0: padding",))
        value = x[(*source, filter)]
        line = f"{format_value(value)}: the cell at [{source[0]}, {source[1]}]"
        return explain_formula(place, value, (line,), (*source, filter))
