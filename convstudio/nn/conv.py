"""Convolution in one and two dimensions."""

from typing import Any

from convstudio.engine.geometry import Padding, Pair
from convstudio.nn import arguments
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape
from convstudio.nn.windowed import Sizes, Windowed


class Conv(Filtering):
    """Filters that slide over the input: what `Conv1D` and `Conv2D` share.

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
        words: `border`, what stands in the padding, one of `BORDERS`; `flip`, to turn the kernel around
            first, which is convolution as in mathematics; `name`, `dtype`, `input_shape`, `seed`.

    Raises:
        ValueError: one of them is out of its range, or two do not go together.
    """

    words = f"filters {Windowed.words} groups kernel_initializer"

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str | Padding | Pair = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        groups: int = 1,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        **words: Any,
    ) -> None:
        self.filters = arguments.whole_number(filters, "filters")
        self.groups = arguments.whole_number(groups, "groups")
        self.kernel_initializer = arguments.initializer(kernel_initializer, "kernel_initializer")
        if self.filters % self.groups:
            raise ValueError(
                f"`groups` must divide `filters`. Received: groups={self.groups}, filters={self.filters}"
            )
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
        self.refuse_stride_with_dilation()

    @property
    def kernel(self) -> Array:
        """The weights, (kernel size ..., channels / groups, filters)."""
        return self._weights["kernel"]

    def output_channels(self, channels: int) -> int:
        """The number of filters. Raises ValueError unless `groups` divides the channels."""
        if channels % self.groups:
            raise ValueError(
                "`groups` must divide the channels of the input. "
                f"Received: groups={self.groups}, {channels} channels"
            )
        return self.filters

    def channels_seen(self, channels: int) -> int:
        """Those of its group."""
        return channels // self.groups

    def grouped_kernel(self) -> Array:
        """The weights; those of a line as one row."""
        return self._whole_kernel(self.kernel)

    def grouped_index(self, index: tuple[int, ...]) -> tuple[int, int]:
        """The last two of the numbers."""
        return index[-2], index[-1]

    def filter_slice(self, filter: int) -> tuple[Any, ...]:
        """All weights of the window."""
        return (..., filter)

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        shape = (*self.kernel_size, input_shape[-1] // self.groups, self.filters)
        return {"kernel": (shape, self.kernel_initializer), **self.bias_plan(self.filters)}


class Conv1D(Conv):
    """Convolution of a line: input (batch, length, channels).

    The weights are (kernel length, channels / groups, filters).
    """

    rank = 1
    axes = 2
    may_be_causal = True


class Conv2D(Conv):
    """Convolution of a picture: input (batch, rows, cols, channels).

    The weights are (kernel rows, kernel cols, channels / groups, filters).
    """

    rank = 2
    axes = 3
