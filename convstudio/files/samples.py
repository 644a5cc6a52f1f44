"""Samples to learn from: inputs, each with the number of its class."""

from dataclasses import dataclass

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

    Raises:
        ValueError: there are not as many classes as inputs, or a number is no class.
    """

    x: NDArray[np.float32]
    y: NDArray[np.intp]
    classes: tuple[str, ...]

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
