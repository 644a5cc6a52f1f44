"""Layers taken apart into operations that every library has in one form or another.

Arrays are without a batch, channels last. What a layer does beyond the common is an operation of its own: a
border is padded first, a kernel comes turned around. So whoever writes a program has only plain cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from convstudio.engine.geometry import Pair
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape

Pairs = tuple[Pair, ...]


@dataclass(frozen=True)
class Operand:
    """An array of weights as an operation takes it.

    Attributes:
        name: of the weights in the layer, as "kernel".
        given: their shape.
        shape: in which the operation takes them.
        turned: how many of the first axes are turned around.
    """

    name: str
    given: Shape
    shape: Shape
    turned: int = 0

    def of(self, weights: Mapping[str, Array]) -> Array:
        """The numbers, from the weights of the layer by name."""
        return weights[self.name][(slice(None, None, -1),) * self.turned].reshape(self.shape)


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        name: what is done; see `lowering`.
        shape: of what goes in, without batch.
        after: of what comes out.
        words: numbers and names; what they mean depends on the operation.
        operands: weights, by what the operation calls them.
    """

    name: str
    shape: Shape
    after: Shape
    words: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    operands: Mapping[str, Operand] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rank(self) -> int:
        """Axes without the channels."""
        return len(self.shape) - 1


def no_pads(pads: Pairs) -> bool:
    """Whether nothing is added at all."""
    return not np.any(pads)
