"""Many feature maps: in which order to show them, and several of them as one."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.floating]  # (rows, cols, maps)
ORDERS = ("index", "mean", "largest")
WAYS: Mapping[str, Callable[[Maps], Maps]] = MappingProxyType(
    {
        "sum": lambda maps: maps.sum(axis=2),
        "maximum": lambda maps: maps.max(axis=2),
        "difference": lambda maps: maps[:, :, 0] - maps[:, :, 1:].sum(axis=2),
    }
)


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
    return [int(number) for number in np.argsort(-size, kind="stable")]


def combined(maps: Maps, numbers: Sequence[int], way: str) -> Maps:
    """Several maps as one `(rows, cols)`, cell by cell.

    Args:
        maps: `(rows, cols, maps)`.
        numbers: which of them, from 0; the difference is the first of them less all others.
        way: one of WAYS.

    Raises:
        ValueError: fewer than two maps, or one that is not there.
    """
    if len(numbers) < 2 or min(numbers) < 0 or max(numbers) >= maps.shape[2]:
        raise ValueError(f"two or more of {maps.shape[2]} maps can be combined, not {list(numbers)}, from 0")
    with np.errstate(invalid="ignore", over="ignore"):
        return WAYS[way](maps[:, :, list(numbers)])
