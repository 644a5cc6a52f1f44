"""Numbers as people read them: short, and in sums that add up as shown."""

from collections.abc import Iterable
from typing import NamedTuple

from convstudio.engine.rounding import adds_up, format_value
from convstudio.engine.sum_tree import Sum, terms_of
from convstudio.engine.written_sum import Suits, write_parts, write_sum

__all__ = ["Shown", "adds_up", "format_value", "shown_numbers", "shown_terms"]


class Shown(NamedTuple):
    """A sum as text. `exact`: the shown terms add up to the shown total; else write ≈."""

    texts: list[str]
    total: str
    exact: bool


def shown_numbers(terms: Iterable[float], total: float, suits: Suits | None = None) -> Shown:
    """The terms of a sum and their total, with as many digits as make the shown terms add up.

    Short numbers (0.1234) keep all their digits and long ones (1/3) at least three, if the sum then adds up.
    No number gets more than six; where these are not enough, `exact` is False. What follows can be had from a
    total that `suits`, which it does if possible.
    """
    written = write_sum(Sum(float(total), terms_of(terms)), suits)
    return Shown(written.texts, written.text, adds_up(written.texts, written.text))


def shown_terms(terms: Iterable[float], total: str) -> list[str]:
    """The terms of a sum whose total is written already, so that they add up to it where that can be."""
    return [part.text for part in write_parts(terms_of(terms), total)]
