"""Numbers as people read them: short, and in sums that add up as shown."""

import math
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import NamedTuple, SupportsFloat

import numpy as np

_FEWEST = 3  # significant digits that a rounded number keeps at least
_ALL_DIGITS_OF_A_FLOAT = 800


class Shown(NamedTuple):
    """A sum as text. `exact`: the shown terms add up to the shown total; else write ≈."""

    texts: list[str]
    total: str
    exact: bool


def format_value(value: SupportsFloat, most: int = 6) -> str:
    """A number with at most `most` significant digits: "3", "0.25", "-1.5e-07", "nan"."""
    return f"{float(value) + 0.0:.{most}g}"  # + 0.0 takes the sign off a negative zero


def shown_terms(terms: Iterable[float], total: str, most: int = 6) -> list[str]:
    """The terms of a sum whose total is written already, so that they add up to it where that can be.

    Each has `most` significant digits, or the decimals of the total if only these make them add up.
    """
    numbers = [float(term) for term in terms]
    texts = [format_value(number, most) for number in numbers]
    if not all(map(math.isfinite, [*numbers, float(total)])) or _add_up(texts, total):
        return texts
    decimals = max(0, -int(Decimal(total).as_tuple().exponent))
    with localcontext(prec=_ALL_DIGITS_OF_A_FLOAT):
        shorter = [format_value(_rounded(number, decimals), most) for number in numbers]
    vanishes = any(number and text == "0" for number, text in zip(numbers, shorter, strict=True))
    return texts if vanishes or not _add_up(shorter, total) else shorter


def shown_numbers(terms: Iterable[float], total: float, most: int = 6) -> Shown:
    """The terms of a sum and their total, with as many decimals as make the shown terms add up.

    Short numbers (0.1234) keep all their digits, long ones (1/3) at least three. No number gets more than
    `most` significant digits; where these do not make the sum add up, `exact` is False.
    """
    numbers = [*map(float, terms), float(total)]
    is_finite = all(map(math.isfinite, numbers))
    rounded = _adding_up(numbers, most) if is_finite else None
    *texts, total_text = (format_value(number, most) for number in rounded or numbers)
    return Shown(texts, total_text, exact=not is_finite or _add_up(texts, total_text))


def _add_up(texts: Iterable[str], total: str) -> bool:
    with localcontext(prec=_ALL_DIGITS_OF_A_FLOAT):
        return sum(map(Decimal, texts)) == Decimal(total)


def _adding_up(numbers: list[float], most: int) -> list[Decimal] | None:
    """Terms and their total, rounded so that they add up; None where no rounding does."""
    coarsest = max(_decimals(number, most) for number in numbers)
    with localcontext(prec=_ALL_DIGITS_OF_A_FLOAT):
        for decimals in range(coarsest, coarsest + most + 1):
            rounded = [_rounded(number, decimals) for number in numbers]
            if any(len(number.as_tuple().digits) > most for number in rounded):
                return None
            if sum(rounded[:-1]) == rounded[-1]:
                return rounded
    return None


def _decimals(number: float, most: int) -> int:
    """Decimals that a number asks for: all of a short one, three significant digits of a long one."""
    if not number:
        return 0
    _, digits, exponent = Decimal(str(np.float32(number))).normalize().as_tuple()
    if isinstance(exponent, int) and digits != (0,) and len(digits) <= most:
        return max(0, -exponent)
    return max(0, _FEWEST - 1 - Decimal(number).adjusted())


def _rounded(number: float, decimals: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-decimals)).normalize()
