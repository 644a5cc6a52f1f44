"""One step of a convolution as texts: every number as it is shown, in sums that add up as shown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import format_value, shown_numbers
from convstudio.engine.explain import Explanation

TOGETHER = 40  # numbers; more are rounded channel by channel, which is faster and as true
CELL_DIGITS = 3  # significant digits of weights and inputs; the rest is in the tooltip


@dataclass(frozen=True)
class ChannelNumbers:
    """The texts of one channel, cells row by row; `term` is the subtotal within the sum of channels."""

    channel: int  # within the filter's group
    weights: list[str]
    patch: list[str]
    products: list[str]
    subtotal: str
    term: str

    @property
    def exact(self) -> bool:
        """Whether the shown products add up to the shown subtotal."""
        return adds_up(self.products, self.subtotal)


@dataclass(frozen=True)
class StepNumbers:
    """The texts of a step, in three sums: of the products, of the channels, and of the total and the bias.

    `rest` is the sum of `folded` channels that are not shown one by one; `carried` is the total as it stands
    in the sum with the bias.
    """

    channels: list[ChannelNumbers]
    folded: int
    rest: str
    total: str
    carried: str
    bias: str
    before: str
    value: str

    @property
    def terms(self) -> list[str]:
        """What is summed over channels; of a single channel its products."""
        if len(self.channels) == 1 and not self.folded:
            return self.channels[0].products
        return [one.term for one in self.channels] + ([self.rest] if self.folded else [])

    @property
    def sum_exact(self) -> bool:
        """Whether the shown terms add up to the shown total."""
        return adds_up(self.terms, self.total)

    @property
    def bias_exact(self) -> bool:
        """Whether the shown total and bias add up to what the activation gets."""
        return adds_up([self.carried, self.bias], self.before)


def adds_up(terms: Sequence[str], total: str) -> bool:
    """Whether the numbers, as they are written, have this sum; infinities and NaN count as doing so."""
    numbers = [Decimal(text) for text in (*terms, total)]
    return not all(number.is_finite() for number in numbers) or sum(numbers[:-1]) == numbers[-1]


def channels_to_show(step: Explanation, most: int) -> list[int]:
    """All channels in order; of more than `most`, those that contribute most, the largest first."""
    count = len(step.subtotals)
    if count <= most:
        return list(range(count))
    order = np.argsort(-np.abs(step.subtotals), kind="stable")
    return [int(channel) for channel in order[:most]]


def step_numbers(step: Explanation, shown: Sequence[int], with_cells: bool = True) -> StepNumbers:
    """Round the numbers of a step together, so that terms and sums agree as far as digits go.

    Args:
        step: what is shown.
        shown: channels, within the group, to be told one by one.
        with_cells: whether each cell has a text; large kernels have only their subtotals.
    """
    rest = [channel for channel in range(len(step.subtotals)) if channel not in set(shown)]
    rest_sum = [float(step.subtotals[rest].sum())] if rest else []
    products = [
        step.products[:, :, channel].ravel().tolist() if with_cells else [float(step.subtotals[channel])]
        for channel in shown
    ]
    rounded = _together(step, products, rest_sum) or _apart(step, products, rest_sum)
    channels = [
        ChannelNumbers(
            channel,
            _cell_texts(step.weights[:, :, channel]) if with_cells else [],
            _cell_texts(step.patch[:, :, channel]) if with_cells else [],
            *texts,
        )
        for channel, texts in zip(shown, rounded.channels, strict=True)
    ]
    sums = (rounded.rest, rounded.total, rounded.carried, rounded.bias, rounded.before)
    return StepNumbers(channels, len(rest), *sums, format_value(step.value))


def _cell_texts(values: NDArray[np.floating]) -> list[str]:
    return [format_value(value, CELL_DIGITS) for value in values.ravel().tolist()]


class _Rounded(NamedTuple):
    channels: list[tuple[list[str], str, str]]  # products, subtotal, term
    rest: str
    total: str
    carried: str
    bias: str
    before: str


def _together(step: Explanation, products: list[list[float]], rest: list[float]) -> _Rounded | None:
    """All with the same decimals; None where these are too many numbers or six digits are not enough."""
    terms = [*chain.from_iterable(products), *rest, step.bias]
    if len(terms) > TOGETHER or not np.isfinite([*terms, step.before]).all():
        return None
    shown = shown_numbers(terms, step.before)
    texts = iter(shown.texts)
    by_channel = [[next(texts) for _ in cells] for cells in products]
    subtotals = [_written_sum(cells) for cells in by_channel]
    rest_text = next(texts) if rest else ""
    total = _written_sum([*subtotals, rest_text] if rest else subtotals)
    bias = next(texts)
    if not (shown.exact and adds_up([total, bias], shown.total)):
        return None
    channels = list(zip(by_channel, subtotals, subtotals, strict=True))
    return _Rounded(channels, rest_text, total, total, bias, shown.total)


def _apart(step: Explanation, products: list[list[float]], rest: list[float]) -> _Rounded:
    """Each sum with decimals of its own."""
    inner = [shown_numbers(cells, math.fsum(cells)) for cells in products]
    if len(inner) == 1 and not rest:
        terms, total = [inner[0].total], inner[0].total
    else:
        terms, total, _ = shown_numbers([*map(math.fsum, products), *rest], step.total)
    if step.bias:
        (carried, bias), before, _ = shown_numbers([step.total, step.bias], step.before)
    else:
        carried, bias, before = total, "0", total
    channels = [(one.texts, one.total, term) for one, term in zip(inner, terms, strict=False)]
    return _Rounded(channels, terms[-1] if rest else "", total, carried, bias, before)


def _written_sum(texts: Sequence[str]) -> str:
    """The sum of numbers as they are written."""
    numbers = [Decimal(text) for text in texts]
    if all(number.is_finite() for number in numbers):
        return format_value(float(sum(numbers)))
    return format_value(sum(map(float, texts)))
