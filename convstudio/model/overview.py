"""All maps of a layer at a glance: what a gallery needs of maps too large to be looked through at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box

Floats = NDArray[np.floating]
MOST_CELLS = 128  # along a side of a small map


class Glance(NamedTuple):
    """What is seen of some maps.

    Attributes:
        small: every few cells of each, (rows, cols, maps).
        low, high: the ends of the finite values of each, (maps,).
        mean, largest: of all values of each, (maps,); NaN where one of them is.
    """

    small: Floats
    low: Floats
    high: Floats
    mean: Floats
    largest: Floats


class Overview:
    """What is known of the maps of a layer.

    Attributes:
        planes: (rows, cols) of each map.
        steps: of so many rows and columns one is in the small maps.
        small, low, high, mean, largest: as in `Glance`, of all maps.
        rows_there: of so many rows the small maps are right, while a layer is on its way from the top down.
        known: which maps this is known of, `(maps,)`.
        exact: of which of them the numbers are those of every cell, `(maps,)`; after an edit of some cells
            the old ones still count, until the maps are looked through again. `small` is always right.
    """

    def __init__(self, shape: tuple[int, int, int], dtype: str = "float32") -> None:
        """Know nothing yet of maps `(rows, cols, maps)`."""
        rows, cols, maps = shape
        self.planes = rows, cols
        self.steps = max(1, -(-rows // MOST_CELLS)), max(1, -(-cols // MOST_CELLS))
        size = -(-rows // self.steps[0]), -(-cols // self.steps[1])
        self.small = np.zeros((maps, *size), dtype).transpose(1, 2, 0)  # each map is one run of memory
        self.low, self.high, self.mean, self.largest = (np.zeros(maps) for _ in range(4))
        self.known, self.exact = np.zeros(maps, bool), np.zeros(maps, bool)
        self.rows_there = 0

    @property
    def missing(self) -> frozenset[int]:
        """The numbers of the maps of which nothing is known."""
        return frozenset(np.flatnonzero(~self.known).tolist())

    @property
    def is_exact(self) -> bool:
        """Whether all numbers are those of every cell of every map."""
        return bool(self.exact.all())

    def forget(self) -> None:
        """All maps are others now."""
        self.known[:] = self.exact[:] = False
        self.rows_there = 0

    def look(self, maps: Floats) -> Glance:
        """Look through whole maps `(rows, cols, some)`; changes nothing, so that any thread may do it."""
        looking = Looking(self, maps.shape[2])
        looking.look(0, maps)
        return looking.glance

    def take(self, numbers: range, glance: Glance) -> None:
        """Keep what was seen of the maps of these numbers."""
        some = slice(numbers.start, numbers.stop)
        self.small[:, :, some], self.low[some], self.high[some], self.mean[some], self.largest[some] = glance
        self.known[some] = self.exact[some] = True
        if self.known.all():
            self.rows_there = len(self.small)

    def take_rows(self, rows: Floats) -> None:
        """Keep the first rows of all small maps, `(rows, cols, maps)`; of the rest nothing is known yet."""
        self.small[: len(rows)] = rows
        self.rows_there = max(self.rows_there, len(rows))

    def small_box(self, box: Box) -> Box:
        """The cells of the small maps that are in a block of cells of the maps."""
        rows, cols = self.steps
        return Box(-(-box.top // rows), -(-box.bottom // rows), -(-box.left // cols), -(-box.right // cols))

    def touch(self, box: Box, part: Floats, numbers: range) -> None:
        """Follow an edit of the cells of `box`, which have the values `part` (rows, cols, numbers) now."""
        if box.is_empty:
            return
        some = slice(numbers.start, numbers.stop)
        self.exact[some] = False
        finite = np.where(np.isfinite(part), part, np.nan)
        self.low[some] = np.fmin(self.low[some], np.fmin.reduce(finite, axis=(0, 1)))
        self.high[some] = np.fmax(self.high[some], np.fmax.reduce(finite, axis=(0, 1)))
        rows, cols = self.steps
        inner = self.small_box(box)
        seen = part[inner.top * rows - box.top :: rows, inner.left * cols - box.left :: cols]
        self.small[(*inner.slices, some)] = seen


class Looking:
    """Looks through maps that come some rows at a time, from the top to the bottom."""

    def __init__(self, overview: Overview, maps: int) -> None:
        """Look through so many maps of the size that an overview is of."""
        self._steps, self._cells = overview.steps, overview.planes[0] * overview.planes[1]
        self._small = np.zeros((maps, *overview.small.shape[:2]), overview.small.dtype)
        self._seen = 0
        self._low, self._high = np.full(maps, np.inf), np.full(maps, -np.inf)
        self._sum, self._largest = np.zeros(maps), np.full(maps, -np.inf)

    @np.errstate(invalid="ignore", over="ignore")
    def look(self, first: int, rows: Floats) -> None:
        """See rows `(rows, cols, maps)` from number `first` on."""
        planes = np.ascontiguousarray(np.moveaxis(rows, 2, 0))  # a map in one run is seen ten times as fast
        step, across = self._steps
        top = -(-first // step)
        few = planes[:, top * step - first :: step, ::across]
        self._seen = top + few.shape[1]
        self._small[:, top : self._seen] = few
        flat = planes.reshape(len(planes), -1)
        if not flat.size:
            return
        low, high = flat.min(axis=1), flat.max(axis=1)
        self._largest = np.maximum(self._largest, high)
        self._sum += flat.sum(axis=1, dtype=np.float64)
        for number in np.flatnonzero(~(np.isfinite(low) & np.isfinite(high))):
            finite = flat[number][np.isfinite(flat[number])]
            low[number], high[number] = finite.min(initial=np.inf), finite.max(initial=-np.inf)
        self._low, self._high = np.minimum(self._low, low), np.maximum(self._high, high)

    @property
    def small(self) -> Floats:
        """The rows of the small maps, `(rows, cols, maps)`, that were seen."""
        return self._small[:, : self._seen].transpose(1, 2, 0)

    @property
    def glance(self) -> Glance:
        """What was seen, once all rows were."""
        is_none = self._low > self._high  # no value is finite
        low, high = (np.where(is_none, 0.0, ends) for ends in (self._low, self._high))
        mean = self._sum / max(1, self._cells)
        return Glance(self._small.transpose(1, 2, 0), low, high, mean, self._largest)


def value_range(values: Floats) -> tuple[float, float]:
    """Lowest and highest of the finite values; (0, 0) where there are none."""
    if values.size == 0:
        return 0.0, 0.0
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
