"""What every layer tells of itself in planes of (rows, cols, channels)."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from convstudio.engine.box import bands
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.geometry import Box, Geometry, Pair
from convstudio.engine.links import AllLinks, Links
from convstudio.engine.tiles import never
from convstudio.engine.walk import Walk
from convstudio.nn.shapes import Shape, planar_shape

Array = NDArray[Any]

_BAND = 1 << 18  # values computed at once: well below a frame, and held only for that long


class Planes(ABC):
    """A step of computation on planes.

    Every `input_shape` is Keras' without batch: (8, 8, 1), (8, 1) or (8,). Arrays are planes: a picture
    (rows, cols, channels), a line as one row, a vector as one cell.
    """

    @abstractmethod
    def output_shape_for(self, input_shape: Shape) -> Shape:
        """Shape without batch of what comes out. Raises ValueError where the layer does not fit."""

    @abstractmethod
    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Planes (batch, rows, cols, channels) that come out for such planes; of them only `box`."""

    @abstractmethod
    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """Write out an output cell that is there, for planes (rows, cols, channels) in the layer's dtype."""

    def geometry(self, input_shape: Shape) -> Geometry | None:
        """How the layer's window slides; None where it has no window."""
        return None

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """Blocks of the output planes that change when the input planes change in `box`."""
        return (Box.whole(planar_shape(self.output_shape_for(input_shape))),)

    def used_by(self, input_shape: Shape, row: int, col: int) -> list[tuple[Pair, Pair]]:
        """All ((output row, col), (tap row, col)) by which windows use an input cell; none without."""
        geometry = self.geometry(input_shape)
        return geometry.users(row, col) if geometry else []

    def links(self, input_shape: Shape) -> Links:
        """What each output cell sees of the input."""
        return AllLinks(planar_shape(input_shape))

    @abstractmethod
    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """How the output changes when the input `x` changes by a little `tangent`.

        Args:
            x: the input planes (batch, rows, cols, channels).
            tangent: the changes of the input cells in `box`, planes likewise; all others do not change.
            input_shape: shape of the input without batch.
            box: None is the whole input.
            into: the outputs that are wanted; None is all.
        """

    @abstractmethod
    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """Gradient by the input `x` of something whose gradient by the output is `gradient`.

        Args:
            x: the input planes (batch, rows, cols, channels).
            gradient: planes of the outputs in `box`; it is zero outside.
            input_shape: shape of the input without batch.
            box: None is the whole output.
            into: the input cells that are wanted; None is all.
        """

    @property
    def is_piecewise_linear(self) -> bool:
        """Whether every output is, for inputs nearby, a sum of inputs times constants, and a constant."""
        return True

    @property
    def slopes_follow_input(self) -> bool:
        """Whether `push` and `backward` look at the values of the input: not where the layer is linear."""
        return True

    def walk(self, input_shape: Shape) -> Walk:
        """All cells of the output planes, in the order of the walk."""
        return Walk(*planar_shape(self.output_shape_for(input_shape)))

    def multiply_adds(self, input_shape: Shape) -> int:
        """Multiplications, each with an addition, for one input."""
        return 0

    def fill(self, out: Array, x: Array, input_shape: Shape, cancelled: Callable[[], bool] = never) -> None:
        """Write what `forward` gives into `out`, some rows at a time, until `cancelled` says yes."""
        _, rows, cols, channels = out.shape
        for band in bands((rows, cols), max(1, _BAND // (cols * channels))):
            if cancelled():
                return
            out[(slice(None), *band.slices)] = self.forward(x, input_shape, band)

    @property
    def filters_are_apart(self) -> bool:
        """Whether no output channel depends on the weights or the bias of another."""
        return False

    @property
    def channelwise(self) -> bool:
        """Whether every channel goes through alone and unchanged in number, all in the same way."""
        return False

    def forward_filter(self, x: Array, input_shape: Shape, filter: int, box: Box | None = None) -> Array:
        """One channel of what `forward` gives, (batch, rows, cols, 1)."""
        return self.forward(x, input_shape, box)[..., filter : filter + 1]

    @property
    def output_range(self) -> tuple[float, float]:
        """Between which numbers every value must lie, whatever the input."""
        return -math.inf, math.inf
