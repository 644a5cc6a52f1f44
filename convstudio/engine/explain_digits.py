"""The digits of one step of a convolution, so that its sums add up as they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import shown_terms
from convstudio.engine.exact import exact_sum
from convstudio.engine.factors import factor_terms
from convstudio.engine.written_sum import Suits, Sum, Written, terms_of, write_exact, write_sum

MOST_CHANNELS = 8
"""Of more channels, those that add most are told one by one, and the others as one sum."""

MOST_PRODUCTS = 1024  # of all channels; of more, those of the channels that are told together do not decide

Array = NDArray[Any]


@dataclass(frozen=True)
class StepDigits:
    """The texts of one step: each number has one, in every line where it stands.

    `rest` is the sum of the channels that are told together; it is empty where there are none.
    """

    channels: tuple[Written, ...]
    products: tuple[tuple[float, ...], ...]  # of each channel, row by row
    rest: str
    total: str
    bias: str
    before: str

    @property
    def subtotals(self) -> list[str]:
        """The sum of the products of each channel."""
        return [channel.text for channel in self.channels]

    def products_of(self, channel: int) -> list[str]:
        """The products of a channel, row by row."""
        written = self.channels[channel]
        return written.texts or shown_terms(self.products[channel], written.text)


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
    weights, patch, products = (_by_channel(array) for array in numbers[:3])
    shown = largest_channels(numbers.subtotals.tolist()) if shown is None else shown
    made = [factor_terms(*three) for three in zip(weights, patch, products, strict=True)]
    tied = _tree(numbers, made, shown)
    written = write_exact(tied, suits) if any(term.allowed for terms in made for term in terms) else None
    if written is None:
        written = write_sum(_tree(numbers, list(map(terms_of, products)), shown), suits)
    return _told(written, products, shown)


def _by_channel(array: Array) -> list[tuple[float, ...]]:
    channels = np.moveaxis(array, -1, 0)
    return [tuple(channel.ravel().tolist()) for channel in channels]


def _others(count: int, shown: Sequence[int]) -> list[int]:
    return sorted(set(range(count)) - set(shown))


def _tree(numbers: StepNumbers, products: Sequence[tuple[Sum, ...]], shown: Sequence[int]) -> Sum:
    """What the activation gets, as total and bias; the total as the shown channels and all others."""
    subtotals, others = numbers.subtotals, _others(len(products), shown)
    counted = set(shown) if numbers.products.size > MOST_PRODUCTS else set(range(len(products)))
    sums = [
        Sum(subtotal, terms if channel in counted else ())
        for channel, (subtotal, terms) in enumerate(zip(subtotals.tolist(), products, strict=True))
    ]
    parts = [sums[channel] for channel in shown]
    if others:
        parts.append(Sum(exact_sum(subtotals[others]), tuple(sums[channel] for channel in others)))
    total = Sum(numbers.total, parts[0].parts if len(sums) == 1 else tuple(parts))
    return Sum(numbers.before, (total, Sum(numbers.bias)))


def _told(before: Written, products: Sequence[tuple[float, ...]], shown: Sequence[int]) -> StepDigits:
    """The texts of a tree, channel by channel."""
    total, bias = before.parts
    others = _others(len(products), shown)
    told = (total,) if len(products) == 1 else total.parts
    rest = told[-1] if others else None
    channels = (*told[: len(shown)], *(rest.parts if rest else ()))
    in_order = dict(zip((*shown, *others), channels, strict=True))
    return StepDigits(
        channels=tuple(in_order[channel] for channel in range(len(products))),
        products=tuple(products),
        rest=rest.text if rest else "",
        total=total.text,
        bias=bias.text,
        before=before.text,
    )
