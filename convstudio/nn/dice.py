"""The random numbers of a training: for the order of samples, and for each layer that throws dice."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from convstudio.nn.layer import Layer


class DiceState(NamedTuple):
    """Where all random numbers stand: those of the order, and those of each layer by its number."""

    order: Mapping[str, Any]
    layers: Mapping[int, Mapping[str, Any]]


class Dice:
    """Random numbers that are the same again for the same seed, and that can go back.

    Attributes:
        order: those for the order of samples.
    """

    def __init__(self, seed: int | None) -> None:
        self.order = np.random.default_rng(seed)
        self._seed = seed
        self._layers: dict[int, np.random.Generator] = {}

    def of(self, number: int, layer: Layer) -> np.random.Generator:
        """Random numbers for the layer of a number, from its own seed or from that of the training."""
        if number not in self._layers:
            own = [self._seed, number] if self._seed is not None else None
            self._layers[number] = np.random.default_rng(own if layer.seed is None else layer.seed)
        return self._layers[number]

    @property
    def state(self) -> DiceState:
        """Where they stand; setting it goes back to there."""
        layers = {number: random.bit_generator.state for number, random in self._layers.items()}
        return DiceState(self.order.bit_generator.state, layers)

    @state.setter
    def state(self, state: DiceState) -> None:
        self.order = _standing_at(state.order)
        self._layers = {number: _standing_at(there) for number, there in state.layers.items()}


def _standing_at(state: Mapping[str, Any]) -> np.random.Generator:
    random = np.random.Generator(np.random.PCG64(0))
    random.bit_generator.state = state
    return random
