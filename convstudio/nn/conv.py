"""Convolution in one and two dimensions."""

import math
from typing import Any, ClassVar

from convstudio.engine.activation import ACTIVATIONS, activate
from convstudio.engine.convolve import convolve
from convstudio.engine.explain import Explanation, explain
from convstudio.engine.geometry import Box, Geometry, Padding, Pair
from convstudio.nn import arguments
from convstudio.nn.layer import Array, Layer
from convstudio.nn.shapes import Shape, as_pair, planar_shape


class Conv(Layer):
    """Filters that slide over the input: what `Conv1D` and `Conv2D` share."""

    rank: ClassVar[int]

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, ...],
        strides: int | tuple[int, ...] = 1,
        padding: str | Padding | Pair = "valid",
        data_format: str | None = None,
        dilation_rate: int | tuple[int, ...] = 1,
        groups: int = 1,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        *,
        border: str = "zeros",
        flip: bool = False,
        **words: Any,
    ) -> None:
        """Take Keras' words, and three of our own.

        Args:
            filters: how many feature maps come out.
            kernel_size: cells of the window along each axis.
            strides: cells from one place of the window to the next.
            padding: "valid", "same", "full", "causal" (1-D), or ((top, bottom), (left, right)).
            data_format: "channels_last".
            dilation_rate: cells from one cell of the window to the next.
            groups: parts of the channels, each with filters of its own.
            activation: one of the names in `ACTIVATIONS`.
            use_bias: whether each map has a bias.
            kernel_initializer: what the weights start with.
            bias_initializer: what the bias starts with.
            border: what stands in the padding, one of `BORDERS`.
            flip: turn the kernel around both axes first, which is convolution in the sense of mathematics.
            words: `name`, `dtype`, `input_shape`, `seed`.

        Raises:
            ValueError: one of them is out of its range, or two do not go together.
        """
        self.filters = arguments.whole_number(filters, "filters")
        self.kernel_size = arguments.sizes(kernel_size, self.rank, "kernel_size")
        self.strides = arguments.sizes(strides, self.rank, "strides")
        self.padding = arguments.padding(padding, self.rank)
        self.data_format = arguments.channels_last(data_format)
        self.dilation_rate = arguments.sizes(dilation_rate, self.rank, "dilation_rate")
        self.groups = arguments.whole_number(groups, "groups")
        self.activation = arguments.layer_activation(activation)
        self.use_bias = arguments.truth(use_bias, "use_bias")
        self.kernel_initializer = arguments.initializer(kernel_initializer, "kernel_initializer")
        self.bias_initializer = arguments.initializer(bias_initializer, "bias_initializer")
        self.border = arguments.border(border)
        self.flip = arguments.truth(flip, "flip")
        self._check_together()
        super().__init__(**words)

    @property
    def kernel(self) -> Array:
        """The weights, (kernel size ..., channels / groups, filters)."""
        return self._weights["kernel"]

    @property
    def bias(self) -> Array | None:
        """The biases (filters,), None without."""
        return self._weights.get("bias")

    def geometry(self, input_shape: Shape) -> Geometry:
        """How the window slides over such an input. Raises ValueError where it does not fit."""
        rows, cols, _ = planar_shape(input_shape)
        kernel, strides, dilation = map(as_pair, (self.kernel_size, self.strides, self.dilation_rate))
        return Geometry.build((rows, cols), kernel, strides, dilation, self.padding, self.border)

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """(rows, cols, filters), or (length, filters)."""
        self._check_channels(input_shape[-1])
        return (*self.geometry(input_shape).outputs[-self.rank :], self.filters)

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Convolution, bias and activation."""
        return activate(self.activation, self.before_activation(x, input_shape, box))

    def before_activation(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Convolution and bias of planes (batch, rows, cols, channels)."""
        return convolve(x, self.engine_kernel(), self.bias, self.geometry(input_shape), box)

    def engine_kernel(self) -> Array:
        """The weights as they meet the patch, (kernel rows, kernel cols, channels / groups, filters)."""
        kernel = self.kernel if self.rank == 2 else self.kernel[None]
        return kernel[::-1, ::-1] if self.flip else kernel

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """Blocks of the maps whose windows see the input in `box`."""
        return self.geometry(input_shape).reached(box)

    def explain(self, x: Array, row: int, col: int, filter: int) -> Explanation:
        """Write out one cell of one map for a planar input (rows, cols, channels)."""
        shape = x.shape[2 - self.rank :]
        kind = type(self).__name__
        kernel = self.engine_kernel()
        return explain(x, kernel, self.bias, self.geometry(shape), row, col, filter, self.activation, kind)

    def multiply_adds(self, input_shape: Shape) -> int:
        """One for every weight of the window, at every cell of every map."""
        window = math.prod(self.kernel_size) * (input_shape[-1] // self.groups)
        return math.prod(self.output_shape_for(input_shape)) * window

    @property
    def output_range(self) -> tuple[float, float]:
        """That of the activation."""
        activation = ACTIVATIONS[self.activation]
        return activation.low, activation.high

    def get_config(self) -> dict[str, Any]:
        """All settings by the words of the constructor."""
        names = (
            "filters kernel_size strides padding data_format dilation_rate groups activation use_bias "
            "kernel_initializer bias_initializer border flip"
        )
        return {**super().get_config(), **{name: getattr(self, name) for name in names.split()}}

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        kernel = (*self.kernel_size, input_shape[-1] // self.groups, self.filters)
        plan = {"kernel": (kernel, self.kernel_initializer)}
        if self.use_bias:
            plan["bias"] = ((self.filters,), self.bias_initializer)
        return plan

    def _check_together(self) -> None:
        if self.filters % self.groups:
            raise ValueError(
                f"`groups` must divide `filters`. Received: groups={self.groups}, filters={self.filters}"
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides` above 1 and `dilation_rate` above 1 do not go together. "
                f"Received: strides={self.strides}, dilation_rate={self.dilation_rate}"
            )

    def _check_channels(self, channels: int) -> None:
        if channels % self.groups:
            raise ValueError(
                "`groups` must divide the channels of the input. "
                f"Received: groups={self.groups}, {channels} channels"
            )


class Conv1D(Conv):
    """Convolution of a line: input (batch, length, channels).

    The weights are (kernel length, channels / groups, filters).
    """

    rank = 1
    axes = 2


class Conv2D(Conv):
    """Convolution of a picture: input (batch, rows, cols, channels).

    The weights are (kernel rows, kernel cols, channels / groups, filters).
    """

    rank = 2
    axes = 3
