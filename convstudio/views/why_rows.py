"""The texts and numbers of "why is this value x": rows that add up as they are shown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from convstudio.engine.digits import Shown, format_value
from convstudio.nn.affine import Affine
from convstudio.nn.contributions import Why
from convstudio.nn.trace import Trace
from convstudio.views.colors import weight_scale
from convstudio.views.painting import grid_image, thinned
from convstudio.views.why_bars import Bar

MOST_BARS = 10
DIGITS = 3
SMALL = 1e-6  # a constant below this part of the largest term is rounding
THUMB_CELLS = 16


@dataclass(frozen=True)
class WhyRows:
    """Bars, then lines of (name, number) of which the last is the value; `exact`: they add up as shown."""

    bars: Sequence[Bar]
    sums: Sequence[tuple[str, str]]
    exact: bool


def _tr(text: str) -> str:
    return QCoreApplication.translate("WhyPanel", text)


def why_rows(why: Why, trace: Trace, number: int, names: Sequence[str], from_pixels: bool) -> WhyRows:
    """What to show of a value of layer `number`.

    Args:
        why: its parts.
        trace: the stack it is of.
        number: its layer, from 0.
        names: of the channels that add to it.
        from_pixels: whether these are the channels of the input.
    """
    terms = _terms(why, names)
    constants = _constants(why, from_pixels, isinstance(trace.layers[number], Affine))
    total_name = _tr("Σ pixels") if from_pixels else _tr("Σ channels")
    numbers = [value for _, value, _ in terms] + [value for _, value in constants]
    shown = rounded_sum(numbers, why.before)
    texts = [_signed(text) for text in shown.texts]
    bars = [
        Bar(name, text, value, picture) for (name, value, picture), text in zip(terms, texts, strict=False)
    ]
    sums = [(total_name, _added(shown.texts[: len(terms)]))]
    sums += [(name, text) for (name, _), text in zip(constants, texts[len(terms) :], strict=True)]
    return WhyRows(bars, sums + _ends(why, trace, number, from_pixels, shown.total), shown.exact)


def _ends(why: Why, trace: Trace, number: int, from_pixels: bool, before: str) -> list[tuple[str, str]]:
    """The value before the activation, where there is one, and the value."""
    layer = trace.layers[number]
    if from_pixels or not isinstance(layer, Affine) or layer.activation == "linear":
        return [(_tr("value"), before)]
    name, after = layer.activation, before if why.value == why.before else format_value(why.value, 4)
    return [
        (_tr("before {activation}").format(activation=name), before),
        (_tr("after {activation}").format(activation=name), after),
    ]


def _terms(why: Why, names: Sequence[str]) -> list[tuple[str, float, QImage | None]]:
    """The largest channels in order of what they add, and the others together."""
    if why.products is None:
        return []
    sums, products = why.channel_sums, why.products.values
    counted = np.flatnonzero((products != 0).any(axis=(0, 1))) if products.shape[2] > MOST_BARS else None
    channels = np.arange(len(sums)) if counted is None else counted
    largest = channels[np.argsort(-np.abs(sums[channels]), kind="stable")]
    kept = largest if len(largest) <= MOST_BARS else largest[: MOST_BARS - 1]
    scale = weight_scale(products)
    rows: list[tuple[str, float, QImage | None]] = [
        (
            names[channel],
            float(sums[channel]),
            grid_image(thinned(products[:, :, channel], THUMB_CELLS), scale),
        )
        for channel in kept[np.argsort(-sums[kept], kind="stable")]
    ]
    rest = largest[len(kept) :]
    if len(rest):
        rows.append((_tr("{n} others").format(n=len(rest)), float(sums[rest].sum()), None))
    return rows


def rounded_sum(terms: Sequence[float], total: float) -> Shown:
    """Terms and total with equally many decimals: three digits of the largest, or more to add up."""
    if not all(map(math.isfinite, [*terms, total])):
        return Shown([format_value(term, 3) for term in terms], format_value(total, 3), exact=True)
    largest = max(map(abs, [*terms, total])) or 1.0
    fewest = max(0, DIGITS - 1 - math.floor(math.log10(largest)))
    for decimals in (*range(fewest, fewest + 3), fewest):
        texts, all_text = [f"{term:.{decimals}f}" for term in terms], f"{total:.{decimals}f}"
        exact = sum(map(Decimal, texts), Decimal(0)) == Decimal(all_text)
        if exact:
            break
    return Shown([_short(text) for text in texts], _short(all_text), exact)


def _short(text: str) -> str:
    """Without a minus before zero, and whole numbers without decimals."""
    number = Decimal(text)
    return "0" if number == 0 else str(int(number)) if number == int(number) else text


def _added(texts: Sequence[str]) -> str:
    """The sum of numbers as they are shown."""
    return str(sum(map(Decimal, texts), Decimal(0)))


def _constants(why: Why, from_pixels: bool, has_bias: bool) -> list[tuple[str, float]]:
    """The bias; from the pixels, those of all layers that have one."""
    if not from_pixels:
        constant = sum(value for _, value in why.constants)
        size = float(np.abs(why.channel_sums).max(initial=SMALL))
        if has_bias:
            return [(_tr("bias"), constant)]
        return [(_tr("constant"), constant)] if abs(constant) > SMALL * size else []
    largest = max(float(np.abs(why.channel_sums).max(initial=0)), abs(why.value), SMALL)
    apart = [(number, value) for number, value in why.constants if abs(value) > SMALL * largest]
    rest = sum(value for _, value in why.constants) - sum(value for _, value in apart)
    rows = [
        (_constant_name(number, why), value + (rest if not place else 0))
        for place, (number, value) in enumerate(apart)
    ]
    return rows or [(_tr("biases"), rest)]


def _constant_name(number: int, why: Why) -> str:
    text = _tr("curve of layer {n}") if number in why.bent else _tr("bias of layer {n}")
    return text.format(n=number + 1)


def _signed(text: str) -> str:
    """With a sign in front, the minus as typography has it."""
    return text.replace("-", "−", 1) if text.startswith("-") else f"+{text}"
