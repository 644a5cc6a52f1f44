"""Layers with weights in a window that slides: their settings, and where the window stands."""

from typing import Any, ClassVar

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.geometry import Box, Geometry, Padding, Pair
from convstudio.nn import arguments
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape, as_pair, planar_shape

Sizes = int | tuple[int, ...]


class Windowed(Affine):
    """What all convolutions share."""

    rank: ClassVar[int]
    may_be_causal: ClassVar[bool] = False
    words: ClassVar[str] = (
        "kernel_size strides padding data_format dilation_rate activation use_bias "
        "bias_initializer border flip"
    )

    def __init__(
        self,
        kernel_size: Sizes,
        *,
        strides: Sizes = 1,
        padding: str | Padding | Pair = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        activation: str | None = None,
        use_bias: bool = True,
        bias_initializer: str = "zeros",
        border: str = "zeros",
        flip: bool = False,
        **words: Any,
    ) -> None:
        """Check the words that all convolutions have; see `Conv` for what they mean.

        Raises:
            ValueError: one of them is out of its range, or two do not go together.
        """
        self.kernel_size = arguments.sizes(kernel_size, self.rank, "kernel_size")
        self.strides = arguments.sizes(strides, self.rank, "strides")
        self.padding = arguments.padding(padding, self.rank, self.may_be_causal)
        self.data_format = arguments.channels_last(data_format)
        self.dilation_rate = arguments.sizes(dilation_rate, self.rank, "dilation_rate")
        self.activation = arguments.layer_activation(activation)
        self.use_bias = arguments.truth(use_bias, "use_bias")
        self.bias_initializer = arguments.initializer(bias_initializer, "bias_initializer")
        self.border = arguments.border(border)
        self.flip = arguments.truth(flip, "flip")
        super().__init__(**words)

    @property
    def bias(self) -> Array | None:
        """The biases, one for each output channel; None without."""
        return self._weights.get("bias")

    def geometry(self, input_shape: Shape) -> Geometry:
        """How the window slides over such an input. Raises ValueError where it does not fit."""
        rows, cols, _ = planar_shape(input_shape)
        kernel, strides, dilation = map(as_pair, (self.kernel_size, self.strides, self.dilation_rate))
        return Geometry.build((rows, cols), kernel, strides, dilation, self.padding, self.border)

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """Blocks of the maps whose windows see the input in `box`."""
        return self.geometry(input_shape).reached(box)

    @property
    def output_range(self) -> tuple[float, float]:
        """That of the activation."""
        activation = ACTIVATIONS[self.activation]
        return activation.low, activation.high

    @property
    def filters_are_apart(self) -> bool:
        """Unless the activation looks at all channels."""
        return ACTIVATIONS[self.activation].elementwise

    def refuse_stride_with_dilation(self) -> None:
        """Raise ValueError if the window both steps and spreads, which Keras does not do in every layer."""
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "Stride and dilation cannot both be above 1. "
                f"Received: strides={self.strides}, dilation_rate={self.dilation_rate}"
            )

    def planes_to_keras(self, planes: tuple[int, int], channels: int) -> Shape:
        """(rows, cols, channels), or (length, channels) of a line."""
        return (*planes[-self.rank :], channels)

    def bias_plan(self, channels: int) -> dict[str, tuple[Shape, str]]:
        """The bias in the plan of weights, if there is one."""
        return {"bias": ((channels,), self.bias_initializer)} if self.use_bias else {}
