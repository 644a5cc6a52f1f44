"""What a step of training goes through: the layers, some of them two at a time because that is quicker."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from convstudio.engine.activation import activate
from convstudio.engine.box import Box
from convstudio.engine.gradient import moved
from convstudio.engine.gradient_pool import claims, return_to_claims
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Array, Layer
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pooling import Pool
from convstudio.nn.shapes import Shape, planar_shape


class Stage(Protocol):
    """What a step of training needs of a layer; see `Learning`."""

    @property
    def dtype(self) -> str:
        """To which its inputs are cast."""

    @property
    def trained_weights(self) -> dict[str, Array]:
        """The arrays themselves that training changes, by name."""

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """Shape without batch of what comes out."""

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """What comes out in training, with a memory of it."""

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """Gradients by the input and the weights."""


class Numbered(NamedTuple):
    """A stage, and the layer with which it begins, with its number."""

    number: int
    first: Layer
    stage: Stage


def one_by_one(layers: Sequence[Layer]) -> list[Numbered]:
    """Every layer is a stage."""
    return [Numbered(number, layer, layer) for number, layer in enumerate(layers)]


def quickest(layers: Sequence[Layer]) -> list[Numbered]:
    """The same in fewer stages, with the same gradients by all weights."""
    stages: list[Numbered] = []
    for number, layer in enumerate(layers):
        before = stages[-1].stage if stages else None
        if isinstance(before, Affine) and isinstance(layer, Pool) and PoolBeforeReLU.fits(before, layer):
            stages[-1] = stages[-1]._replace(stage=PoolBeforeReLU(before, layer))
        else:
            stages.append(Numbered(number, layer, layer))
    return stages


class PoolBeforeReLU:
    """A layer with ReLU and the max pooling after it, the other way round: fewer values go through ReLU.

    ReLU keeps the order of values, so what it makes of the largest is the largest of what it makes. Where
    that is above 0, the same cells are the largest before ReLU and after it, and the same of them is the
    first; where it is 0, so is the slope of ReLU, and nothing is returned either way.
    """

    def __init__(self, layer: Affine, pool: Pool) -> None:
        self._layer, self._pool = layer, pool

    @staticmethod
    def fits(layer: Affine, pool: Pool) -> bool:
        """Whether the two can change places."""
        return layer.activation == "relu" and pool.is_max and pool.dtype == layer.dtype

    @property
    def dtype(self) -> str:
        """That of both."""
        return self._layer.dtype

    @property
    def trained_weights(self) -> dict[str, Array]:
        """Those of the layer."""
        return self._layer.trained_weights

    def output_shape_for(self, input_shape: Shape) -> Shape:
        """That of the pooling."""
        return self._pool.output_shape_for(self._layer.output_shape_for(input_shape))

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """Sums, the largest of them, and ReLU."""
        box, shape = self._seen(input_shape)
        sums, kept = self._layer.learn_before(x[(slice(None), *box.slices)], shape)
        between = self._layer.output_shape_for(shape)
        largest = self._pool.forward(sums, between)
        won = claims(sums, largest, self._pool.window(between), where=largest > 0)
        return Learned(activate("relu", largest), (kept, won))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """To the largest where that is above 0, and on to weights and input."""
        kept, won = memory
        box, shape = self._seen(input_shape)
        window = self._pool.window(self._layer.output_shape_for(shape))
        by_sums = return_to_claims(won, gradient, window)
        part = x[(slice(None), *box.slices)]
        returned = self._layer.learn_backward(part, kept, by_sums, shape, wants_input)
        if returned.by_input is None:
            return returned
        return returned._replace(by_input=moved(returned.by_input, box, Box.whole(planar_shape(input_shape))))

    def _seen(self, input_shape: Shape) -> tuple[Box, Shape]:
        """The block of input cells that reaches a window of the pooling, and its shape without batch."""
        rows, cols, channels = planar_shape(input_shape)
        whole, geometry = Box.whole((rows, cols)), self._layer.geometry(input_shape)
        window = self._pool.window(self._layer.output_shape_for(input_shape))
        seen = window.under(Box.whole(window.outputs))
        box = geometry.under(seen) if geometry else whole
        if box.top or box.left or box.bottom > rows or box.right > cols or box == whole:
            return whole, input_shape  # with padding every cell counts
        return box, self._layer.shape_of((*box.shape, channels))
