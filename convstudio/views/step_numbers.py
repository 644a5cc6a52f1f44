"""One step of a convolution as texts: every number as it is shown, in sums that add up as shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import format_value, shown_terms
from convstudio.engine.explain import Explanation

CELL_DIGITS = 3  # significant digits of weights and inputs; the rest is in the tooltip


@dataclass(frozen=True)
class ChannelNumbers:
    """The texts of one channel, cells row by row; the subtotal stands in the sum of channels too."""

    channel: int  # within the filter's group
    weights: list[str]
    patch: list[str]
    products: list[str]
    subtotal: str

    @property
    def exact(self) -> bool:
        """Whether the shown products add up to the shown subtotal."""
        return adds_up(self.products, self.subtotal)


@dataclass(frozen=True)
class StepNumbers:
    """The texts of a step, in three sums: of the products, of the channels, and of the total and the bias.

    A number has the same text wherever it stands. `rest` is the sum of `folded` channels that are not shown
    one by one.
    """

    channels: list[ChannelNumbers]
    folded: int
    rest: str
    total: str
    bias: str
    before: str
    value: str

    @property
    def terms(self) -> list[str]:
        """What is summed over channels; of a single channel its products."""
        if len(self.channels) == 1 and not self.folded:
            return self.channels[0].products
        return [one.subtotal for one in self.channels] + ([self.rest] if self.folded else [])

    @property
    def sum_exact(self) -> bool:
        """Whether the shown terms add up to the shown total."""
        return adds_up(self.terms, self.total)

    @property
    def bias_exact(self) -> bool:
        """Whether the shown total and bias add up to what the activation gets."""
        return adds_up([self.total, self.bias], self.before)


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
    before, bias = format_value(step.before), format_value(step.bias)
    total = format_value(step.total) if step.bias else before
    sums = [float(step.subtotals[channel]) for channel in shown] + rest_sum
    terms = shown_terms(sums, total) if len(sums) > 1 else [total]
    channels = [
        _channel(step, channel, term, with_cells) for channel, term in zip(shown, terms, strict=False)
    ]
    rest_text = terms[-1] if rest else ""
    return StepNumbers(channels, len(rest), rest_text, total, bias, before, format_value(step.value))


def _channel(step: Explanation, channel: int, subtotal: str, with_cells: bool) -> ChannelNumbers:
    if not with_cells:
        return ChannelNumbers(channel, [], [], [subtotal], subtotal)
    products = step.products[:, :, channel].ravel().tolist()
    weights, patch = _cell_texts(step.weights[:, :, channel]), _cell_texts(step.patch[:, :, channel])
    return ChannelNumbers(channel, weights, patch, shown_terms(products, subtotal), subtotal)


def _cell_texts(values: NDArray[np.floating]) -> list[str]:
    return [format_value(value, CELL_DIGITS) for value in values.ravel().tolist()]
