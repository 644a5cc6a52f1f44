"""Transposed convolution: every cell spreads over a window."""

import math
from typing import Any

import numpy as np

from convstudio.engine.activation import activate
from convstudio.engine.explain import Place
from convstudio.engine.explain_terms import TermsExplanation, explain_terms
from convstudio.engine.geometry import Box, Geometry, Padding, Pair
from convstudio.engine.gradient import collect, spread
from convstudio.engine.links import AxisLinks, Links
from convstudio.engine.transpose import convolve_transposed, transposed_axis
from convstudio.nn import arguments
from convstudio.nn.layer import Array
from convstudio.nn.learned_window import LearnedTranspose
from convstudio.nn.shapes import Shape, as_pair, planar_shape
from convstudio.nn.windowed import Sizes, Windowed


class ConvTranspose(LearnedTranspose):
    """What `Conv1DTranspose` and `Conv2DTranspose` share.

    Args:
        filters: how many feature maps come out.
        kernel_size: cells of the window over which each cell spreads.
        strides: cells from one place of the window to the next, in the output.
        padding: "valid", "same", "full", or pairs of cells that are cut off around the output.
        output_padding: cells more at the end of each axis, below the stride; None is Keras' default.
        data_format: "channels_last".
        dilation_rate: cells from one cell of the window to the next.
        activation: what follows the sum.
        use_bias: whether each map has a bias.
        kernel_initializer: what the weights start with.
        bias_initializer: what the bias starts with.
        words: `border`, here where cells go that fall beyond the edge (nowhere, for "zeros"); `flip`,
            `name`, `dtype`, `input_shape`, `seed`.

    Raises:
        ValueError: one of them is out of its range, or two do not go together.
    """

    words = f"filters {Windowed.words} output_padding kernel_initializer"

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str | Padding | Pair = "valid",
        output_padding: Sizes | None = None,
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        **words: Any,
    ) -> None:
        self.filters = arguments.whole_number(filters, "filters")
        self.kernel_initializer = arguments.initializer(kernel_initializer, "kernel_initializer")
        super().__init__(
            kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            **words,
        )
        self.output_padding = self._checked_output_padding(output_padding)
        self.refuse_stride_with_dilation()

    @property
    def kernel(self) -> Array:
        """The weights, (kernel size ..., filters, channels)."""
        return self._weights["kernel"]

    def turned_around(self, input_shape: Shape) -> Geometry:
        """The convolution that this one turns around: its window slides over what comes out here."""
        lengths = planar_shape(input_shape)[:2]
        kernel, strides, dilation = map(as_pair, (self.kernel_size, self.strides, self.dilation_rate))
        paddings = (self.padding,) * 2 if isinstance(self.padding, str) else self.padding
        extra = (None, None) if self.output_padding is None else (0, 0, *self.output_padding)[-2:]
        rows, cols = (
            transposed_axis(
                lengths[at], kernel[at], strides[at], dilation[at], paddings[at], extra[at], self.border
            )
            for at in (0, 1)
        )
        return Geometry(rows, cols)

    def geometry(self, input_shape: Shape) -> None:  # type: ignore[override]  # no window slides over the input
        """There is none: the window stands on the output."""
        return

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(rows, cols, filters), or (length, filters)."""
        geometry = self.turned_around(input_shape)
        return self.planes_to_keras((geometry.rows.length, geometry.cols.length), self.filters)

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Transposed convolution, bias and activation."""
        return activate(self.activation, self.before(x, input_shape, box))

    def before(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Transposed convolution and bias."""
        return convolve_transposed(x, self.engine_kernel(), self.bias, self.turned_around(input_shape), box)

    def forward_filter(self, x: Array, input_shape: Shape, filter: int, box: Box | None = None) -> Array:
        """The map of one filter, (batch, rows, cols, 1)."""
        if not self.filters_are_apart:
            return super().forward_filter(x, input_shape, filter, box)
        one, geometry = slice(filter, filter + 1), self.turned_around(input_shape)
        bias = None if self.bias is None else self.bias[one]
        sums = convolve_transposed(x, self.engine_kernel()[:, :, one], bias, geometry, box)
        return activate(self.activation, sums)

    def push_sums(self, tangent: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """Each cell spread over its window."""
        geometry = self.turned_around(input_shape)
        return spread(tangent, self.engine_kernel(), geometry, box, into, self.filters)

    def return_sums(self, gradient: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """The convolution that this one turns around."""
        return collect(gradient, self.engine_kernel(), self.turned_around(input_shape), box, into)

    def links(self, input_shape: Shape) -> Links:
        """The cells in whose windows an output stands, in all channels."""
        geometry = self.turned_around(input_shape)
        rows, cols = geometry.rows.along.turned, geometry.cols.along.turned
        return AxisLinks(rows, cols, None, input_shape[-1])

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """Blocks of the maps over which the input in `box` spreads."""
        geometry = self.turned_around(input_shape)
        rows, cols = geometry.rows.seen(box.top, box.bottom), geometry.cols.seen(box.left, box.right)
        return tuple(Box(r.start, r.stop, c.start, c.stop) for r in rows for c in cols)

    def used_by(self, input_shape: Shape, row: int, col: int) -> list[tuple[Pair, Pair]]:
        """All ((output row, col), (tap row, col)) to which an input cell spreads."""
        geometry = self.turned_around(input_shape)
        rows, cols = geometry.rows.sources(row).tolist(), geometry.cols.sources(col).tolist()
        places = [((r, c), (i, j)) for i, r in enumerate(rows) for j, c in enumerate(cols)]
        return [(place, tap) for place, tap in places if min(place) >= 0]

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> TermsExplanation:
        """Which inputs reach a cell, each by which weight."""
        _, row, col, filter = place
        users = np.array(self.turned_around(input_shape).users(row, col), np.intp).reshape(-1, 2, 2)
        channels = x.shape[2]
        places, taps = (np.repeat(part, channels, axis=0) for part in (users[:, 0], users[:, 1]))
        cells = np.column_stack([places, np.tile(np.arange(channels), len(users))])
        values = x[cells[:, 0], cells[:, 1], cells[:, 2]]
        weights = self.engine_kernel()[taps[:, 0], taps[:, 1], filter, cells[:, 2]]
        bias = 0.0 if self.bias is None else float(self.bias[filter])
        if self.filters_are_apart:
            return explain_terms(place, cells, values, weights, bias, self.activation, taps)
        everything = self.forward(x[None], input_shape, place.box)[0, 0, 0]
        linear = explain_terms(place, cells, values, weights, bias, taps=taps)
        return linear.activated(self.activation, everything[filter])

    def multiply_adds(self, input_shape: Shape) -> int:
        """One for every weight, at every cell that comes in."""
        return math.prod(planar_shape(input_shape)) * math.prod(self.kernel_size) * self.filters

    def filter_of(self, index: tuple[int, ...]) -> int:
        """The last number but one."""
        return index[-2]

    def filter_slice(self, filter: int) -> tuple[Any, ...]:
        """All weights of the window."""
        return (..., filter, slice(None))

    def engine_kernel(self) -> Array:
        """The weights as they spread, (kernel rows, kernel cols, filters, channels)."""
        kernel = self.kernel if self.rank == 2 else self.kernel[None]
        return kernel[::-1, ::-1] if self.flip else kernel

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        shape = (*self.kernel_size, self.filters, input_shape[-1])
        return {"kernel": (shape, self.kernel_initializer), **self.bias_plan(self.filters)}

    def _checked_output_padding(self, value: Sizes | None) -> tuple[int, ...] | None:
        if value is None:
            return None
        extra = arguments.sizes(value, self.rank, "output_padding", least=0)
        if any(more >= stride for more, stride in zip(extra, self.strides, strict=True)):
            raise ValueError(
                "`output_padding` must be below `strides` along every axis. "
                f"Received: output_padding={extra}, strides={self.strides}"
            )
        return extra


class Conv1DTranspose(ConvTranspose):
    """Input (batch, length, channels), weights (kernel length, filters, channels)."""

    rank = 1
    axes = 2


class Conv2DTranspose(ConvTranspose):
    """Input (batch, rows, cols, channels), weights (kernel rows, kernel cols, filters, channels)."""

    rank = 2
    axes = 3
