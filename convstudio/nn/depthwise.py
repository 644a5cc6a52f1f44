"""Depthwise convolution: every channel has filters of its own."""

from typing import Any

from convstudio.engine.geometry import Padding, Pair
from convstudio.nn import arguments
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape
from convstudio.nn.windowed import Sizes, Windowed


class DepthwiseConv(Filtering):
    """What `DepthwiseConv1D` and `DepthwiseConv2D` share.

    Args:
        kernel_size: see `Conv`, as the others.
        strides: cells from one place to the next.
        padding: what stands around the input.
        depth_multiplier: how many maps each channel gives.
        data_format: "channels_last".
        dilation_rate: cells from one cell of the window to the next.
        activation: what follows the sum.
        use_bias: whether each map has a bias.
        depthwise_initializer: what the weights start with.
        bias_initializer: what the bias starts with.
        words: `border`, `flip`, `name`, `dtype`, `input_shape`, `seed`.

    Raises:
        ValueError: one of them is out of its range.
    """

    words = f"{Windowed.words} depth_multiplier depthwise_initializer"

    def __init__(
        self,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str | Padding | Pair = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        activation: str | None = None,
        use_bias: bool = True,
        depthwise_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        **words: Any,
    ) -> None:
        self.depth_multiplier = arguments.whole_number(depth_multiplier, "depth_multiplier")
        self.depthwise_initializer = arguments.initializer(depthwise_initializer, "depthwise_initializer")
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

    @property
    def kernel(self) -> Array:
        """The weights, (kernel size ..., channels, depth_multiplier)."""
        return self._weights["kernel"]

    def output_channels(self, channels: int) -> int:
        """So many maps of each channel."""
        return channels * self.depth_multiplier

    def channels_seen(self, channels: int) -> int:
        """One."""
        return 1

    def grouped_kernel(self) -> Array:
        """The weights with one channel to each group."""
        kernel = self._whole_kernel(self.kernel)
        return kernel.reshape(*kernel.shape[:2], 1, -1)

    def grouped_index(self, index: tuple[int, ...]) -> tuple[int, int]:
        """The maps of the first channel come first."""
        return 0, index[-2] * self.depth_multiplier + index[-1]

    def filter_slice(self, filter: int) -> tuple[Any, ...]:
        """All weights of the window."""
        return (..., *divmod(filter, self.depth_multiplier))

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        shape = (*self.kernel_size, input_shape[-1], self.depth_multiplier)
        plan = {"kernel": (shape, self.depthwise_initializer)}
        return {**plan, **self.bias_plan(self.output_channels(input_shape[-1]))}


class DepthwiseConv1D(DepthwiseConv):
    """Input (batch, length, channels), weights (kernel length, channels, depth_multiplier)."""

    rank = 1
    axes = 2


class DepthwiseConv2D(DepthwiseConv):
    """Input (batch, rows, cols, channels), weights (kernel rows, kernel cols, channels, depth_multiplier)."""

    rank = 2
    axes = 3
