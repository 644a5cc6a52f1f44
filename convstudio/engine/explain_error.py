"""The gradient by one input cell written out: every output that the cell reaches, error x weight, summed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.exact import exact_products, exact_sum
from convstudio.engine.explain import check_cell
from convstudio.engine.geometry import Box, Geometry, Pair
from convstudio.engine.gradient_pool import winners

Array = NDArray[Any]
Places = list[tuple[Pair, Pair]]


@dataclass(frozen=True)
class ErrorTerms:
    """The outputs that a cell reaches; each sends its error back by the weight that brought the cell there.

    `places` (count, 3) are (row, col, channel) of each, `errors`, `weights` and `products` (count,) their
    numbers. `taps` (count, 2) says where in the kernel the weights stand, as it meets the patch, if there is
    one. `total` is the sum of the products: the gradient by the cell.
    """

    places: NDArray[np.intp]
    errors: Array
    weights: Array
    products: NDArray[np.float64]
    total: float
    taps: NDArray[np.intp] | None = None

    def of_channel(self, channel: int) -> "ErrorTerms":
        """The part of one output channel."""
        kept = self.places[:, 2] == channel
        taps = None if self.taps is None else self.taps[kept]
        return error_terms(self.places[kept], self.errors[kept], self.weights[kept], taps)


def error_terms(
    places: NDArray[np.intp], errors: Array, weights: Array, taps: NDArray[np.intp] | None = None
) -> ErrorTerms:
    """Multiply and add; the arguments are those of `ErrorTerms`."""
    products = exact_products(errors, weights)
    return ErrorTerms(places, errors, weights, products, exact_sum(products), taps)


def terms_of_jacobian(errors: Array, slopes: Array, box: Box) -> ErrorTerms:
    """The terms of a cell by what it does to the outputs.

    Args:
        errors: (rows, cols, channels) of all outputs.
        slopes: (rows, cols, channels) of the outputs in `box`: how fast each follows the cell.
        box: outside of it the cell does nothing.
    """
    places = np.argwhere(slopes)
    rows, cols, channels = places.T
    return error_terms(
        places + np.array([box.top, box.left, 0]),
        errors[rows + box.top, cols + box.left, channels],
        slopes[rows, cols, channels],
    )


def terms_of_window(
    errors: Array, kernel: Array, geometry: Geometry, cell: tuple[int, int, int], filters: Iterable[int]
) -> ErrorTerms:
    """The terms of a cell under a sliding window: the full correlation with the kernel turned around.

    Args:
        errors: (output rows, output cols, filters).
        kernel: (kernel rows, kernel cols, channels / groups, filters), as it meets the patch.
        geometry: how the window slides.
        cell: (row, col, channel in the group) of the input.
        filters: those of the cell's group.

    Raises:
        ValueError: there is no such cell.
    """
    row, col, channel = cell
    check_cell((geometry.rows.length, geometry.cols.length, kernel.shape[2]), row, col, channel)
    return terms_of_users(errors, kernel[:, :, channel], geometry.users(row, col), filters)


def terms_of_users(errors: Array, weights: Array, users: Places, filters: Iterable[int]) -> ErrorTerms:
    """The terms of a cell that reaches some places, each by a tap of the kernel.

    Args:
        errors: (output rows, output cols, filters).
        weights: (kernel rows, kernel cols, filters).
        users: every (place, tap).
        filters: the maps that see the cell; their terms come filter by filter.
    """
    pairs = np.array(users, np.intp).reshape(-1, 2, 2)
    numbers = np.array(list(filters), np.intp)
    places, taps = (np.tile(pairs[:, kind], (len(numbers), 1)) for kind in (0, 1))
    maps = np.repeat(numbers, len(pairs))
    return error_terms(
        np.column_stack([places, maps]),
        errors[places[:, 0], places[:, 1], maps],
        weights[taps[:, 0], taps[:, 1], maps],
        taps,
    )


@dataclass(frozen=True)
class PoolShare:
    """One window over an input cell: whether the cell is its largest, and what comes back to it.

    `winner` is (row, col) of the largest cell, the first of several; None for a mean, which gives each of
    `count` cells the same share. `is_tied`: another cell is as large.
    """

    row: int
    col: int
    error: float
    winner: Pair | None
    count: int
    share: float
    is_tied: bool


def explain_pool_shares(
    x: Array, errors: Array, geometry: Geometry, cell: tuple[int, int, int], is_max: bool
) -> tuple[PoolShare, ...]:
    """Every window that sees a cell (row, col, channel) of an input (rows, cols, channels), and its share."""
    row, col, channel = cell
    plane = x[None, :, :, channel : channel + 1]
    shares = []
    for place, _ in geometry.users(row, col):
        box = Box(place[0], place[0] + 1, place[1], place[1] + 1)
        down, right = geometry.rows.sources(place[0]), geometry.cols.sources(place[1])
        seen = plane[0][np.ix_(down[down >= 0], right[right >= 0])][..., 0]
        won = tuple(int(part[0, 0, 0, 0]) for part in winners(plane, geometry, box)) if is_max else None
        share = float(won == (row, col)) if is_max else 1 / seen.size
        shares.append(
            PoolShare(
                *place,
                float(errors[(*place, channel)]),
                None if won is None else (won[0], won[1]),
                seen.size,
                share,
                bool(is_max and (seen == seen.max()).sum() > 1),
            )
        )
    return tuple(shares)
