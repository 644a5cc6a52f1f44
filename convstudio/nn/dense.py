"""A layer in which every input has a weight for every output."""

import math
from typing import Any

import numpy as np

from convstudio.engine.activation import ACTIVATIONS, activate
from convstudio.engine.explain import Place
from convstudio.engine.explain_terms import TermsExplanation, explain_terms
from convstudio.engine.geometry import Box
from convstudio.engine.gradient import moved
from convstudio.engine.links import AxisLinks, Links, same
from convstudio.nn import arguments
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape, planar_shape


class Dense(Affine):
    """Input (batch, ..., channels), weights (channels, units): each place for itself."""

    words = "units activation use_bias kernel_initializer bias_initializer"

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        **words: Any,
    ) -> None:
        """Take Keras' words.

        Args:
            units: how many channels come out.
            activation: one of the names in `ACTIVATIONS`.
            use_bias: whether each unit has a bias.
            kernel_initializer: what the weights start with.
            bias_initializer: what the bias starts with.
            words: `name`, `dtype`, `input_shape`, `seed`.

        Raises:
            ValueError: one of them is out of its range.
        """
        self.units = arguments.whole_number(units, "units")
        self.activation = arguments.layer_activation(activation)
        self.use_bias = arguments.truth(use_bias, "use_bias")
        self.kernel_initializer = arguments.initializer(kernel_initializer, "kernel_initializer")
        self.bias_initializer = arguments.initializer(bias_initializer, "bias_initializer")
        super().__init__(**words)

    @property
    def kernel(self) -> Array:
        """The weights, (channels, units)."""
        return self._weights["kernel"]

    @property
    def bias(self) -> Array | None:
        """The biases (units,), None without."""
        return self._weights.get("bias")

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """The input's, with `units` channels."""
        if not input_shape:
            raise ValueError(f"Layer {self.name} takes inputs (batch, ..., channels). Received: (batch,)")
        return (*input_shape[:-1], self.units)

    def forward(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Products, sums, bias and activation at every place."""
        return activate(self.activation, self.before(x, input_shape, box))

    def before(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """Products, sums and bias at every place."""
        places = x if box is None else x[(slice(None), *box.slices)]
        sums = places @ self.kernel
        return sums if self.bias is None else sums + self.bias

    def push_sums(self, tangent: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """Products and sums at every place."""
        sums: Array = moved(tangent, box, into) @ self.kernel.astype(tangent.dtype, copy=False)
        return sums

    def return_sums(self, gradient: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """Products with the weights of each input."""
        errors = moved(gradient, box, into)
        shares: Array = errors.reshape(-1, self.units) @ self.kernel.T.astype(errors.dtype, copy=False)
        return shares.reshape(*errors.shape[:3], -1)

    def learn_sums(self, x: Array, input_shape: Shape) -> tuple[Array, Any]:
        """One product for all places of all samples."""
        sums: Array = x.reshape(-1, x.shape[3]) @ self.kernel
        return sums.reshape(*x.shape[:3], self.units), None

    def weight_gradients(
        self, x: Array, gradient: Array, input_shape: Shape, memory: Any = None
    ) -> dict[str, Array]:
        """Input times error, added up over all places of all samples."""
        return {"kernel": x.reshape(-1, x.shape[3]).T @ gradient.reshape(-1, self.units)}

    def links(self, input_shape: Shape) -> Links:
        """The same place, in all channels."""
        rows, cols, channels = planar_shape(input_shape)
        return AxisLinks(same(rows), same(cols), None, channels)

    def forward_filter(self, x: Array, input_shape: Shape, filter: int, box: Box | None = None) -> Array:
        """One unit alone."""
        if not self.filters_are_apart:
            return super().forward_filter(x, input_shape, filter, box)
        one = slice(filter, filter + 1)
        places = x if box is None else x[(slice(None), *box.slices)]
        sums = places @ self.kernel[:, one]
        return activate(self.activation, sums if self.bias is None else sums + self.bias[one])

    def reached(self, input_shape: Shape, box: Box) -> tuple[Box, ...]:
        """The same places."""
        return (box,)

    def explain_cell(self, x: Array, input_shape: Shape, place: Place) -> TermsExplanation:
        """One row of products."""
        _, row, col, filter = place
        channels = np.arange(x.shape[2])
        cells = np.column_stack([np.full_like(channels, row), np.full_like(channels, col), channels])
        bias = 0.0 if self.bias is None else float(self.bias[filter])
        values, weights = x[row, col], self.kernel[:, filter]
        if self.filters_are_apart:
            return explain_terms(place, cells, values, weights, bias, self.activation)
        everything = self.forward(x[None], input_shape, place.box)[0, 0, 0]
        linear = explain_terms(place, cells, values, weights, bias)
        return linear.activated(self.activation, everything[filter])

    def multiply_adds(self, input_shape: Shape) -> int:
        """One for every weight, at every place."""
        return math.prod(input_shape) * self.units

    def filter_of(self, index: tuple[int, ...]) -> int:
        """The last of the numbers."""
        return index[-1]

    def filter_slice(self, filter: int) -> tuple[Any, ...]:
        """One column."""
        return (..., filter)

    @property
    def filters_are_apart(self) -> bool:
        """Unless the activation looks at all channels."""
        return ACTIVATIONS[self.activation].elementwise

    @property
    def output_range(self) -> tuple[float, float]:
        """That of the activation."""
        activation = ACTIVATIONS[self.activation]
        return activation.low, activation.high

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        plan: dict[str, tuple[Shape, str]] = {
            "kernel": ((input_shape[-1], self.units), self.kernel_initializer)
        }
        if self.use_bias:
            plan["bias"] = ((self.units,), self.bias_initializer)
        return plan
