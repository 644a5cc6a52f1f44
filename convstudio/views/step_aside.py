"""What stands beside the sentences of a step: the tutorial's notation, or the terms that count most."""

from itertools import zip_longest

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import adds_up, format_value
from convstudio.engine.explain import Explanation
from convstudio.engine.explain_digits import MOST_CHANNELS
from convstudio.engine.rounding import multiply
from convstudio.files.step_text import notation
from convstudio.views.step_numbers import ChannelNumbers, StepNumbers

MOST_TERMS = 5  # of a large kernel


def _tr(text: str) -> str:
    return QCoreApplication.translate("step_lines", text)


def aside(step: Explanation, numbers: StepNumbers, numbered: bool, hidden: bool) -> tuple[str, ...]:
    """What else fits beside: the tutorial's notation, the channels or the products that count most."""
    return asides(step, numbers, numbered, hidden)[0]


def asides(
    step: Explanation, numbers: StepNumbers, numbered: bool, hidden: bool
) -> tuple[tuple[str, ...], ...]:
    """The same in every form that it can have, the widest first."""
    if not numbered:
        largest = largest_terms(step)
        return ((_tr("Largest products:"), *largest) if largest else (),)
    if numbers.folded:
        return ((_tr("What each channel adds:"), *_contributions(step, numbers)),)
    count = len(numbers.channels)
    if hidden or count > MOST_CHANNELS:
        return ((),)
    blocks = [_notation(channel, count > 1) for channel in numbers.channels]
    return tuple(_beside_each_other(blocks, columns) for columns in range(count, 0, -1))


def _notation(channel: ChannelNumbers, named: bool) -> list[str]:
    """The tutorial's notation of a channel, all lines of one length."""
    name = [_tr("channel {number}:").format(number=channel.texts.number)] if named else []
    lines = [*name, *notation(channel.texts)]
    width = max(map(len, lines))
    return [line.ljust(width) for line in lines]


def _beside_each_other(blocks: list[list[str]], columns: int) -> tuple[str, ...]:
    lines: list[str] = []
    for start in range(0, len(blocks), columns):
        lines += [
            "     ".join(parts).rstrip() for parts in zip(*blocks[start : start + columns], strict=True)
        ]
    return tuple(lines)


def _contributions(step: Explanation, numbers: StepNumbers) -> list[str]:
    """What each channel adds, the largest first and the rest at the end, in two columns."""
    names = [f"{step.channels[one.channel] + 1}:" for one in numbers.channels] + [_tr("others:")]
    widths = max(map(len, names)), max(map(len, numbers.terms))
    texts = [
        f"{name:<{widths[0]}} {term:>{widths[1]}}" for name, term in zip(names, numbers.terms, strict=True)
    ]
    half = -(-len(texts) // 2)
    return ["   ".join(pair) for pair in zip_longest(texts[:half], texts[half:], fillvalue="")]


def largest_terms(step: Explanation, most: int = MOST_TERMS) -> tuple[str, ...]:
    """The products of largest magnitude, for kernels with too many cells to show their numbers."""
    order = np.argsort(-np.abs(step.products), axis=None, kind="stable")[
        : min(most, np.count_nonzero(step.products))
    ]
    return tuple(
        _term(step, *place) for place in np.array(np.unravel_index(order, step.products.shape)).T.tolist()
    )


def _term(step: Explanation, row: int, col: int, channel: int) -> str:
    arrays = (step.weights, step.patch, step.products)
    weight, cell, product = (format_value(float(array[row, col, channel]), 4) for array in arrays)
    where = f"[{row}, {col}]" if len(step.subtotals) == 1 else f"[{row}, {col}, {channel}]"
    sign = "=" if adds_up([multiply(weight, cell)], product) else "≈"
    return f"{where}: {weight} × {cell} {sign} {product}"
