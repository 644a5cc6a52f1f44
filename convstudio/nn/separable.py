"""Separable convolution: a window for each channel, then a mixture of the channels at each place."""

import math
from typing import Any

from convstudio.engine.activation import ACTIVATIONS, activate
from convstudio.engine.convolve import convolve
from convstudio.engine.explain import Explanation, Place, explain
from convstudio.engine.explain_separable import SeparableExplanation, explain_separable
from convstudio.engine.geometry import Box, Geometry, Padding, Pair
from convstudio.engine.gradient import collect, spread
from convstudio.engine.gradient_weights import convolve_batch, input_gradient, weight_gradient
from convstudio.engine.links import Links, window_links
from convstudio.nn import arguments
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape
from convstudio.nn.windowed import Sizes, Windowed


class SeparableConv(Windowed):
    """What `SeparableConv1D` and `SeparableConv2D` share.

    Args:
        filters: how many feature maps come out.
        kernel_size: see `Conv`, as the others.
        strides: cells from one place to the next.
        padding: what stands around the input.
        data_format: "channels_last".
        dilation_rate: cells from one cell of the window to the next.
        depth_multiplier: how many maps of each channel are mixed.
        activation: what follows the sum.
        use_bias: whether each map has a bias.
        depthwise_initializer: what the weights of the window start with.
        pointwise_initializer: what the weights of the mixture start with.
        bias_initializer: what the bias starts with.
        words: `border`, `flip`, `name`, `dtype`, `input_shape`, `seed`.

    Raises:
        ValueError: one of them is out of its range.
    """

    words = f"filters {Windowed.words} depth_multiplier depthwise_initializer pointwise_initializer"

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str | Padding | Pair = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        depth_multiplier: int = 1,
        activation: str | None = None,
        use_bias: bool = True,
        depthwise_initializer: str = "glorot_uniform",
        pointwise_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        **words: Any,
    ) -> None:
        self.filters = arguments.whole_number(filters, "filters")
        self.depth_multiplier = arguments.whole_number(depth_multiplier, "depth_multiplier")
        self.depthwise_initializer = arguments.initializer(depthwise_initializer, "depthwise_initializer")
        self.pointwise_initializer = arguments.initializer(pointwise_initializer, "pointwise_initializer")
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

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(rows, cols, filters), or (length, filters)."""
        return self.planes_to_keras(self.geometry(input_shape).outputs, self.filters)

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Both convolutions, bias and activation."""
        return activate(self.activation, self.before(x, input_shape, box))

    def before(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Both convolutions and bias."""
        middle = convolve(x, self._depthwise(), None, self.geometry(input_shape), box)
        return convolve(middle, self._pointwise(), self.bias, _mixture(middle))

    def forward_filter(self, x: Array, input_shape: Shape, filter: int, box: Box | None = None) -> Array:
        """One mixture alone, of the windows on all channels."""
        if not self.filters_are_apart:
            return super().forward_filter(x, input_shape, filter, box)
        middle = convolve(x, self._depthwise(), None, self.geometry(input_shape), box)
        one = slice(filter, filter + 1)
        bias = None if self.bias is None else self.bias[one]
        sums = convolve(middle, self._pointwise()[..., one], bias, _mixture(middle))
        return activate(self.activation, sums)

    def filter_slices(self, filter: int) -> dict[str, tuple[Any, ...]]:
        """The mixture and the bias; the windows serve all filters."""
        slices: dict[str, tuple[Any, ...]] = {"pointwise_kernel": (..., filter)}
        return {**slices, "bias": (filter,)} if self.bias is not None else slices

    def push_sums(self, tangent: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """Both convolutions without bias."""
        middle = collect(tangent, self._depthwise(), self.geometry(input_shape), box, into)
        sums: Array = middle @ self._pointwise()[0, 0].astype(middle.dtype, copy=False)
        return sums

    def return_sums(self, gradient: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """Back through the mixture, then over the window of each channel."""
        middle = gradient @ self._pointwise()[0, 0].T.astype(gradient.dtype, copy=False)
        geometry = self.geometry(input_shape)
        return spread(middle, self._depthwise(), geometry, box, into, input_shape[-1])

    def learn_sums(self, x: Array, input_shape: Shape) -> tuple[Array, Any]:
        """Both convolutions; the maps between them are remembered."""
        middle, columns = convolve_batch(x, self._depthwise(), self.geometry(input_shape))
        sums, _ = convolve_batch(middle, self._pointwise(), _mixture(middle))
        return sums, (middle, columns)

    def weight_gradients(
        self, x: Array, gradient: Array, input_shape: Shape, memory: Any = None
    ) -> dict[str, Array]:
        """Those of the window, and those of the mixture."""
        middle, columns = memory or self.learn_sums(x, input_shape)[1]
        geometry, windows, mixture = self.geometry(input_shape), self._depthwise(), self._pointwise()
        by_middle = input_gradient(gradient, mixture, _mixture(middle), middle.shape[3])
        by_windows = weight_gradient(x, by_middle, windows, geometry, columns)
        by_mixture = weight_gradient(middle, gradient, mixture, _mixture(middle))
        turned = by_windows[::-1, ::-1] if self.flip else by_windows
        names = "depthwise_kernel", "pointwise_kernel"
        pairs = zip(names, (turned, by_mixture), strict=True)
        return {name: found.reshape(self._weights[name].shape) for name, found in pairs}

    def learn_return(self, gradient: Array, input_shape: Shape, memory: Any) -> Array:
        """Back through the mixture, then over the window of each channel."""
        maps, places = self._maps(input_shape), _mixture(gradient)
        middle = input_gradient(gradient, self._pointwise(), places, maps)
        return input_gradient(middle, self._depthwise(), self.geometry(input_shape), input_shape[-1])

    def links(self, input_shape: Shape) -> Links:
        """The window, in all channels."""
        return window_links(self.geometry(input_shape), input_shape[-1])

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> SeparableExplanation:
        """Write out one cell: the window on each channel, then their mixture."""
        _, row, col, filter = place
        parts = [
            self._explain_part(x, input_shape, row, col, number) for number in range(self._maps(input_shape))
        ]
        activation = ACTIVATIONS[self.activation]
        cell = explain_separable(
            place,
            parts,
            self._pointwise()[0, 0, :, filter],
            0.0 if self.bias is None else float(self.bias[filter]),
            self.activation if activation.elementwise else "linear",
        )
        if activation.elementwise:
            return cell
        everything = self.forward(x[None], input_shape, place.box)[0, 0, 0]
        return cell.activated(self.activation, everything[filter])

    def multiply_adds(self, input_shape: Shape) -> int:
        """Those of the window for each channel, and those of the mixture."""
        places, maps = math.prod(self.geometry(input_shape).outputs), self._maps(input_shape)
        return places * maps * (math.prod(self.kernel_size) + self.filters)

    def _explain_part(self, x: Array, shape: Shape, row: int, col: int, number: int) -> Explanation:
        return explain(x, self._depthwise(), None, self.geometry(shape), row, col, number)

    def _maps(self, input_shape: Shape) -> int:
        """Maps between the two convolutions."""
        return input_shape[-1] * self.depth_multiplier

    def _depthwise(self) -> Array:
        weights = self._weights["depthwise_kernel"]
        kernel = weights.reshape(*(1,) * (2 - self.rank), *self.kernel_size, 1, -1)
        return kernel[::-1, ::-1] if self.flip else kernel

    def _pointwise(self) -> Array:
        return self._weights["pointwise_kernel"].reshape(1, 1, -1, self.filters)

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        depthwise = (*self.kernel_size, input_shape[-1], self.depth_multiplier)
        pointwise = (*(1,) * self.rank, self._maps(input_shape), self.filters)
        return {
            "depthwise_kernel": (depthwise, self.depthwise_initializer),
            "pointwise_kernel": (pointwise, self.pointwise_initializer),
            **self.bias_plan(self.filters),
        }


def _mixture(planes: Array) -> Geometry:
    """A window of one cell on such planes."""
    return Geometry.build((planes.shape[1], planes.shape[2]), (1, 1))


class SeparableConv1D(SeparableConv):
    """Input (batch, length, channels).

    The weights are (kernel length, channels, depth_multiplier) and (1, channels * depth_multiplier, filters).
    """

    rank = 1
    axes = 2


class SeparableConv2D(SeparableConv):
    """Input (batch, rows, cols, channels).

    The weights are (kernel rows, kernel cols, channels, depth_multiplier) and (1, 1, channels *
    depth_multiplier, filters).
    """

    rank = 2
    axes = 3
