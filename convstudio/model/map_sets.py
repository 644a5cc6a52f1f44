"""Many feature maps: in which order to show them, and several of them as one."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.tiles import never
from convstudio.model.overview import Overview

Maps = NDArray[np.floating]  # (rows, cols, maps)
ORDERS = ("index", "mean", "largest")
WAYS = ("sum", "maximum", "difference")
TILE = 1 << 18  # cells of one map that are combined at once


def map_order(maps: Maps, by: str) -> list[int]:
    """The numbers of all maps, from 0, in the order in which to show them.

    Args:
        maps: `(rows, cols, maps)`.
        by: "index"; "mean" or "largest" for the map with the largest mean or value first. Equal ones keep
            their order, and those with values that are no numbers come last.
    """
    if by == "index" or not maps.size:
        return list(range(maps.shape[2]))
    with np.errstate(invalid="ignore", over="ignore"):
        size = maps.mean(axis=(0, 1), dtype=np.float64) if by == "mean" else maps.max(axis=(0, 1))
    return _largest_first(size)


def overview_order(overview: Overview, by: str) -> list[int]:
    """The same of maps of which an overview tells mean and largest value."""
    if by == "index":
        return list(range(len(overview.known)))
    return _largest_first(overview.mean if by == "mean" else overview.largest)


def combined(maps: Maps, numbers: Sequence[int], way: str, cancelled: Callable[[], bool] = never) -> Maps:
    """Several maps as one `(rows, cols)`, cell by cell; sums are rounded once, at the end.

    Args:
        maps: `(rows, cols, maps)`.
        numbers: which of them, from 0; the difference is the first of them less all others.
        way: one of WAYS.
        cancelled: asked between tiles; the rest stays undefined once it says yes.

    Raises:
        ValueError: fewer than two maps, or one that is not there.
    """
    check_picks(maps.shape[2], numbers)
    rows, cols, _ = maps.shape
    result = np.empty((rows, cols), maps.dtype)
    height = max(1, TILE // max(1, cols))
    for top in range(0, rows, height):
        if cancelled():
            break
        together = Together(way)
        for number in numbers:
            together.add(maps[top : top + height, :, number])
        result[top : top + height] = together.values
    return result


def check_picks(maps: int, numbers: Sequence[int]) -> None:
    """Raise ValueError unless two or more of so many maps are picked."""
    if len(numbers) < 2 or min(numbers) < 0 or max(numbers) >= maps:
        raise ValueError(f"two or more of {maps} maps can be combined, not {list(numbers)}, from 0")


class Together:
    """Maps of one size that come one after the other, as one."""

    def __init__(self, way: str) -> None:
        """Combine them in one of WAYS."""
        self._way = way
        self._values: Maps | None = None
        self._dtype = np.dtype(np.float32)

    @np.errstate(invalid="ignore", over="ignore")
    def add(self, values: Maps) -> None:
        """Take one more map `(rows, cols)`."""
        if self._values is None:
            self._dtype = values.dtype
            self._values = np.array(values) if self._way == "maximum" else values.astype(np.float64)
        elif self._way == "maximum":
            np.maximum(self._values, values, out=self._values)
        elif self._way == "sum":
            self._values += values
        else:
            self._values -= values

    @property
    def values(self) -> Maps:
        """All that were added, together, in the dtype of the first."""
        assert self._values is not None
        with np.errstate(over="ignore"):
            return self._values.astype(self._dtype, copy=False)


def _largest_first(size: NDArray[np.floating]) -> list[int]:
    return [int(number) for number in np.argsort(-size, kind="stable")]
