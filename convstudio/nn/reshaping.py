"""The same values in another shape or order of axes."""

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Place
from convstudio.engine.explain_formula import explain_formula
from convstudio.engine.geometry import Box
from convstudio.engine.gradient import moved
from convstudio.engine.links import Links, Moves
from convstudio.engine.tiles import never
from convstudio.nn import arguments
from convstudio.nn.layer import Array, Layer
from convstudio.nn.learning import Returned
from convstudio.nn.shapes import Shape, from_planar, is_whole, planar_shape, to_planar


class Rearranging(Layer):
    """A layer that moves values and changes none."""

    slopes_follow_input = False
    keeps_order: ClassVar[bool] = True
    """Whether the values, rows first and channels last, are the same list as before."""

    @abstractmethod
    def rearranged(self, x: Array) -> Array:
        """Keras arrays (batch, ...) in their new shape."""

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The values at their new places."""
        moved = self.rearranged(from_planar(x, input_shape))
        planes = to_planar(moved, self.output_shape_for(input_shape))
        return planes if box is None else planes[(slice(None), *box.slices)]

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The changes at their new places."""
        whole = Box.whole(planar_shape(input_shape))
        return self.forward(moved(tangent, box or whole, whole), input_shape, into)

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The gradient at the places where the values came from."""
        sources = self._sources(input_shape)
        whole = Box.whole(sources.shape)
        flat = np.empty((len(gradient), sources.size), gradient.dtype)
        flat[:, sources.ravel()] = moved(gradient, box or whole, whole).reshape(len(gradient), -1)
        planes: Array = flat.reshape(len(gradient), *planar_shape(input_shape))
        return planes if into is None else planes[(slice(None), *into.slices)]

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """The gradient in the shape that came in, where the order stays."""
        if self.keeps_order:
            return Returned(gradient.reshape(x.shape), {})
        return super().train_backward(x, memory, gradient, input_shape, wants_input)

    def links(self, input_shape: Shape) -> Links:
        """The one value that comes to each place."""
        return Moves(self._sources(input_shape), planar_shape(input_shape))

    def _sources(self, input_shape: Shape) -> Array:
        """Number in the input of each value of the output planes (rows, cols, channels)."""
        numbers = np.arange(math.prod(input_shape)).reshape(1, *input_shape)
        sources: Array = to_planar(self.rearranged(numbers), self.output_shape_for(input_shape))[0]
        return sources

    def fill(self, out: Array, x: Array, input_shape: Shape, cancelled: Callable[[], bool] = never) -> None:
        """Move everything at once: a part would take as long."""
        out[...] = self.forward(x, input_shape)

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> CellExplanation:
        """Where the value comes from."""
        _, row, col, filter = place
        number = self._sources(input_shape)[row, col, filter]
        source = tuple(int(place) for place in np.unravel_index(number, x.shape))
        line = f"{format_value(x[source])}: the value at [{source[0]}, {source[1]}], channel {source[2] + 1}"
        return explain_formula(place, x[source], (line,), (source[0], source[1], source[2]))


class Flatten(Rearranging):
    """All values in one row, rows first, channels last."""

    words = "data_format"

    def __init__(self, data_format: str | None = None, **words: Any) -> None:
        """Take Keras' words. Raises ValueError if the channels are not last."""
        self.data_format = arguments.channels_last(data_format)
        super().__init__(**words)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(number of values,)."""
        return (math.prod(input_shape),)

    def rearranged(self, x: Array) -> Array:
        """(batch, number of values)."""
        return x.reshape(len(x), math.prod(x.shape[1:]))


class Reshape(Rearranging):
    """The same values, in the same order, in another shape."""

    words = "target_shape"

    def __init__(self, target_shape: Sequence[int], **words: Any) -> None:
        """Take the shape without batch; one size may be -1, to be worked out.

        Raises:
            ValueError: it is no such shape.
        """
        given = tuple(target_shape) if isinstance(target_shape, list | tuple) else None
        if given is None or not all(is_whole(size) and (size > 0 or size == -1) for size in given):
            raise ValueError(
                "`target_shape` must be whole numbers of at least 1, or -1. "
                f"Received: target_shape={target_shape!r}"
            )
        if given.count(-1) > 1:
            raise ValueError(f"`target_shape` may have one -1. Received: target_shape={target_shape!r}")
        self.target_shape = tuple(int(size) for size in given)
        super().__init__(**words)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """The shape, worked out. Raises ValueError if it does not hold as many values as there are."""
        count, known = math.prod(input_shape), math.prod(size for size in self.target_shape if size != -1)
        shape = tuple(count // known if size == -1 else size for size in self.target_shape)
        if math.prod(shape) != count:
            raise ValueError(
                f"`target_shape` must hold the {count} values of the input {input_shape}. "
                f"Received: target_shape={self.target_shape}"
            )
        return shape

    def rearranged(self, x: Array) -> Array:
        """(batch, the shape)."""
        return x.reshape(len(x), *self.output_shape_for(x.shape[1:]))


class Permute(Rearranging):
    """The axes in another order."""

    words = "dims"
    keeps_order = False

    def __init__(self, dims: Sequence[int], **words: Any) -> None:
        """Take the axes in their new order. Raises ValueError if they are not 1 … n, each once."""
        given = tuple(dims) if isinstance(dims, list | tuple) else ()
        if not given or not all(map(is_whole, given)) or sorted(given) != list(range(1, len(given) + 1)):
            raise ValueError(f"`dims` must be the numbers 1 … n in some order. Received: dims={dims!r}")
        self.dims = tuple(int(axis) for axis in given)
        super().__init__(**words)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """The sizes in their new order. Raises ValueError if the input has more or fewer axes."""
        if len(input_shape) != len(self.dims):
            raise ValueError(
                f"`dims` must name every axis of the input {input_shape}. Received: dims={self.dims}"
            )
        return tuple(input_shape[axis - 1] for axis in self.dims)

    def rearranged(self, x: Array) -> Array:
        """(batch, the axes in their new order)."""
        return x.transpose(0, *self.dims)
