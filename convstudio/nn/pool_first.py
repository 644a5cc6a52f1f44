"""ReLU and the max pooling after it, the other way round."""

from typing import Any, NamedTuple

import numpy as np

from convstudio.engine.activation import activate
from convstudio.engine.box import Box
from convstudio.engine.gradient import moved
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Array
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pooling import Pool
from convstudio.nn.shapes import Shape, planar_shape


class _Kept(NamedTuple):
    """The block of input cells that counts, shapes of it and of its maps, and what both layers remember."""

    box: Box
    shape: Shape
    between: Shape
    kept: Any
    won: Any


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
        box, shape = self._seen(input_shape)
        between = self.layer.output_shape_for(shape)
        sums, kept = self.layer.learn_before(x[(slice(None), *box.slices)], shape)
        largest = self.pool.forward(sums, between)
        won = self.pool.claims(sums, largest, between, where=largest > 0)
        return Learned(activate("relu", largest), _Kept(box, shape, between, kept, won))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """To the largest where that is above 0, and on to weights and input."""
        box, shape, between, kept, won = memory
        by_sums = self.pool.return_to_claims(won, gradient, between)
        part = x[(slice(None), *box.slices)]
        by_input, by_weights = self.layer.learn_backward(part, kept, by_sums, shape, wants_input)
        if by_input is not None:
            by_input = moved(by_input, box, Box.whole(planar_shape(input_shape)))
        return Returned(by_input, by_weights)

    def _seen(self, input_shape: Shape) -> tuple[Box, Shape]:
        """The block of input cells that reaches a window of the pooling, and its shape without batch."""
        rows, cols, channels = planar_shape(input_shape)
        whole, geometry = Box.whole((rows, cols)), self.layer.geometry(input_shape)
        window = self.pool.window(self.layer.output_shape_for(input_shape))
        box = geometry.under(window.under(Box.whole(window.outputs))) if geometry else whole
        if box == whole or box.intersect(whole) != box:  # with padding every cell counts
            return whole, input_shape
        return box, self.layer.shape_of((*box.shape, channels))
