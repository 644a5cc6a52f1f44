"""How a layer works while it learns: forward with a memory, then backward to input and weights."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.nn.planes import Planes
from convstudio.nn.shapes import Shape

Array = NDArray[Any]


class Learned(NamedTuple):
    """What comes out of a layer in training, and what it must remember until the gradient comes back."""

    outputs: Array
    memory: Any = None


class Returned(NamedTuple):
    """Gradients by the input (None where nobody asked for it) and by each array of trained weights."""

    by_input: Array | None
    by_weights: dict[str, Array]


class Learning(Planes):
    """A step of computation with weights that can be trained.

    In training a layer sees whole batches of planes (batch, rows, cols, channels). They may lie in memory in
    any order; those of convolutions have the batch last.
    """

    _weights: dict[str, Array]

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """What comes out in training, with a memory of it for `train_backward`.

        Args:
            x: planes (batch, rows, cols, channels) in the layer's dtype.
            input_shape: shape of one input without batch.
            random: where a layer that throws dice gets its numbers from.
        """
        return Learned(self.forward(x, input_shape))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """Gradients of something whose gradient by the outputs of `train_forward` is `gradient`.

        Args:
            x: what `train_forward` got.
            memory: what it remembered.
            gradient: planes of the whole output.
            input_shape: shape of one input without batch.
            wants_input: whether the gradient by the input is of any use.
        """
        return Returned(self.backward(x, gradient, input_shape) if wants_input else None, {})

    @property
    def trained_weights(self) -> dict[str, Array]:
        """The arrays themselves that training changes, by name; `train_backward` has a gradient for each."""
        return dict(self._weights)

    @property
    def weight_arrays(self) -> list[Array]:
        """All arrays of weights themselves, in Keras' order."""
        return list(self._weights.values())
