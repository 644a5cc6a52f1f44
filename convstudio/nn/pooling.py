"""Pooling: the largest or the mean of the cells under a window, or of all cells, channel by channel."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import Place
from convstudio.engine.explain_pool import PoolExplanation, explain_pool
from convstudio.engine.geometry import Box, Geometry, Padding, Pair
from convstudio.engine.gradient_pool import (
    claims,
    mean_along,
    push_winners,
    return_to_claims,
    return_to_winners,
    winners,
)
from convstudio.engine.links import Links, same, window_links
from convstudio.engine.pool import average_pool, max_pool
from convstudio.nn import arguments
from convstudio.nn.layer import Array, Layer
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.shapes import Shape, as_pair, planar_shape


class Pool(Layer):
    """A window that takes the largest or the mean of each channel."""

    rank: ClassVar[int]
    is_max: ClassVar[bool]
    channelwise = True

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> PoolExplanation:
        """The cells under the window, and which is the largest or what is their mean."""
        kind, row, col, channel = place
        return explain_pool(x, self.window(input_shape), row, col, channel, self.is_max, kind)

    @property
    def slopes_follow_input(self) -> bool:
        """For the largest; a mean is linear."""
        return self.is_max

    @abstractmethod
    def window(self, input_shape: Shape) -> Geometry:
        """How the window slides over such an input. Raises ValueError where it does not fit."""

    def geometry(self, input_shape: Shape) -> Geometry:
        """How the window slides over such an input. Raises ValueError where it does not fit."""
        return self.window(input_shape)

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """The change of the largest cell, or the mean of the changes."""
        window = self.window(input_shape)
        box, into = box or Box.whole(planar_shape(input_shape)), into or Box.whole(window.outputs)
        if self.is_max:
            return push_winners(tangent, winners(x, window, into), box)
        lines = mean_along(window.rows).carry(tangent, 1, box.rows, into.rows)
        return mean_along(window.cols).carry(lines, 2, box.cols, into.cols)

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """All to the largest cell, or to each cell its share."""
        window = self.window(input_shape)
        box, into = box or Box.whole(window.outputs), into or Box.whole(planar_shape(input_shape))
        if self.is_max:
            return return_to_winners(gradient, winners(x, window, box), into)
        lines = mean_along(window.rows).turned.carry(gradient, 1, box.rows, into.rows)
        return mean_along(window.cols).turned.carry(lines, 2, box.cols, into.cols)

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """The pooled values; of the largest it is remembered who they are."""
        outputs = self.forward(x, input_shape)
        return Learned(outputs, self.claims(x, outputs, input_shape) if self.is_max else None)

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """All to the first of the largest cells, or to each cell its share."""
        if not (self.is_max and wants_input):
            return super().train_backward(x, memory, gradient, input_shape, wants_input)
        return Returned(self.return_to_claims(memory, gradient, input_shape), {})

    def claims(
        self, x: Array, largest: Array, input_shape: Shape, where: NDArray[np.bool_] | None = None
    ) -> Any:
        """Who the largest cells are, for `return_to_claims`; only `where` that is said, if it is."""
        return claims(x, largest, self.window(input_shape), where)

    def return_to_claims(self, won: Any, gradient: Array, input_shape: Shape) -> Array:
        """The gradient of each output, at the first of its largest cells."""
        return return_to_claims(won, gradient, self.window(input_shape))

    def links(self, input_shape: Shape) -> Links:
        """The window, in the same channel."""
        channels = input_shape[-1]
        return window_links(self.window(input_shape), channels, same(channels))

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """Blocks of the maps whose windows see the input in `box`."""
        return self.window(input_shape).reached(box)


class WindowPool(Pool):
    """What the poolings with a sliding window share."""

    words = "pool_size strides padding data_format"

    def __init__(
        self,
        pool_size: int | tuple[int, ...] = 2,
        strides: int | tuple[int, ...] | None = None,
        padding: str | Padding | Pair = "valid",
        data_format: str | None = None,
        **words: Any,
    ) -> None:
        """Take Keras' words.

        Args:
            pool_size: cells of the window along each axis.
            strides: cells from one place to the next; None is the pool size.
            padding: "valid", "same" or pairs below the pool size. The padding never counts: it is not the
                largest, and it is not in the mean.
            data_format: "channels_last".
            words: `name`, `dtype`, `input_shape`.

        Raises:
            ValueError: one of them is out of its range.
        """
        self.pool_size = arguments.sizes(pool_size, self.rank, "pool_size")
        self.strides = arguments.sizes(self.pool_size if strides is None else strides, self.rank, "strides")
        self.padding = arguments.padding(padding, self.rank)
        self.data_format = arguments.channels_last(data_format)
        pairs = () if isinstance(self.padding, str) else self.padding
        too_wide = any(max(pair) >= size for pair, size in zip(pairs, as_pair(self.pool_size), strict=False))
        if self.padding == "full" or too_wide:
            raise ValueError(
                "`padding` of a pooling must be 'valid', 'same' or pairs below the pool size, so that every "
                f"window sees a cell. Received: padding={padding!r}, pool_size={self.pool_size}"
            )
        super().__init__(**words)

    def window(self, input_shape: Shape) -> Geometry:
        """How the window slides over such an input. Raises ValueError where it does not fit."""
        size, strides = as_pair(self.pool_size), as_pair(self.strides)
        return Geometry.build(planar_shape(input_shape)[:2], size, strides, padding=self.padding)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(rows, cols, channels), or (length, channels)."""
        return (*self.window(input_shape).outputs[-self.rank :], input_shape[-1])

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The largest or the mean at each place."""
        pool = max_pool if self.is_max else average_pool
        return pool(x, self.window(input_shape), box)


class GlobalPool(Pool):
    """What the poolings of whole maps share."""

    words = "data_format keepdims"

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **words: Any) -> None:
        """Take Keras' words.

        Args:
            data_format: "channels_last".
            keepdims: whether the axes stay, with one cell each.
            words: `name`, `dtype`, `input_shape`.

        Raises:
            ValueError: one of them is out of its range.
        """
        self.data_format = arguments.channels_last(data_format)
        self.keepdims = arguments.truth(keepdims, "keepdims")
        super().__init__(**words)

    def window(self, input_shape: Shape) -> Geometry:
        """One window over everything."""
        grid = planar_shape(input_shape)[:2]
        return Geometry.build(grid, grid)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(channels,), or with a 1 for each axis before."""
        return (*((1,) * self.rank if self.keepdims else ()), input_shape[-1])

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The largest or the mean of each map."""
        grid = (1, 2)
        pooled: Array
        if self.is_max:
            pooled = x.max(axis=grid, keepdims=True)
        else:
            pooled = x.mean(axis=grid, keepdims=True, dtype=np.float64).astype(x.dtype)
        return pooled

    def claims(
        self, x: Array, largest: Array, input_shape: Shape, where: NDArray[np.bool_] | None = None
    ) -> Any:
        """Number of the first of the largest cells of each map, and whether it counts."""
        rows = x.reshape(len(x), -1, x.shape[3])
        return rows.argmax(axis=1)[:, None], where

    def return_to_claims(self, won: Any, gradient: Array, input_shape: Shape) -> Array:
        """See `Pool`."""
        (at, where), (rows, cols, channels) = won, planar_shape(input_shape)
        error = gradient if where is None else gradient * where
        out = np.zeros((len(gradient), rows * cols, channels), gradient.dtype)
        np.put_along_axis(out, at, error.reshape(at.shape), axis=1)
        return out.reshape(-1, rows, cols, channels)


class MaxPooling1D(WindowPool):
    """The largest cell under a window on a line, (batch, length, channels)."""

    rank, axes, is_max = 1, 2, True


class MaxPooling2D(WindowPool):
    """The largest cell under a window on a picture, (batch, rows, cols, channels)."""

    rank, axes, is_max = 2, 3, True


class AveragePooling1D(WindowPool):
    """The mean of the cells under a window on a line, (batch, length, channels)."""

    rank, axes, is_max = 1, 2, False


class AveragePooling2D(WindowPool):
    """The mean of the cells under a window on a picture, (batch, rows, cols, channels)."""

    rank, axes, is_max = 2, 3, False


class GlobalMaxPooling1D(GlobalPool):
    """The largest cell of each channel of a line, (batch, length, channels)."""

    rank, axes, is_max = 1, 2, True


class GlobalMaxPooling2D(GlobalPool):
    """The largest cell of each channel of a picture, (batch, rows, cols, channels)."""

    rank, axes, is_max = 2, 3, True


class GlobalAveragePooling1D(GlobalPool):
    """The mean of each channel of a line, (batch, length, channels)."""

    rank, axes, is_max = 1, 2, False


class GlobalAveragePooling2D(GlobalPool):
    """The mean of each channel of a picture, (batch, rows, cols, channels)."""

    rank, axes, is_max = 2, 3, False
