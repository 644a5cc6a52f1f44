"""Numbers that are sums of one another, before and after they are written."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from convstudio.engine.rounding import DIGITS, FEWEST, Rounded, digits_at, rounded


@dataclass(frozen=True, eq=False)
class Sum:
    """A number, and the numbers that are shown to add up to it, if there are any.

    `allowed` are the only roundings that it may have; empty: any. `fixed`: it is written already.
    """

    value: float
    parts: tuple["Sum", ...] = ()
    allowed: tuple[Rounded, ...] = ()
    fixed: Rounded | None = None

    @property
    def all(self) -> list["Sum"]:
        """It and everything below it."""
        return [self, *(below for part in self.parts for below in part.all)]

    @property
    def is_finite(self) -> bool:
        """Whether it and its parts are."""
        return math.isfinite(self.value) and all(math.isfinite(part.value) for part in self.parts)


@dataclass(frozen=True)
class Written:
    """A number as text, and its parts. `exact`: their texts add up to it; else write ≈."""

    text: str
    exact: bool = True
    parts: tuple["Written", ...] = ()

    @property
    def texts(self) -> list[str]:
        """The texts of the parts."""
        return [part.text for part in self.parts]


class Digits(NamedTuple):
    """How numbers are to look: so many decimals; of other digits, so many more or fewer are allowed."""

    decimals: int
    apart: int

    def options(self, number: Sum) -> list[Rounded]:
        """The roundings of a number that are allowed, the one with these decimals first."""
        if number.fixed is not None:
            return [number.fixed]
        usual = digits_at(number.value, self.decimals)
        least = 1 if self.apart == DIGITS else min(usual, FEWEST)
        near = [usual]
        for step in range(1, self.apart + 1):
            near += [digits for digits in (usual + step, usual - step) if least <= digits <= DIGITS]
        options = list(dict.fromkeys(rounded(number.value, digits) for digits in near))
        return [option for option in options if option in number.allowed] if number.allowed else options


def terms_of(values: Iterable[float]) -> tuple[Sum, ...]:
    """Numbers that are not sums themselves."""
    return tuple(Sum(float(value)) for value in values)
