"""Layers that convolve: everything that follows from their kernel as the engine has it."""

import math
from abc import abstractmethod
from collections.abc import Callable

from convstudio.engine.activation import activate, activate_in_place
from convstudio.engine.convolve import convolve
from convstudio.engine.explain import Explanation, Place, explain, group_channels
from convstudio.engine.geometry import Box
from convstudio.engine.gradient import collect, spread
from convstudio.engine.links import Links, grouped, window_links
from convstudio.engine.term import add_term
from convstudio.engine.tiles import WORKERS, never
from convstudio.nn.layer import Array
from convstudio.nn.learned_window import LearnedWindow
from convstudio.nn.shapes import Shape, as_pair


class Filtering(LearnedWindow):
    """A layer whose output is a convolution, a bias and an activation."""

    @abstractmethod
    def output_channels(self, channels: int) -> int:
        """How many maps come out of so many input channels. Raises ValueError where it cannot be."""

    @abstractmethod
    def grouped_kernel(self) -> Array:
        """The weights as (kernel rows, kernel cols, channels / groups, filters), not flipped."""

    @abstractmethod
    def grouped_index(self, index: tuple[int, ...]) -> tuple[int, int]:
        """(channel in the group, filter) of a weight of the first array."""

    def engine_kernel(self) -> Array:
        """The weights as they meet the patch, (kernel rows, kernel cols, channels / groups, filters)."""
        kernel = self.grouped_kernel()
        return kernel[::-1, ::-1] if self.flip else kernel

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(rows, cols, filters), or (length, filters)."""
        filters = self.output_channels(input_shape[-1])
        return self.planes_to_keras(self.geometry(input_shape).outputs, filters)

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Convolution, bias and activation."""
        return activate(self.activation, self.before(x, input_shape, box))

    def before(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Convolution and bias."""
        return convolve(x, self.engine_kernel(), self.bias, self.geometry(input_shape), box)

    def push_sums(self, tangent: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """The convolution without bias."""
        return collect(tangent, self.engine_kernel(), self.geometry(input_shape), box, into)

    def return_sums(self, gradient: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """Each output spread over the cells of its window."""
        geometry = self.geometry(input_shape)
        return spread(gradient, self.engine_kernel(), geometry, box, into, input_shape[-1])

    def links(self, input_shape: Shape) -> Links:
        """The window, in the channels of the group."""
        channels = input_shape[-1]
        groups = channels // self.channels_seen(channels)
        apart = groups > 1 and self.filters_are_apart
        seen = grouped(self.output_channels(channels), channels, groups) if apart else None
        return window_links(self.geometry(input_shape), channels, seen)

    def fill(self, out: Array, x: Array, input_shape: Shape, cancelled: Callable[[], bool] = never) -> None:
        """Write the maps into `out` without a copy of them."""
        geometry = self.geometry(input_shape)
        kernel = self.engine_kernel()
        convolve(x, kernel, self.bias, geometry, out=out, cancelled=cancelled, workers=WORKERS)
        activate_in_place(self.activation, out)

    def forward_filter(self, x: Array, input_shape: Shape, filter: int, box: Box | None = None) -> Array:
        """The map of one filter, (batch, rows, cols, 1)."""
        if not self.filters_are_apart:
            return super().forward_filter(x, input_shape, filter, box)
        return activate(self.activation, self.before_filter(x, input_shape, filter, box))

    def before_filter(
        self, x: Array, input_shape: Shape, filter: int, box: Box | None = None, out: Array | None = None
    ) -> Array:
        """The map of one filter before the activation."""
        one = slice(filter, filter + 1)
        kernel, bias = self.engine_kernel(), self.bias
        channels = group_channels(filter, x.shape[-1], kernel)
        seen = x[..., channels.start : channels.stop]
        offset = None if bias is None else bias[one]
        return convolve(seen, kernel[..., one], offset, self.geometry(input_shape), box, out=out)

    def fill_filter(self, out: Array, x: Array, input_shape: Shape, filter: int) -> None:
        """Write the map of one filter, of those that are apart, into `out` (batch, rows, cols, 1)."""
        self.before_filter(x, input_shape, filter, out=out)
        activate_in_place(self.activation, out)

    def add_term(self, out: Array, x: Array, input_shape: Shape, index: tuple[int, ...], step: float) -> None:
        """Add to a map (rows, cols) before the activation what comes of one weight growing by `step`.

        Args:
            out: the map of the filter to which the weight belongs, changed in place.
            x: the input (rows, cols, channels).
            input_shape: its shape in Keras.
            index: of the weight in the first array.
            step: what is added to it.
        """
        channel, filter = self.grouped_index(index)
        rows, cols = as_pair(self.kernel_size)
        row, col = (0, *index[: self.rank])[-2:]
        tap = (rows - 1 - row, cols - 1 - col) if self.flip else (row, col)
        channels = group_channels(filter, x.shape[-1], self.grouped_kernel())
        add_term(out, x[..., channels[channel]], self.geometry(input_shape), tap, step)

    def filter_of(self, index: tuple[int, ...]) -> int | None:
        """The map that the weight makes."""
        return self.grouped_index(index)[1]

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> Explanation:
        """The patch, the weights and their products."""
        kind, row, col, filter = place
        geometry, kernel = self.geometry(input_shape), self.engine_kernel()
        return explain(x, kernel, self.bias, geometry, row, col, filter, self.activation, kind)

    def multiply_adds(self, input_shape: Shape) -> int:
        """One for every weight of the window, at every cell of every map."""
        window = math.prod(self.kernel_size) * self.channels_seen(input_shape[-1])
        return math.prod(self.output_shape_for(input_shape)) * window

    @abstractmethod
    def channels_seen(self, channels: int) -> int:
        """How many of the input channels each filter sees."""

    def _whole_kernel(self, weights: Array) -> Array:
        """Weights of a line as those of one row."""
        return weights if self.rank == 2 else weights[None]
