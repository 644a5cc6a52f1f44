"""The digits of one step of a convolution, so that its sums add up as they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import shown_terms
from convstudio.engine.exact import exact_sum
from convstudio.engine.factors import factor_terms
from convstudio.engine.sum_tree import Sum, Written, terms_of
from convstudio.engine.written_sum import Suits, write_exact, write_parts, write_parts_exact, write_sum

MOST_CHANNELS = 8
"""Of more channels, those that add most are told one by one, and the others as one sum."""

MOST_PRODUCTS = 128
"""More products, of one channel or of those that are told together, follow their sums instead of deciding."""

Array = NDArray[Any]


@dataclass(frozen=True)
class StepDigits:
    """The texts of one step: each number has one, in every line where it stands.

    `rest` is the sum of the channels that are told together; it is empty where there are none.
    """

    told: tuple[Written, ...]
    others: Written | None
    order: tuple[int, ...]  # the channels: first those that are told one by one
    sums: tuple[Sum, ...]  # of all channels
    tied: tuple[tuple[Sum, ...], ...]  # products of all channels, with the digits that their factors allow
    total: str
    bias: str
    before: str

    @property
    def rest(self) -> str:
        """The sum of the channels that are told together; empty where there are none."""
        return self.others.text if self.others else ""

    @cached_property
    def channels(self) -> tuple[Written, ...]:
        """The sum of each channel with its products, where these are written already."""
        written = [*self.told, *self._others()]
        return tuple(written[self.order.index(channel)] for channel in range(len(self.order)))

    @property
    def subtotals(self) -> list[str]:
        """The sum of the products of each channel."""
        return [channel.text for channel in self.channels]

    def subtotal(self, channel: int) -> str:
        """One of them."""
        return self._channel(channel).text

    def products_of(self, channel: int) -> list[str]:
        """The products of a channel, row by row."""
        written, tied = self._channel(channel), self.tied[channel]
        exact = write_parts_exact(tied, written.text) if any(term.allowed for term in tied) else None
        if exact:
            return [part.text for part in exact]
        return written.texts or shown_terms([part.value for part in tied], written.text)

    def _channel(self, channel: int) -> Written:
        place = self.order.index(channel)
        return self.told[place] if place < len(self.told) else self.channels[channel]

    def _others(self) -> tuple[Written, ...]:
        if self.others is None:
            return ()
        parts = tuple(self.sums[channel] for channel in self.order[len(self.told) :])
        return self.others.parts or write_parts(parts, self.others.text)


def largest_channels(subtotals: Sequence[float], most: int = MOST_CHANNELS) -> list[int]:
    """All channels in order; of more than `most`, those that add most, the largest first."""
    if len(subtotals) <= most:
        return list(range(len(subtotals)))
    order = np.argsort(-np.abs(np.asarray(subtotals)), kind="stable")
    return [int(channel) for channel in order[:most]]


class StepNumbers(NamedTuple):
    """What is written: weights, patch and products are (rows, cols, channels), `subtotals` (channels,)."""

    weights: Array
    patch: Array
    products: Array
    subtotals: Array
    total: float
    bias: float
    before: float


def step_digits(numbers: StepNumbers, suits: Suits, shown: Sequence[int] | None = None) -> StepDigits:
    """Choose the digits of all numbers of a step together.

    Args:
        numbers: of the step.
        suits: whether the activation makes of a text what it makes of `before`.
        shown: channels that are told one by one; by default those of `largest_channels`.
    """
    shown = largest_channels(numbers.subtotals.tolist()) if shown is None else shown
    weights, patch, products = (_by_channel(array) for array in numbers[:3])
    tied = tuple(factor_terms(*three) for three in zip(weights, patch, products, strict=True))
    written = None
    if len(tied) <= MOST_CHANNELS and any(term.allowed for terms in tied for term in terms):
        written = write_exact(_tree(numbers, tied, shown), suits)
    free = tuple(map(terms_of, products))
    sums = zip(numbers.subtotals.tolist(), free, strict=True)
    return _told(
        written or write_sum(_tree(numbers, free, shown), suits),
        tuple(Sum(subtotal, terms) for subtotal, terms in sums),
        free if written else tied,
        shown,
    )


def _by_channel(array: Array) -> list[list[float]]:
    return [channel.ravel().tolist() for channel in np.moveaxis(array, -1, 0)]


def _others(count: int, shown: Sequence[int]) -> list[int]:
    return sorted(set(range(count)) - set(shown))


def _tree(numbers: StepNumbers, products: Sequence[tuple[Sum, ...]], shown: Sequence[int]) -> Sum:
    """What the activation gets, as total and bias; the total as the shown channels and all others."""
    subtotals, others = numbers.subtotals, _others(len(products), shown)
    sums = [
        Sum(subtotal, terms if len(terms) <= MOST_PRODUCTS else ())
        for subtotal, terms in zip(subtotals.tolist(), products, strict=True)
    ]
    parts = [sums[channel] for channel in shown]
    if others:
        few = sum(len(products[channel]) for channel in others) <= MOST_PRODUCTS
        told_together = tuple(sums[channel] for channel in others) if few else ()
        parts.append(Sum(exact_sum(subtotals[others]), told_together))
    total = Sum(numbers.total, parts[0].parts if len(sums) == 1 else tuple(parts))
    return Sum(numbers.before, (total, Sum(numbers.bias)))


def _told(
    before: Written, sums: tuple[Sum, ...], tied: tuple[tuple[Sum, ...], ...], shown: Sequence[int]
) -> StepDigits:
    """The texts of a tree, channel by channel."""
    total, bias = before.parts
    others = _others(len(sums), shown)
    told = (total,) if len(sums) == 1 else total.parts
    return StepDigits(
        told=told[: len(shown)],
        others=told[-1] if others else None,
        order=(*shown, *others),
        sums=sums,
        tied=tied,
        total=total.text,
        bias=bias.text,
        before=before.text,
    )
