"""Sums of the first terms of a long list, as far as one likes, rounded as little as possible."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Terms = Callable[[range], Array]
MOST, FEWEST = 1024, 16  # terms from one remembered sum to the next
AT_ONCE = 1 << 15  # numbers of so many terms, about


class RunningSums:
    """Sums of the first 0, 1, 2 … of `count` terms, which are arrays of one shape.

    Each is carried as two numbers, so that it is the exact sum rounded once (but where that lies halfway
    between two numbers to 32 digits). What the terms are is asked when they are needed.
    """

    def __init__(self, terms: Terms, count: int, shape: tuple[int, ...]) -> None:
        """Add up `terms(range)`, (terms of the range, *shape) in float64."""
        self._terms, self._count = terms, count
        self.block = min(max(AT_ONCE // max(1, math.prod(shape)), FEWEST), MOST)
        nothing = np.zeros(shape)
        self._known = [(nothing, nothing)]  # sums of the first 0, 1, 2 … blocks of terms

    def __len__(self) -> int:
        return self._count

    def upto(self, count: int) -> Array:
        """The sum of the first `count` terms, in the shape of one.

        Raises:
            ValueError: there are not so many.
        """
        if not 0 <= count <= self._count:
            raise ValueError(f"There are {self._count} terms. Received: the sum of the first {count}")
        blocks = count // self.block
        while len(self._known) <= blocks:
            self._add_block()
        high, low = self._after(self._known[blocks], range(blocks * self.block, count))
        with np.errstate(all="ignore"):
            total: Array = np.where(np.isfinite(low), high + low, high)
        return total

    def prepare(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Add up all blocks, so that every sum is there at once; or stop in between."""
        while len(self._known) <= self._count // self.block and not cancelled():
            self._add_block()

    def _add_block(self) -> None:
        done = (len(self._known) - 1) * self.block
        self._known.append(self._after(self._known[-1], range(done, done + self.block)))

    def _after(self, before: tuple[Array, Array], terms: range) -> tuple[Array, Array]:
        if not terms:
            return before
        high, low = before
        return add_up(np.concatenate([high[None], self._terms(terms)]), low)


@np.errstate(all="ignore")
def add_up(terms: Array, low: Array) -> tuple[Array, Array]:
    """The sum of arrays (terms, ...) and of `low`, as a number and the rest that it misses.

    Source: Knuth's sum of two numbers with its exact error, in pairs of pairs; Ogita, Rump and Oishi (2005).
    """
    rest = low
    while len(terms) > 1:
        if len(terms) % 2:
            terms = np.concatenate([terms, np.zeros_like(terms[:1])])
        one, other = terms[::2], terms[1::2]
        terms = one + other
        of_other = terms - one
        rest = rest + ((one - (terms - of_other)) + (other - of_other)).sum(axis=0)
    high = terms[0] + np.where(np.isfinite(rest), rest, 0)
    return high, rest - (high - terms[0])
