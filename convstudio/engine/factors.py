"""The digits of weights and cells, so that they make the shown products wherever digits allow it."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product as pairs_of
from math import isfinite
from typing import NamedTuple

from convstudio.engine.rounding import (
    FEWEST,
    Rounded,
    adds_up,
    digits_at,
    format_value,
    multiply,
    own_digits,
    rounded,
    roundings,
)
from convstudio.engine.sum_tree import Sum, terms_of

Pair = tuple[str, str]


class Factors(NamedTuple):
    """Texts of weights and cells. `exact`: each two make the product that is shown; else write ≈."""

    weights: list[str]
    cells: list[str]
    exact: bool


def shown_factors(weights: Sequence[float], cells: Sequence[float], products: Sequence[str]) -> Factors:
    """The texts of weights and of the cells that they meet, for products that are written already.

    They have as many decimals as the products, but at least three significant digits and at most six; others
    where only these make the products.
    """
    decimals = max(map(_decimals, products), default=0)
    numbers = list(zip(weights, cells, products, strict=True))
    pairs = [_usual(weight, cell, product, decimals) for weight, cell, product in numbers]
    better = _better(numbers, pairs)
    pairs = pairs if better is None else better
    return Factors([weight for weight, _ in pairs], [cell for _, cell in pairs], better is not None)


def _better(numbers: Sequence[tuple[float, float, str]], pairs: Sequence[Pair]) -> list[Pair] | None:
    """Texts that make every product; None where there are none."""
    better = []
    for (weight, cell, product), pair in zip(numbers, pairs, strict=True):
        found = pair if _makes(pair, product) else _search(weight, cell, product)
        if found is None:
            return None
        better.append(found)
    return better


def factor_terms(
    weights: Sequence[float], cells: Sequence[float], products: Sequence[float]
) -> tuple[Sum, ...]:
    """The products, each allowed the roundings that a weight and a cell have as their product.

    Where one product has none, every rounding of all is allowed: the shown ones are then only about equal.
    """
    found = []
    for weight, cell, product in zip(weights, cells, products, strict=True):
        allowed = _products(weight, cell, product)
        if allowed is None:
            return terms_of(products)
        found.append(Sum(product, allowed=allowed))
    return tuple(found)


def _products(weight: float, cell: float, product: float) -> tuple[Rounded, ...] | None:
    if {abs(weight), abs(cell)} & {0, 1} or not isfinite(product):
        return ()
    short, other = (weight, cell) if own_digits(weight) else (cell, weight)
    if not own_digits(short):
        return None
    made = {_times(rounded(short), option) for option in roundings(other)}
    return tuple(option for option in dict.fromkeys(roundings(product)) if option in made) or None


def _times(one: Rounded, other: Rounded) -> Rounded:
    units, decimals = one.units * other.units, one.decimals + other.decimals
    while units and units % 10 == 0:
        units, decimals = units // 10, decimals - 1
    return Rounded(units, decimals)


def _usual(weight: float, cell: float, product: str, decimals: int) -> Pair:
    """What meets a 1 looks like the product."""
    if not (isfinite(weight) and isfinite(cell)):
        return format_value(weight), format_value(cell)
    if abs(cell) == 1:
        return product if cell > 0 else _negated(product), format_value(cell)
    if abs(weight) == 1:
        return format_value(weight), product if weight > 0 else _negated(product)
    return _with(weight, decimals), _with(cell, decimals)


def _with(value: float, decimals: int) -> str:
    return rounded(value, max(FEWEST, digits_at(value, decimals))).text


def _search(weight: float, cell: float, product: str) -> Pair | None:
    """Roundings that make the product, with as many digits as possible."""
    if not (isfinite(weight) and isfinite(cell)):
        return None
    for one, other in pairs_of(roundings(weight), roundings(cell)):
        if _makes((one.text, other.text), product):
            return one.text, other.text
    return None


def _makes(pair: Pair, product: str) -> bool:
    return adds_up([multiply(*pair)], product)


def _negated(text: str) -> str:
    if text == "0":
        return text
    return text[1:] if text.startswith("-") else f"-{text}"


def _decimals(text: str) -> int:
    exponent = Decimal(text).normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
