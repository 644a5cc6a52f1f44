"""Dropout, which does nothing outside of training."""

from typing import Any

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.nn import arguments
from convstudio.nn.layer import Array
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pointwise import Pointwise
from convstudio.nn.shapes import Shape


class Dropout(Pointwise):
    """Nothing at all, outside of training."""

    words = "rate"
    channelwise = True
    slopes_follow_input = False

    def __init__(self, rate: float, **words: Any) -> None:
        """Take which part of the values training leaves out, 0 … 1. Raises ValueError outside of it."""
        self.rate = arguments.number(rate, "rate", least=0)
        if self.rate > 1:
            raise ValueError(f"`rate` must be between 0 and 1. Received: rate={rate}")
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """The values themselves."""
        return part

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """1."""
        return np.ones_like(part)

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """Some values left out; the others grow by 1 / (1 − rate), so that the mean stays."""
        if self.rate == 0:
            return Learned(x, x.dtype.type(1))
        kept = random.random(x.shape) >= self.rate
        factor = kept / x.dtype.type(1 - self.rate) if self.rate < 1 else np.zeros_like(x)
        return Learned(x * factor, factor)

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """The errors of the values that were kept, grown likewise."""
        return Returned(gradient * memory, {})

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """The value."""
        return z
