"""ReLU and the max pooling after it, the other way round."""

from typing import Any

import numpy as np

from convstudio.engine.activation import activate
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Array
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pooling import Pool
from convstudio.nn.shapes import Shape


class PoolFirst:
    """A layer with ReLU and the max pooling after it: the largest sums go through ReLU, and no others.

    ReLU keeps the order of values, so what it makes of the largest is the largest of what it makes. Where
    that is above 0, the same cells are the largest before ReLU and after it, and the same of them is the
    first; where it is 0, so is the slope of ReLU, and nothing is returned either way.
    """

    def __init__(self, layer: Affine, pool: Pool) -> None:
        self.layer, self.pool = layer, pool

    @staticmethod
    def fits(layer: Affine, pool: Pool) -> bool:
        """Whether the two can change places."""
        return layer.activation == "relu" and pool.is_max and pool.dtype == layer.dtype

    @property
    def dtype(self) -> str:
        """That of both."""
        return self.layer.dtype

    @property
    def trained_weights(self) -> dict[str, Array]:
        """Those of the layer."""
        return self.layer.trained_weights

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """That of the pooling."""
        return self.pool.output_shape_for(self.layer.output_shape_for(input_shape))

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """Sums, the largest of them, and ReLU."""
        between = self.layer.output_shape_for(input_shape)
        sums, kept = self.layer.learn_before(x, input_shape)
        largest = self.pool.forward(sums, between)
        won = self.pool.claims(sums, largest, between, where=largest > 0)
        return Learned(activate("relu", largest), (kept, won))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """To the largest where that is above 0, and on to weights and input."""
        kept, won = memory
        between = self.layer.output_shape_for(input_shape)
        by_sums = self.pool.return_to_claims(won, gradient, between)
        return self.layer.learn_backward(x, kept, by_sums, input_shape, wants_input)
