"""The numbers of one step as texts, so that what is shown adds up as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.digits import format_value, shown_terms
from convstudio.engine.explain import CellExplanation, Explanation

Rows = list[list[str]]
ALL_DIGITS = 800  # of any product of floats


@dataclass(frozen=True)
class ChannelTexts:
    """One channel, counted from 1; `equals` is ≈ where the shown numbers do not give the shown subtotal."""

    number: int
    weights: Rows
    patch: Rows
    products: Rows
    subtotal: str
    equals: str


@dataclass(frozen=True)
class StepTexts:
    """One step; each `equals` is ≈ where the shown terms do not give the shown sum."""

    channels: list[ChannelTexts]
    total: str
    sum_equals: str
    bias: str
    before: str
    bias_equals: str
    value: str
    value_equals: str


def step_texts(step: Explanation) -> StepTexts:
    """Write every number of a step."""
    before, bias = format_value(step.before), format_value(step.bias)
    total = format_value(step.total) if step.bias else before
    subtotals = shown_terms(step.subtotals.tolist(), total) if len(step.subtotals) > 1 else [total]
    channels = [_channel(step, place, text) for place, text in enumerate(subtotals)]
    return StepTexts(
        channels=channels,
        total=total,
        sum_equals=_equals(subtotals, total),
        bias=bias,
        before=before,
        bias_equals=_equals([total, bias], before),
        value=format_value(step.value),
        value_equals=_equals_activated(step, before),
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


def _channel(step: Explanation, place: int, subtotal: str) -> ChannelTexts:
    weights, patch = number_rows(step.weights[..., place]), number_rows(step.patch[..., place])
    products = number_rows(step.products[..., place])
    pairs = [(w, x) for ws, xs in zip(weights, patch, strict=True) for w, x in zip(ws, xs, strict=True)]
    return ChannelTexts(
        number=step.channels[place] + 1,
        weights=weights,
        patch=patch,
        products=products,
        subtotal=subtotal,
        equals=_equals_products(pairs, subtotal),
    )


def number_rows(array: NDArray[np.floating]) -> Rows:
    """The numbers of `(rows, cols)` as texts."""
    return [[format_value(value) for value in row] for row in array.tolist()]


def _equals_activated(step: Explanation, before: str) -> str:
    """Whether the activation makes the shown value of what is shown before it."""
    activation = ACTIVATIONS[step.activation]
    if not activation.elementwise:
        return "="  # the sums of the other filters are not shown
    activated = activation(np.array([float(before)]))[0]
    return "=" if format_value(activated) == format_value(step.value) else "≈"


def _equals(terms: Sequence[str], total: str) -> str:
    return _equals_products([(text, "1") for text in terms], total)


def _equals_products(pairs: Sequence[tuple[str, str]], total: str) -> str:
    numbers = [(Decimal(one), Decimal(other)) for one, other in pairs]
    if not all(number.is_finite() for pair in numbers for number in pair):
        return "="
    with localcontext(prec=ALL_DIGITS):
        return "=" if sum(one * other for one, other in numbers) == Decimal(total) else "≈"
