"""Samples to learn from: inputs, each with the number of its class, or with the map that is wanted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.frozen import read_only


@dataclass(frozen=True, eq=False)
class Samples:
    """Inputs and what they are.

    Attributes:
        x: read-only float32, (samples, rows, cols, channels) or (samples, length, channels).
        y: the class of each, from 0, (samples,).
        classes: what the classes are called.
        look: "drawn" or "photo", as in `Project.look`.
        rule: how the values came from pictures, as in `Project.value_rule`.

    Raises:
        ValueError: there are not as many classes as inputs, or a number is no class.
    """

    x: NDArray[np.float32]
    y: NDArray[np.intp]
    classes: tuple[str, ...]
    look: str = "drawn"
    rule: str = ""

    def __post_init__(self) -> None:
        if self.y.shape != self.x.shape[:1] or self.x.ndim not in (3, 4):
            raise ValueError(
                "Samples are (samples, rows, cols, channels) or (samples, length, channels), with a class "
                f"for each. Received: shapes {self.x.shape} and {self.y.shape}"
            )
        if ((self.y < 0) | (self.y >= len(self.classes))).any():
            raise ValueError(f"Classes are numbers from 0 to {len(self.classes) - 1}. Received: {self.y}")
        object.__setattr__(self, "x", read_only(self.x, np.float32))

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, eq=False)
class Targets:
    """Inputs and what a network is to make of them.

    Attributes:
        x: read-only float32, (samples, rows, cols, channels) or (samples, length, channels).
        y: read-only float32, what is to come out, (samples, ...).
        kernel: the weights that made it, in Keras' shape; None where somebody drew it.
        look: as in `Samples`.
        rule: likewise.

    Raises:
        ValueError: there are not as many maps as inputs.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    kernel: NDArray[np.float32] | None = None
    look: str = "drawn"
    rule: str = ""

    def __post_init__(self) -> None:
        if self.x.ndim not in (3, 4) or self.y.ndim < 2 or len(self.x) != len(self.y) or not len(self.x):
            raise ValueError(
                "Targets are (samples, rows, cols, channels) or (samples, length, channels), with what is "
                f"wanted for each. Received: shapes {self.x.shape} and {self.y.shape}"
            )
        for name in ("x", "y"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float32))

    def __len__(self) -> int:
        return len(self.x)

    def distance(self, kernel: NDArray[Any]) -> float:
        """Largest difference between a weight and the one that made the maps.

        Raises:
            ValueError: nobody knows the weights, or there are more or fewer of them.
        """
        if self.kernel is None:
            raise ValueError("These maps were drawn: there are no weights to compare with.")
        if kernel.shape != self.kernel.shape:
            raise ValueError(f"The weights must be of shape {self.kernel.shape}. Received: {kernel.shape}")
        return float(np.abs(kernel - self.kernel).max())
