"""Numbers as people read them: short, and in sums that add up as shown."""

import math
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import NamedTuple, SupportsFloat

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


def shown_sum(terms: Iterable[float], total: float, most: int = 6) -> Shown:
    """A sum whose total keeps `most` digits, so that it stands in the next line as it stands here."""
    total_text = format_value(total, most)
    texts = shown_terms(terms, total_text, most)
    return Shown(texts, total_text, exact=not math.isfinite(total) or _add_up(texts, total_text))


def _add_up(texts: Iterable[str], total: str) -> bool:
    with localcontext(prec=_ALL_DIGITS_OF_A_FLOAT):
        return sum(map(Decimal, texts)) == Decimal(total)


def _rounded(number: float, decimals: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-decimals)).normalize()
