"""What layers share that are sums of products, a bias and an activation."""

from abc import abstractmethod
from typing import Any

import numpy as np

from convstudio.engine.activation import ACTIVATIONS, activate
from convstudio.engine.geometry import Box
from convstudio.engine.gradient_weights import bias_gradient
from convstudio.nn.layer import Array, Layer
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.shapes import Shape, planar_shape


class Affine(Layer):
    """A layer that is linear up to its bias and its activation."""

    activation: str

    @abstractmethod
    def before(self, x: Array, input_shape: Shape, box: Box | None = None) -> Array:
        """The planes of `forward` before the activation."""

    @abstractmethod
    def push_sums(self, tangent: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """The sums of products that the values of `box` of the input make in `into` of the output."""

    @abstractmethod
    def return_sums(self, gradient: Array, input_shape: Shape, box: Box, into: Box) -> Array:
        """The transpose of `push_sums`: from `box` of the output to `into` of the input."""

    def push(
        self, x: Array, tangent: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """Sums of products, times the slope of the activation."""
        box, into = box or whole_input(input_shape), into or self.whole_output(input_shape)
        sums = self.push_sums(tangent, input_shape, box, into)
        if self.activation == "linear":
            return sums
        return ACTIVATIONS[self.activation].push(self.before(x, input_shape, into), sums)

    def backward(
        self, x: Array, gradient: Array, input_shape: Shape, box: Box | None = None, into: Box | None = None
    ) -> Array:
        """Slope of the activation, times what each input has to do with each output."""
        box, into = box or self.whole_output(input_shape), into or whole_input(input_shape)
        gradient = self.backward_activation(x, gradient, input_shape, box)
        return self.return_sums(gradient, input_shape, box, into)

    def backward_activation(self, x: Array, gradient: Array, input_shape: Shape, box: Box) -> Array:
        """Gradient by what stands before the activation, in `box` of the output."""
        if self.activation == "linear":
            return gradient
        return ACTIVATIONS[self.activation].backward(self.before(x, input_shape, box), gradient)

    @abstractmethod
    def learn_sums(self, x: Array, input_shape: Shape) -> tuple[Array, Any]:
        """Sums of products without bias for a whole batch, and what `weight_gradients` is to have of them."""

    @abstractmethod
    def weight_gradients(
        self, x: Array, gradient: Array, input_shape: Shape, memory: Any = None
    ) -> dict[str, Array]:
        """Gradient by each array of weights but the bias.

        Args:
            x: the input planes (batch, rows, cols, channels).
            gradient: that by what stands before the activation, planes of the whole output.
            input_shape: shape of the input without batch.
            memory: what `learn_sums` gave beside the sums; None: it is worked out again.
        """

    def learn_return(self, gradient: Array, input_shape: Shape, memory: Any) -> Array:
        """Gradient by the input for a whole batch, from that by what stands before the activation."""
        return self.return_sums(
            gradient, input_shape, self.whole_output(input_shape), whole_input(input_shape)
        )

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """Sums of products, bias and activation; what stands before the activation is remembered."""
        before, memory = self.learn_before(x, input_shape)
        return Learned(activate(self.activation, before), (before, memory))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """Slope of the activation, then the gradients by weights, bias and input."""
        before, kept = memory
        if self.activation != "linear":
            gradient = ACTIVATIONS[self.activation].backward(before, gradient)
        return self.learn_backward(x, kept, gradient, input_shape, wants_input)

    def learn_before(self, x: Array, input_shape: Shape) -> tuple[Array, Any]:
        """What stands before the activation for a whole batch, and what `learn_backward` is to have of it."""
        sums, memory = self.learn_sums(x, input_shape)
        if "bias" in self._weights:
            sums += self._weights["bias"]
        return sums, memory

    def learn_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """Gradients by weights, bias and input, where `gradient` is that by what `learn_before` gave."""
        weights = self.weight_gradients(x, gradient, input_shape, memory)
        if "bias" in self._weights:
            weights["bias"] = bias_gradient(gradient)
        returned = self.learn_return(gradient, input_shape, memory) if wants_input else None
        return Returned(returned, weights)

    def bias_of(self, channel: int) -> float:
        """The bias of an output channel; 0 without."""
        return float(self._weights["bias"][channel]) if "bias" in self._weights else 0.0

    def whole_output(self, input_shape: Shape) -> Box:
        """All places that come out."""
        return Box.whole(planar_shape(self.output_shape_for(input_shape)))

    @property
    def slopes_follow_input(self) -> bool:
        """As the activation has it."""
        return bool(self.activation != "linear")

    @property
    def is_piecewise_linear(self) -> bool:
        """As the activation is."""
        return ACTIVATIONS[self.activation].piecewise_linear


def whole_input(input_shape: Shape) -> Box:
    """All places that go in."""
    return Box.whole(planar_shape(input_shape))
