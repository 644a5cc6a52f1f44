"""What a step of training goes through: the layers, some of them two at a time because that is quicker."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from convstudio.nn.affine import Affine
from convstudio.nn.filtering import Filtering
from convstudio.nn.joint_pool import JointPool
from convstudio.nn.layer import Array, Layer
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pool_first import PoolFirst
from convstudio.nn.pooling import Pool
from convstudio.nn.shapes import Shape


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
        if isinstance(before, Affine) and isinstance(layer, Pool) and PoolFirst.fits(before, layer):
            stages[-1] = stages[-1]._replace(stage=_pooled(before, layer))
        else:
            stages.append(Numbered(number, layer, layer))
    return stages


def _pooled(layer: Affine, pool: Pool) -> Stage:
    return JointPool(layer, pool) if isinstance(layer, Filtering) else PoolFirst(layer, pool)
