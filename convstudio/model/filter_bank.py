"""What can be done to the filters of a layer, as functions: weights in, new weights out.

A bank is the weights of all filters of a layer, `(rows, cols, channels, filters)`; 1-D has one row.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from convstudio.model.fitting import fitted_kernel
from convstudio.nn.initializers import initialize

Bank = NDArray[np.floating]
Change = Callable[[Bank], Bank]
MOST_FILTERS = 512
START_WEIGHTS = (
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "random_uniform",
    "random_normal",
)


class Scope(Enum):
    """How much of a bank a change is for."""

    SLICE = "slice"
    FILTER = "filter"
    BANK = "bank"


def _per_filter(bank: Bank) -> tuple[int, ...]:
    return tuple(range(bank.ndim - 1))


def sum_one(bank: Bank) -> Bank:
    """Divide each filter by its sum, so that an even input keeps its brightness.

    Raises:
        ValueError: the weights of a filter add up to 0, as those of an edge detector do.
    """
    sums = bank.sum(axis=_per_filter(bank), dtype=np.float64)
    return bank / _divisors(sums, float(np.abs(bank).max()), "add up to")


def zero_mean(bank: Bank) -> Bank:
    """Subtract from each filter its mean, so that an even input gives 0."""
    means: Bank = bank.mean(axis=_per_filter(bank), dtype=np.float64)
    return np.subtract(bank, means)


def unit_norm(bank: Bank) -> Bank:
    """Divide each filter by the root of the sum of its squares.

    Raises:
        ValueError: a filter has no weight but 0.
    """
    squares = np.square(bank, dtype=np.float64).sum(axis=_per_filter(bank))
    return bank / _divisors(np.sqrt(squares), 0.0, "have the length")


CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "rotate": lambda bank: np.rot90(bank),
        "flip_across": lambda bank: bank[:, ::-1],
        "flip_down": lambda bank: bank[::-1],
        "transpose": lambda bank: np.swapaxes(bank, 0, 1),
        "negate": lambda bank: -bank,
        "sum_one": sum_one,
        "zero_mean": zero_mean,
        "unit_norm": unit_norm,
    }
)


def changed(bank: Bank, change: Change, scope: Scope, filter: int, channel: int) -> Bank:
    """Change one slice, one filter or all of a bank.

    Args:
        bank: the weights; they stay as they are.
        change: one of CHANGES; it treats each filter by itself.
        scope: how much is changed.
        filter: which filter, from 0, where the scope is not the bank.
        channel: which slice of it, from 0, where the scope is a slice.

    Returns:
        float32 of the shape of `bank`; of the whole bank rows and cols may have changed places.

    Raises:
        ValueError: the change has no result, or a part of the bank would get another size than the rest.
    """
    if scope is Scope.BANK:
        return np.ascontiguousarray(change(bank), np.float32)
    channels = slice(channel, channel + 1) if scope is Scope.SLICE else slice(None)
    place = (..., channels, slice(filter, filter + 1))
    part, new = bank[place], np.array(bank, np.float32)
    turned = change(part)
    if turned.shape != part.shape:
        rows, cols = part.shape[:2]
        raise ValueError(
            f"a kernel of {rows} × {cols} becomes one of {cols} × {rows}; "
            "all filters of a layer have one size: change the whole bank"
        )
    new[place] = turned
    return new


def randomised(shape: Sequence[int], kind: str, seed: int) -> NDArray[np.float32]:
    """Draw the weights of a whole bank; the same seed gives the same weights.

    Args:
        shape: of the kernel as Keras has it, (..., channels, filters).
        kind: one of `nn.initializers.INITIALIZERS`.
        seed: a whole number from 0 on.
    """
    return initialize(kind, tuple(shape), np.random.default_rng(seed)).astype(np.float32)


def bank_of(kernels: Sequence[Bank], size: tuple[int, int], channels: int, groups: int = 1) -> Bank:
    """Make a bank of kernels without channels: each stands in every slice, and in every group.

    Args:
        kernels: (rows, cols) each, none larger than `size`; a smaller one stands in the middle.
        size: rows and cols of the bank.
        channels: slices of each filter.
        groups: parts of the channels; each gets all kernels.

    Returns:
        float32 `(rows, cols, channels, groups · kernels)`.

    Raises:
        ValueError: there is no kernel, one is too large, or these are more than MOST_FILTERS filters.
    """
    count = len(kernels) * groups
    if not 1 <= count <= MOST_FILTERS:
        raise ValueError(f"a layer has 1 to {MOST_FILTERS} filters, not {count}")
    largest = tuple(max(kernel.shape[axis] for kernel in kernels) for axis in (0, 1))
    if largest[0] > size[0] or largest[1] > size[1]:
        raise ValueError(f"a kernel of {largest[0]} × {largest[1]} does not fit into {size[0]} × {size[1]}")
    room = np.zeros((*size, channels, 1), np.float32)
    filters = [fitted_kernel(kernel[:, :, None, None].astype(np.float32), room) for kernel in kernels]
    return np.concatenate(filters * groups, axis=-1)


def _divisors(numbers: NDArray[np.float64], size: float, verb: str) -> NDArray[np.float64]:
    """The numbers, none of which is zero to float32's precision beside weights of a size."""
    zero = np.flatnonzero(np.abs(numbers) <= 1e-6 * size)
    if zero.size:
        which = f"of filter {zero[0] + 1} " if numbers.size > 1 else ""
        raise ValueError(f"the weights {which}{verb} 0: there is nothing to divide by")
    return numbers
