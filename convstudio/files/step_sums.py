"""The numbers of one step as texts, so that what is shown adds up as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activated import activation_equals
from convstudio.engine.digits import adds_up, format_value
from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.engine.explain_digits import StepDigits
from convstudio.engine.factors import shown_factors
from convstudio.engine.rounding import multiply

Rows = list[list[str]]


@dataclass(frozen=True)
class ChannelTexts:
    """One channel, counted from 1. Each sign is ≈ where the shown numbers do not give what follows it."""

    number: int
    weights: Rows
    patch: Rows
    products: Rows
    subtotal: str
    multiplied: str  # stands between weights and patch, and the products
    added: str  # between the products and the subtotal
    equals: str  # between weights and patch, and the subtotal


@dataclass(frozen=True)
class StepTexts:
    """One step; each number has one text, and each sign is ≈ where the shown terms do not give the shown sum.

    `channels` are those that are told one by one; the `folded` others have one sum, the `rest`.
    """

    channels: list[ChannelTexts]
    folded: int
    rest: str
    total: str
    sum_equals: str
    bias: str
    before: str
    bias_equals: str
    value: str
    value_equals: str

    @property
    def terms(self) -> list[str]:
        """What the channels add, and the others together."""
        return [channel.subtotal for channel in self.channels] + ([self.rest] if self.folded else [])


def step_texts(step: Explanation, shown: Sequence[int] | None = None, with_cells: bool = True) -> StepTexts:
    """Write the numbers of a step.

    Args:
        step: what is written.
        shown: channels, within the group, that are told one by one; by default all.
        with_cells: whether the weights, cells and products of a channel are written, too.
    """
    count = len(step.subtotals)
    told = range(count) if shown is None else shown
    digits = step.digits(None if len(told) == count else told)
    write = _channel if with_cells else _channel_without_cells
    channels = [write(step, digits, channel) for channel in told]
    folded = count - len(channels)
    terms = [channel.subtotal for channel in channels] + ([digits.rest] if folded else [])
    return StepTexts(
        channels=channels,
        folded=folded,
        rest=digits.rest if folded else "",
        total=digits.total,
        sum_equals=_sign(adds_up(terms, digits.total)),
        bias=digits.bias,
        before=digits.before,
        bias_equals=_sign(adds_up([digits.total, digits.bias], digits.before)),
        value=format_value(step.value),
        value_equals=activation_equals(step.activation, digits.before, step.value),
    )


def heading(step: CellExplanation) -> str:
    """Which filter, where the window stands, and which cell of the map it makes."""
    is_1d = "1D" in step.layer_kind
    place = f"map[{step.col}]" if is_1d else f"map[{step.row}, {step.col}]"
    if not isinstance(step, Explanation):
        return f"{step.layer_kind}, filter {step.filter + 1} → {place}"
    (top, left), (bottom, right) = step.positions[0, 0].tolist(), step.positions[-1, -1].tolist()
    window = (
        _span("cell", left, right)
        if is_1d
        else f"{_span('row', top, bottom)}, {_span('column', left, right)}"
    )
    return f"Filter {step.filter + 1}, window at {window} → {place}"


def joined(terms: Sequence[str]) -> str:
    """A sum as people write it: "3 + 1 - 2"."""
    first, *others = terms
    return first + "".join(f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in others)


def _span(word: str, first: int, last: int) -> str:
    if first == last:
        return f"{word} {first}"
    return f"{word}s {first} to {last}" if first < 0 else f"{word}s {first}–{last}"


def number_rows(array: NDArray[np.floating]) -> Rows:
    """The numbers of `(rows, cols)` as texts."""
    return [[format_value(value) for value in row] for row in array.tolist()]


def _channel(step: Explanation, digits: StepDigits, channel: int) -> ChannelTexts:
    products, subtotal = digits.products_of(channel), digits.subtotal(channel)
    weights, cells = (array[..., channel].ravel().tolist() for array in (step.weights, step.patch))
    factors = shown_factors(weights, cells, products)
    exact = [multiply(*pair) for pair in zip(factors.weights, factors.cells, strict=True)]
    cols = step.weights.shape[1]
    return ChannelTexts(
        number=step.channels[channel] + 1,
        weights=_rows(factors.weights, cols),
        patch=_rows(factors.cells, cols),
        products=_rows(products, cols),
        subtotal=subtotal,
        multiplied=_sign(factors.exact),
        added=_sign(adds_up(products, subtotal)),
        equals=_sign(adds_up(exact, subtotal)),
    )


def _channel_without_cells(step: Explanation, digits: StepDigits, channel: int) -> ChannelTexts:
    return ChannelTexts(step.channels[channel] + 1, [], [], [], digits.subtotal(channel), "=", "=", "=")


def _rows(texts: list[str], cols: int) -> Rows:
    return [texts[start : start + cols] for start in range(0, len(texts), cols)]


def _sign(exact: bool) -> str:
    return "=" if exact else "≈"
