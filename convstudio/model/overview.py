"""All maps of a layer at a glance: what a gallery needs of maps too large to be looked through at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box

Floats = NDArray[np.floating]
MOST_CELLS = 128  # along a side of a small map


class Glance(NamedTuple):
    """Every few cells of some maps (rows, cols, maps), and the ends of the finite values of each."""

    small: Floats
    low: Floats
    high: Floats


class Overview:
    """What is known of the maps of a layer.

    Attributes:
        planes: (rows, cols) of each map.
        steps: of so many rows and columns one is in the small maps.
        small: every few cells of each map, `(rows, cols, maps)`.
        low, high: the ends of the finite values of each whole map, `(maps,)`. After an edit of some cells
            the old values still count, until the maps are looked through again.
        known: which maps this is known of, `(maps,)`.
    """

    def __init__(self, shape: tuple[int, int, int], dtype: str = "float32") -> None:
        """Know nothing yet of maps `(rows, cols, maps)`."""
        rows, cols, maps = shape
        self.planes = rows, cols
        self.steps = max(1, -(-rows // MOST_CELLS)), max(1, -(-cols // MOST_CELLS))
        size = -(-rows // self.steps[0]), -(-cols // self.steps[1])
        self.small = np.zeros((maps, *size), dtype).transpose(1, 2, 0)  # each map is one run of memory
        self.low, self.high = np.zeros(maps), np.zeros(maps)
        self.known = np.zeros(maps, bool)

    @property
    def missing(self) -> frozenset[int]:
        """The numbers of the maps of which nothing is known."""
        return frozenset(np.flatnonzero(~self.known).tolist())

    def forget(self) -> None:
        """All maps are others now."""
        self.known[:] = False

    def look(self, maps: Floats) -> Glance:
        """Look through whole maps `(rows, cols, some)`; changes nothing, so that any thread may do it."""
        low, high = zip(*(value_range(maps[:, :, number]) for number in range(maps.shape[2])), strict=True)
        return Glance(maps[:: self.steps[0], :: self.steps[1]].copy(), np.array(low), np.array(high))

    def take(self, numbers: range, glance: Glance) -> None:
        """Keep what was seen of the maps of these numbers."""
        some = slice(numbers.start, numbers.stop)
        self.small[:, :, some], self.low[some], self.high[some] = glance
        self.known[some] = True

    def touch(self, box: Box, part: Floats, numbers: range) -> None:
        """Follow an edit of the cells of `box`, which have the values `part` (rows, cols, numbers) now."""
        if box.is_empty:
            return
        some = slice(numbers.start, numbers.stop)
        finite = np.where(np.isfinite(part), part, np.nan)
        self.low[some] = np.fmin(self.low[some], np.fmin.reduce(finite, axis=(0, 1)))
        self.high[some] = np.fmax(self.high[some], np.fmax.reduce(finite, axis=(0, 1)))
        top, left = (-(-start // step) for start, step in zip((box.top, box.left), self.steps, strict=True))
        rows, cols = self.steps
        seen = part[top * rows - box.top :: rows, left * cols - box.left :: cols]
        self.small[top : top + seen.shape[0], left : left + seen.shape[1], some] = seen


def value_range(values: Floats) -> tuple[float, float]:
    """Lowest and highest of the finite values; (0, 0) where there are none."""
    if values.size == 0:
        return 0.0, 0.0
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
