"""Activations as layers of their own."""

import math
from typing import Any

import numpy as np

from convstudio.engine.activation import ACTIVATIONS, activate
from convstudio.engine.along import Along
from convstudio.engine.elementwise import (
    elu,
    elu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
)
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.geometry import Box
from convstudio.engine.gradient import moved
from convstudio.engine.links import AxisLinks, Links, same
from convstudio.nn import arguments
from convstudio.nn.layer import Array
from convstudio.nn.pointwise import Pointwise
from convstudio.nn.shapes import Shape, planar_shape
from convstudio.nn.softmax import explain_across


class ReLU(Pointwise):
    """The value above a threshold, a slope below, and never more than a limit."""

    words = "max_value negative_slope threshold"
    channelwise = True

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **words: Any,
    ) -> None:
        """Take Keras' words. Raises ValueError if one is negative or no number."""
        self.max_value = None if max_value is None else arguments.number(max_value, "max_value", least=0)
        self.negative_slope = arguments.number(negative_slope, "negative_slope", least=0)
        self.threshold = arguments.number(threshold, "threshold", least=0)
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """See `relu`."""
        return relu(part, self.negative_slope, self.max_value, self.threshold)

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """1, the slope below, or 0 above the limit."""
        return relu_derivative(part, self.negative_slope, self.max_value, self.threshold)

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """Three pieces."""
        below = f"{self.negative_slope:g} × ({z} − {self.threshold:g})" if self.negative_slope else "0"
        above = z if self.max_value is None else f"min({z}, {self.max_value:g})"
        return f"({above} if {z} > {self.threshold:g} else {below})"

    @property
    def output_range(self) -> tuple[float, float]:
        """From 0, unless there is a slope; to the limit, if there is one."""
        low = -math.inf if self.negative_slope else 0.0
        return low, math.inf if self.max_value is None else self.max_value


class LeakyReLU(Pointwise):
    """The value where it is positive, a part of it where it is not."""

    words = "negative_slope"
    channelwise = True

    def __init__(self, negative_slope: float = 0.3, **words: Any) -> None:
        """Take the slope on the negative side. Raises ValueError if it is negative or no number."""
        self.negative_slope = arguments.number(negative_slope, "negative_slope", least=0)
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """See `leaky_relu`."""
        return leaky_relu(part, self.negative_slope)

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """1 or the slope."""
        return leaky_relu_derivative(part, self.negative_slope)

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """Two pieces."""
        return f"({z} if {z} > 0 else {self.negative_slope:g} × {z})"


class ELU(Pointwise):
    """The value where it is positive, an exponential that ends at -alpha where it is not."""

    words = "alpha"
    channelwise = True

    def __init__(self, alpha: float = 1.0, **words: Any) -> None:
        """Take how far it goes down. Raises ValueError if that is no number."""
        self.alpha = arguments.number(alpha, "alpha")
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """See `elu`."""
        return elu(part, self.alpha)

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """1, or that of the exponential."""
        return elu_derivative(part, self.alpha)

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """Two pieces."""
        return f"({z} if {z} > 0 else {self.alpha:g} × (exp({z}) − 1))"

    @property
    def is_piecewise_linear(self) -> bool:
        """The exponential is not."""
        return False

    @property
    def output_range(self) -> tuple[float, float]:
        """From -alpha."""
        return min(-self.alpha, 0.0), math.inf


class Activation(Pointwise):
    """One of the named activations."""

    words = "activation"

    def __init__(self, activation: str, **words: Any) -> None:
        """Take its name. Raises ValueError if there is no such activation."""
        self.activation = arguments.activation(activation)
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """See `ACTIVATIONS`."""
        return activate(self.activation, part)

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """That of the activation, if it looks at each value alone."""
        return ACTIVATIONS[self.activation].derivative(part)

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """That of the activation."""
        return ACTIVATIONS[self.activation].formula.format(z=z)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """The input's; "glu" halves the channels."""
        if self.activation != "glu":
            return input_shape
        if not input_shape or input_shape[-1] % 2:
            raise ValueError(f"glu needs an even number of channels. Received: {input_shape}")
        return (*input_shape[:-1], input_shape[-1] // 2)

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """Changes times slopes, or times the matrix of slopes between the channels of a place."""
        if self.channelwise:
            return super().push(x, tangent, input_shape, box, into)
        whole = Box.whole(planar_shape(input_shape))
        box, into = box or whole, into or whole
        return ACTIVATIONS[self.activation].push(x[(slice(None), *into.slices)], moved(tangent, box, into))

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The transpose of `push`."""
        if self.channelwise:
            return super().backward(x, gradient, input_shape, box, into)
        whole = Box.whole(planar_shape(input_shape))
        box, into = box or whole, into or whole
        activation = ACTIVATIONS[self.activation]
        return activation.backward(x[(slice(None), *into.slices)], moved(gradient, box, into))

    def links(self, input_shape: Shape) -> Links:
        """The same cell, or all channels of its place; for "glu" the value and its gate."""
        rows, cols, channels = planar_shape(input_shape)
        seen = same(channels) if self.channelwise else None
        if self.activation == "glu":
            numbers = np.arange(channels)
            seen = Along(numbers % (channels // 2), numbers, channels // 2, channels)
        return AxisLinks(same(rows), same(cols), seen, channels)

    @property
    def is_piecewise_linear(self) -> bool:
        """As the activation is."""
        return ACTIVATIONS[self.activation].piecewise_linear

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """The formula with its numbers, or all channels if it looks at them."""
        if self.channelwise:
            return super().explain_cell(x, input_shape, place)
        return explain_across(place, self.activation, x[place.row, place.col])

    @property
    def channelwise(self) -> bool:
        """Unless the activation looks at all channels."""
        return ACTIVATIONS[self.activation].elementwise

    @property
    def output_range(self) -> tuple[float, float]:
        """That of the activation."""
        activation = ACTIVATIONS[self.activation]
        return activation.low, activation.high
