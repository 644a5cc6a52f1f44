"""How the values of a stack depend on each other, exactly and for one input.

Gates of ReLU are open or closed and maxima are won as they are for this input. Levels count the planes of
the stack: level 0 is the input, level n what layer n gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.nn.layer import Array, Layer
from convstudio.nn.ranges import range_after, range_of_input
from convstudio.nn.receptive_field import Cell, cover, regions
from convstudio.nn.shapes import Shape


@dataclass(frozen=True, eq=False)
class Part:
    """Numbers (rows, cols, channels) of a block of places of a level; everything outside is zero."""

    box: Box
    values: Array

    @property
    def reach(self) -> float:
        """The largest magnitude; what is no number does not count."""
        finite = np.abs(self.values[np.isfinite(self.values)])
        return float(finite.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Trace:
    """A stack at work on one input.

    Attributes:
        layers: built, from the input on.
        shapes: of the levels without batch, one more than layers.
        levels: the planes (rows, cols, channels) of each level.
    """

    layers: Sequence[Layer]
    shapes: Sequence[Shape]
    levels: Sequence[Array]

    def output_range(self, level: int) -> tuple[float, float]:
        """Between which numbers the values of a level must lie; what only moves or joins values keeps it."""
        return range_after(self.layers[:level], range_of_input(self.levels[0]))

    def influence(self, level: int, cell: tuple[int, int, int | None]) -> list[Part | None]:
        """How much every later value changes when one cell grows by one, as far as the slope holds.

        Args:
            level: of the cell.
            cell: (row, col, channel) of the level; channel None lets all channels grow.

        Returns:
            A part for each level from this one to the last; None where it cannot have any influence.
        """
        parts: list[Part | None] = [self.one(level, cell)]
        for number in range(level, len(self.layers)):
            parts.append(self.pushed(number, parts[-1]))
        return parts

    def gradients(self, level: int, cell: Cell) -> list[Part | None]:
        """How fast one value follows every earlier one.

        Args:
            level: of the value.
            cell: its (row, col, channel).

        Returns:
            A part for each level from the input to this one; None where it sees only padding.
        """
        parts: list[Part | None] = [self.one(level, cell)]
        seen = regions(self.layers, self.shapes, level, cell)
        for number in reversed(range(level)):
            parts.append(self.returned(number, parts[-1], cover(seen[number])))
        return parts[::-1]

    def one(self, level: int, cell: tuple[int, int, int | None]) -> Part:
        """1 at a cell of a level; channel None: in every channel."""
        row, col, channel = cell
        values = np.zeros((1, 1, self.levels[level].shape[2]))
        values[:, :, slice(None) if channel is None else channel] = 1
        return Part(Box(row, row + 1, col, col + 1), values)

    def batch(self, number: int) -> Array:
        """What reaches a layer, (1, rows, cols, channels) in its dtype."""
        return self.levels[number][None].astype(self.layers[number].dtype, copy=False)

    @np.errstate(all="ignore")
    def returned(self, number: int, part: Part | None, into: Box | None) -> Part | None:
        """Gradient by the input of a layer, in a block, where `part` is that by its output."""
        if part is None or into is None:
            return None
        layer, shape = self.layers[number], self.shapes[number]
        returned = layer.backward(self.batch(number), part.values[None], shape, part.box, into)
        return Part(into, returned[0])

    @np.errstate(all="ignore")
    def pushed(self, number: int, part: Part | None, into: Box | None = None) -> Part | None:
        """Changes of the output of a layer, in a block or wherever there are any, that `part` makes."""
        layer, shape = self.layers[number], self.shapes[number]
        boxes = layer.reached(shape, part.box) if part is not None else ()
        if part is None or not boxes:
            return None
        into = into or reduce(Box.cover, boxes)
        return Part(into, layer.push(self.batch(number), part.values[None], shape, part.box, into)[0])
