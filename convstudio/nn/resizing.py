"""Grids that get larger or smaller: zeros around, cells cut off, cells repeated."""

from typing import Any

import numpy as np

from convstudio.engine.along import Along
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.explain_terms import explain_terms
from convstudio.engine.geometry import Box, Pair, runs, source_indices
from convstudio.engine.interpolate import bilinear, blended, nearest
from convstudio.nn import arguments
from convstudio.nn.gathering import Gathering, Sources
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape, as_pair, is_whole, planar_shape


class ZeroPadding(Gathering):
    """Zeros around the input."""

    pairs: tuple[Pair, Pair]

    def sources(self, input_shape: Shape) -> Sources:
        """Each cell once, zeros around."""
        rows, cols, _ = planar_shape(input_shape)
        down, right = self.pairs
        return source_indices(rows, down, "zeros"), source_indices(cols, right, "zeros")


class ZeroPadding1D(ZeroPadding):
    """Zeros before and after a line, (batch, length, channels)."""

    rank, axes, words = 1, 2, "padding"

    def __init__(self, padding: int | Pair = 1, data_format: str | None = None, **words: Any) -> None:
        """Take how many zeros, on each side or (before, after). Raises ValueError if these are no numbers."""
        self.data_format = arguments.channels_last(data_format)
        self.padding = arguments.pair(padding, "padding")
        self.pairs = (0, 0), self.padding
        super().__init__(**words)


class ZeroPadding2D(ZeroPadding):
    """Zeros around a picture, (batch, rows, cols, channels)."""

    rank, axes, words = 2, 3, "padding data_format"

    def __init__(
        self, padding: int | Pair | tuple[Pair, Pair] = 1, data_format: str | None = None, **words: Any
    ) -> None:
        """Take how many zeros: on each side, (rows, cols), or ((top, bottom), (left, right)).

        Raises:
            ValueError: these are no such numbers.
        """
        self.data_format = arguments.channels_last(data_format)
        self.padding = self.pairs = arguments.two_pairs(padding, "padding")
        super().__init__(**words)


class Cropping(Gathering):
    """Cells at the edges cut off."""

    pairs: tuple[Pair, Pair]

    def sources(self, input_shape: Shape) -> Sources:
        """The cells that stay. Raises ValueError if there are none."""
        rows, cols, _ = planar_shape(input_shape)
        (top, bottom), (left, right) = self.pairs
        if top + bottom >= rows or left + right >= cols:
            raise ValueError(
                "`cropping` must leave a cell of the input. "
                f"Received: cropping={self.pairs} on {rows} x {cols} cells"
            )
        return np.arange(top, rows - bottom), np.arange(left, cols - right)


class Cropping1D(Cropping):
    """Cells cut off before and after a line, (batch, length, channels)."""

    rank, axes, words = 1, 2, "cropping"

    def __init__(self, cropping: int | Pair = (1, 1), **words: Any) -> None:
        """Take how many cells, on each side or (before, after). Raises ValueError if these are no numbers."""
        self.cropping = arguments.pair(cropping, "cropping")
        self.pairs = (0, 0), self.cropping
        super().__init__(**words)


class Cropping2D(Cropping):
    """Cells cut off around a picture, (batch, rows, cols, channels)."""

    rank, axes, words = 2, 3, "cropping data_format"

    def __init__(
        self,
        cropping: int | Pair | tuple[Pair, Pair] = ((0, 0), (0, 0)),
        data_format: str | None = None,
        **words: Any,
    ) -> None:
        """Take how many cells: on each side, (rows, cols), or ((top, bottom), (left, right)).

        Raises:
            ValueError: these are no such numbers.
        """
        self.data_format = arguments.channels_last(data_format)
        self.cropping = self.pairs = arguments.two_pairs(cropping, "cropping")
        super().__init__(**words)


class UpSampling1D(Gathering):
    """Each cell of a line repeated, (batch, length, channels)."""

    rank, axes, words = 1, 2, "size"

    def __init__(self, size: int = 2, **words: Any) -> None:
        """Take how often. Raises TypeError if that is no whole number, ValueError if it is below 1."""
        if not is_whole(size):
            raise TypeError(f"`size` must be a whole number. Received: size={size!r}")
        self.size = arguments.whole_number(size, "size")
        super().__init__(**words)

    def sources(self, input_shape: Shape) -> Sources:
        """Each cell so many times."""
        return np.arange(1), nearest(input_shape[0], self.size)


class UpSampling2D(Gathering):
    """Each cell of a picture as a block, repeated or blended, (batch, rows, cols, channels)."""

    rank, axes, words = 2, 3, "size data_format interpolation"

    def __init__(
        self,
        size: int | Pair = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **words: Any,
    ) -> None:
        """Take the size of the blocks, and how they are filled: "nearest" or "bilinear".

        Raises:
            ValueError: one of them is out of its range.
        """
        self.size = arguments.sizes(size, 2, "size")
        self.data_format = arguments.channels_last(data_format)
        self.interpolation = arguments.choice(interpolation, "interpolation", ["nearest", "bilinear"])
        super().__init__(**words)

    def sources(self, input_shape: Shape) -> Sources:
        """Each cell so many times; for "bilinear" this tells the size alone."""
        down, right = as_pair(self.size)
        return nearest(input_shape[0], down), nearest(input_shape[1], right)

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The blocks."""
        if self.interpolation == "nearest":
            return super().forward(x, input_shape, box)
        box = box or Box.whole(self.output_shape_for(input_shape))
        for axis, outputs in ((1, box.slices[0]), (2, box.slices[1])):
            blend = bilinear(input_shape[axis - 1], self.size[axis - 1])
            share = blend.share[outputs].astype(x.dtype).reshape(-1, *(1,) * (3 - axis))
            first, second = (x.take(near[outputs], axis) for near in blend[:2])
            x = first * (1 - share) + second * share
        return x

    def along(self, input_shape: Shape) -> tuple[Along, Along]:
        """Copies, or two shares that are blended."""
        if self.interpolation == "nearest":
            return super().along(input_shape)
        rows, cols = (blended(input_shape[axis], self.size[axis]) for axis in (0, 1))
        return rows, cols

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """The blocks of the cells in `box`; blended ones reach into their neighbours."""
        if self.interpolation == "nearest":
            return super().reached(input_shape, box)
        sides = []
        for axis, (start, stop) in enumerate(((box.top, box.bottom), (box.left, box.right))):
            first, second, _ = bilinear(input_shape[axis], self.size[axis])
            sees = (first < stop) & (second >= start)
            sides.append(runs(np.flatnonzero(sees)))
        return tuple(Box(r.start, r.stop, c.start, c.stop) for r in sides[0] for c in sides[1])

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """Which cell is copied, or which four are blended."""
        _, row, col, filter = place
        if self.interpolation == "nearest":
            return super().explain_cell(x, input_shape, place)
        down, right = (bilinear(x.shape[axis], self.size[axis]) for axis in (0, 1))
        shares = np.outer(
            [1 - down.share[row], down.share[row]], [1 - right.share[col], right.share[col]]
        ).ravel()
        cells = np.array(
            [(near_row[row], near_col[col], filter) for near_row in down[:2] for near_col in right[:2]]
        )
        values = x[cells[:, 0], cells[:, 1], filter]
        return explain_terms(place, cells, values, shares)
