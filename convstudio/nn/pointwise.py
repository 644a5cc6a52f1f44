"""What layers share that work on each place alone, and keep the shape."""

from abc import abstractmethod

import numpy as np

from convstudio.engine.activated import gives
from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.explain_formula import explain_formula
from convstudio.engine.geometry import Box
from convstudio.engine.gradient import moved
from convstudio.engine.links import AxisLinks, Links, same
from convstudio.nn.layer import Array, Layer
from convstudio.nn.shapes import Shape, planar_shape


class Pointwise(Layer):
    """A layer that works on each value alone."""

    @abstractmethod
    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """What becomes of the values (batch, rows, cols, channels) that stand in `box` of the planes."""

    @abstractmethod
    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """The formula for one value, `z` as text; `numbers` are the weights that it meets there."""

    def numbers(self, input_shape: Shape, row: int, col: int, filter: int) -> dict[str, str]:
        """The weights, as text, that the value at a place of the planes meets."""
        return {}

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """The input's."""
        return input_shape

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The values, each by the formula."""
        box = box or Box.whole(planar_shape(input_shape))
        with np.errstate(all="ignore"):
            return self.apply(x[(slice(None), *box.slices)], input_shape, box)

    @abstractmethod
    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """How fast the values of `apply` follow `part`, each."""

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """Each change times its slope."""
        whole = Box.whole(planar_shape(input_shape))
        box, into = box or whole, into or whole
        with np.errstate(all="ignore"):
            slope = self.slope(x[(slice(None), *into.slices)], input_shape, into)
            return moved(tangent, box, into) * slope

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The same as `push`: each value goes alone."""
        return self.push(x, gradient, input_shape, box, into)

    def links(self, input_shape: Shape) -> Links:
        """The same cell."""
        rows, cols, channels = planar_shape(input_shape)
        return AxisLinks(same(rows), same(cols), same(channels), channels)

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """The same places."""
        return (box,)

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """The formula with its numbers."""
        _, row, col, filter = place
        value = self.forward(x[None], input_shape, place.box)[0, 0, 0, filter]
        text, numbers = format_value(x[row, col, filter]), self.numbers(input_shape, row, col, filter)
        shown = x[None, row : row + 1, col : col + 1].astype(np.float64)
        shown[..., filter] = float(text)
        with np.errstate(all="ignore"):
            found = float(self.apply(shown, input_shape, place.box)[0, 0, 0, filter])
        sign = "=" if gives(found, float(value), rounded=bool(numbers)) else "≈"
        line = f"{self.formula(text, numbers)} {sign} {format_value(value)}"
        return explain_formula(place, value, (line,), (row, col, filter))


def broadcast_planes(weights: Array, input_shape: Shape, box: Box) -> Array:
    """Weights that broadcast to a Keras shape, as (rows, cols, channels) of `box` of its planes."""
    if weights.size == weights.shape[-1]:
        return weights.reshape(1, 1, -1)
    planes = np.broadcast_to(weights, input_shape).reshape(planar_shape(input_shape))
    return planes[box.slices]
