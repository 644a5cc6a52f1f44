"""What a film is, whoever draws it, and what encodes it."""

from abc import ABC, abstractmethod
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Frame: TypeAlias = NDArray[np.uint8]
"""The colours of a picture, `(rows, cols, 3)`."""


class Film(Protocol):
    """Frames that are drawn when asked for, in any order; from one to the next is fastest."""

    @property
    def size(self) -> tuple[int, int]:
        """(rows, cols) of every frame."""

    def __len__(self) -> int:
        """How many frames there are."""

    def frame(self, number: int) -> Frame:
        """A frame, from 0; nobody else writes to it."""


class Encoder(ABC):
    """Takes frames one by one and gives the whole file at the end."""

    @abstractmethod
    def add(self, frame: Frame, seconds: float) -> None:
        """Take the next frame, which is seen so long.

        Raises:
            ValueError: it is no frame, or one of another size than those before it.
        """

    @abstractmethod
    def finish(self) -> bytes:
        """The file.

        Raises:
            OSError: another program that helps has failed.
            ValueError: there was no frame.
        """

    def close(self) -> None:  # noqa: B027 - most have nothing to give back
        """Give back whatever it holds; the film may be unfinished."""


class Clock:
    """Lengths in whole ticks that never drift away from the time: what is cut off one comes to the next."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._seconds, self._ticks = 0.0, 0

    def ticks(self, seconds: float) -> int:
        """Length of the next frame, at least one tick."""
        self._seconds += seconds
        ticks = max(1, round(self._seconds * self._per_second) - self._ticks)
        self._ticks += ticks
        return ticks
