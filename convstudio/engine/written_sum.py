"""Digits of numbers that are sums of one another, chosen so that each sum adds up as it is written.

Every number is rounded correctly and has one text wherever it stands. Best are equally many decimals for all:
the fewest that make every line add up. Where none do, some numbers have more or fewer digits than the others;
and where six digits are not enough for a line, it is only about equal.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from operator import eq

from convstudio.engine.adding_up import choose_terms
from convstudio.engine.rounding import (
    DIGITS,
    Rounded,
    adds_up,
    fewest_decimals,
    format_value,
    most_decimals,
    read,
)
from convstudio.engine.sum_tree import Digits, Sum, Written

MOST_LINES, FEW_LINES = 1_000, 150  # that are tried; in numbers of many sizes the search would go on

NEAR = (1, 2)
"""So many digits more or fewer than the others a number may have, if that is enough."""

Suits = Callable[[str], bool]


def write_sum(root: Sum, suits: Suits | None = None) -> Written:
    """Choose the digits of a number and of all numbers below it.

    Args:
        root: the last of the sums.
        suits: whether what follows from the root can be had from its text; it can, wherever that is possible.
    """
    if not root.parts:
        return Written(format_value(root.value))
    found = _Search(root).written(suits) if root.is_finite else None
    return found or _told(format_value(root.value), _apart(root))


def write_exact(root: Sum, suits: Suits | None = None) -> Written | None:
    """The same, if every line adds up with digits that are much alike, and that are found soon; else None."""
    if not all(number.is_finite for number in root.all):
        return None
    return _Search(root, is_strict=True).written(suits)


def write_parts(parts: tuple[Sum, ...], total: str) -> tuple[Written, ...]:
    """Numbers whose sum is written already, so that they add up to it where any digits of theirs do."""
    number = _with_total(parts, total)
    found = _Search(number).written(None) if number else None
    return found.parts if found else tuple(map(_long, parts))


def write_parts_exact(parts: tuple[Sum, ...], total: str) -> tuple[Written, ...] | None:
    """The same, if they do so with digits that are much alike; else None."""
    number = _with_total(parts, total)
    found = write_exact(number) if number else None
    return found.parts if found else None


def _with_total(parts: tuple[Sum, ...], total: str) -> Sum | None:
    """A sum that is written already; None where something is not finite."""
    if not math.isfinite(float(total)):
        return None
    number = Sum(float(total), parts, fixed=read(total))
    return number if number.is_finite else None


def _long(number: Sum) -> Written:
    """A number with all its digits, if possible."""
    return write_sum(number, partial(eq, format_value(number.value)))


def _told(text: str, parts: tuple[Written, ...]) -> Written:
    return Written(text, adds_up([part.text for part in parts], text), parts)


def _apart(number: Sum) -> tuple[Written, ...]:
    """Parts that do not add up: these have all their digits where they can."""
    return tuple(map(_long, number.parts))


class _Search:
    """Looks for texts of one tree of sums; lines that no texts make add up do not count.

    `_never` has the parts of numbers to which they do not add up, `_possible` numbers to which they can, and
    `_hindering` those that leave too few roundings to the sum of which they are part.
    """

    def __init__(self, root: Sum, is_strict: bool = False) -> None:
        """`is_strict`: every line adds up, with digits that are much alike."""
        self._root, self._is_strict = root, is_strict
        self._left = FEW_LINES if is_strict else MOST_LINES
        numbers = root.all
        self._never = {number: _apart(number) for number in numbers if not number.is_finite}
        self._possible: set[Sum] = set()
        self._hindering: dict[Sum, float] = {}
        self._known: dict[tuple[Sum, Rounded, Digits], Written | None] = {}
        self._looks = self._looks_of([number.value for number in numbers if math.isfinite(number.value)])

    def _looks_of(self, finite: Sequence[float]) -> tuple[Digits, ...]:
        """How the numbers may look, the best first."""
        fewest = max(map(fewest_decimals, finite))
        most = max(fewest, *map(most_decimals, finite))
        usual = min(fewest, most_decimals(self._root.value))
        least = min(usual, fewest_decimals(self._root.value))
        alike = (*range(fewest, most + 1), *range(fewest - 1, least - 1, -1))
        mixed = (*range(usual, most + 1), *range(usual - 1, least - 1, -1))
        near = [Digits(decimals, apart) for apart in NEAR for decimals in mixed]
        anyhow = [] if self._is_strict else [Digits(usual, DIGITS)]
        return (*(Digits(decimals, 0) for decimals in alike), *near, *anyhow)

    def written(self, suits: Suits | None) -> Written | None:
        """The texts; None where the root's own parts never add up to it."""
        while True:
            self._hindering.clear()
            found = (self._first(suits) if suits else None) or self._first(None)
            if found or not self._give_up():
                return found

    def _first(self, suits: Suits | None) -> Written | None:
        for digits in self._looks:
            for option in digits.options(self._root):
                if suits is None or suits(option.text):
                    found = self._written(self._root, option, digits)
                    if found:
                        return found
        return None

    def _written(self, number: Sum, option: Rounded, digits: Digits) -> Written | None:
        """A number in one of its roundings; None where its parts do not add up to that."""
        if not number.parts:
            return Written(option.text)
        if number in self._never:
            return _told(option.text, self._never[number])
        key = (number, option, digits)
        if key not in self._known:
            self._known[key] = self._added(number, option, digits)
        return self._known[key]

    def _added(self, number: Sum, total: Rounded, digits: Digits) -> Written | None:
        choices = [digits.options(part) for part in number.parts]
        while all(choices):
            self._left -= 1
            chosen = choose_terms(choices, total) if self._left > 0 else None
            if chosen is None:
                break
            pairs = list(zip(number.parts, chosen, strict=True))
            written = [self._written_somehow(part, option, digits) for part, option in pairs]
            parts = tuple(part for part in written if part)
            if len(parts) == len(written):
                return Written(total.text, exact=True, parts=parts)
            for options, option, part in zip(choices, chosen, written, strict=True):
                if part is None:
                    options.remove(option)
        if digits.apart == DIGITS:
            self._note_hindering(number.parts, choices, digits)
        return None

    def _written_somehow(self, number: Sum, option: Rounded, digits: Digits) -> Written | None:
        """The same; with whatever parts, if no rounding is one to which they add up."""
        found = self._written(number, option, digits)
        is_known = self._is_strict or digits.apart == DIGITS or number in self._possible
        if found is None and not is_known:
            if self._is_possible(number, digits.decimals):
                self._possible.add(number)
            else:
                self._never[number] = _apart(number)
            found = self._written(number, option, digits)
        return found

    def _is_possible(self, number: Sum, decimals: int) -> bool:
        """Whether the parts of a number add up to it with any digits."""
        looks = [Digits(decimals, apart) for apart in (NEAR[-1], DIGITS)]
        while True:
            self._hindering.clear()
            options = ((look, option) for look in looks for option in look.options(number))
            if any(self._written(number, option, look) for look, option in options):
                return True
            if not self._give_up():
                return False

    def _note_hindering(
        self, parts: Sequence[Sum], choices: Sequence[Sequence[Rounded]], digits: Digits
    ) -> None:
        """Remember the parts whose own sums leave them few roundings, and how far off these are."""
        for part, options in zip(parts, choices, strict=True):
            if len(options) < len(digits.options(part)):
                self._hindering[part] = abs(options[0].value - part.value) if options else math.inf

    def _give_up(self) -> bool:
        """Leave the sum that hinders another most out of account; whether there is one."""
        if not self._hindering:
            return False
        worst = max(self._hindering, key=self._hindering.__getitem__)
        self._never[worst] = _apart(worst)
        self._known.clear()
        return True
