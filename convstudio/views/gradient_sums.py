"""Sums and products of the walk backwards as texts: what is shown adds up as it is shown, or says ≈."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import adds_up, format_value, shown_numbers
from convstudio.engine.explain_error import ErrorTerms
from convstudio.engine.rounding import DIGITS, FEWEST, multiply
from convstudio.files.step_sums import joined

MOST_TERMS = 10  # of one sum that are written out


def _tr(text: str) -> str:
    return QCoreApplication.translate("gradient_lines", text)


def sum_text(terms: Sequence[float], total: float) -> str:
    """Terms and their total: "0.2222 + 0.0556 = 0.2778"."""
    shown = shown_numbers(terms, total)
    return f"{joined(shown.texts)} {_sign(shown.exact)} {shown.total}"


def added_text(before: float, product: float, running: float) -> tuple[str, str]:
    """What a product adds to a sum, and the product as it is written there."""
    shown = shown_numbers([before, product], running)
    return f"{joined(shown.texts)} {_sign(shown.exact)} {shown.total}", shown.texts[1]


def product_text(one: float, other: float, product: str) -> str:
    """Two factors with as few digits as give the product that is written elsewhere."""
    for digits in range(FEWEST, DIGITS + 1):
        factors = format_value(one, max(digits, FEWEST + 1)), format_value(other, digits)
        if np.isfinite([one, other]).all() and Decimal(multiply(*factors)) == Decimal(product):
            return f"{factors[0]} × {factors[1]} = {product}"
    return f"{times(one, other)} ≈ {product}"


def times(one: float, other: float) -> str:
    """Two factors."""
    return f"{format_value(one)} × {format_value(other)}"


def terms_texts(terms: ErrorTerms) -> tuple[str, ...]:
    """Factors, and the sum of their products; of many terms the sum for each map, or the largest."""
    count = len(terms.products)
    if count == 1:
        return (product_text(float(terms.errors[0]), float(terms.weights[0]), format_value(terms.total)),)
    if count <= MOST_TERMS:
        return _factors(terms, range(count)), sum_text(terms.products.tolist(), terms.total)
    maps = sorted(set(terms.places[:, 2].tolist()))
    if len(maps) in (1, count):
        return _largest(terms)
    return (_by_maps(terms, [number for number in maps if terms.of_channel(number).products.any()]),)


def _largest(terms: ErrorTerms) -> tuple[str, ...]:
    largest = np.sort(np.argsort(-np.abs(terms.products), kind="stable")[:MOST_TERMS])
    text = _tr("{n} terms, together {total}; the largest: {terms}")
    count, total = f"{len(terms.products):,}", format_value(terms.total)
    return (text.format(n=count, total=total, terms=_factors(terms, largest.tolist())),)


def _by_maps(terms: ErrorTerms, maps: Sequence[int]) -> str:
    """What comes back from each map; of many, from the first ones and from the others together."""
    if not maps:
        return "0"
    parts = [terms.of_channel(number).total for number in maps[:MOST_TERMS]]
    names = [_tr("map {n}").format(n=number + 1) for number in maps[:MOST_TERMS]]
    if len(maps) > MOST_TERMS:
        parts.append(terms.total - sum(parts))
        names.append(_tr("the others"))
    shown = shown_numbers(parts, terms.total)
    named = [f"{text} ({name})" for text, name in zip(shown.texts, names, strict=True)]
    return f"{joined(named)} {_sign(adds_up(shown.texts, shown.total))} {shown.total}"


def _factors(terms: ErrorTerms, numbers: Sequence[int]) -> str:
    return " + ".join(times(float(terms.errors[n]), float(terms.weights[n])) for n in numbers)


def _sign(exact: bool) -> str:
    return "=" if exact else "≈"
