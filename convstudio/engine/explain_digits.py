"""The digits of one step of a convolution, so that its sums add up as they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import shown_terms
from convstudio.engine.exact import exact_sum
from convstudio.engine.written_sum import Suits, Sum, Written, terms_of, write_sum

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


def step_digits(
    products: Array,
    subtotals: Array,
    total: float,
    bias: float,
    before: float,
    suits: Suits,
    shown: Sequence[int] | None = None,
) -> StepDigits:
    """Choose the digits of all numbers of a step together.

    Args:
        products: (rows, cols, channels).
        subtotals: (channels,), their sums.
        total: the sum of these.
        bias: what is added.
        before: total and bias, as the activation gets it.
        suits: whether the activation makes of a text what it makes of `before`.
        shown: channels that are told one by one; by default those of `largest_channels`.
    """
    cells = tuple(map(tuple, np.moveaxis(products, -1, 0).reshape(len(subtotals), -1).tolist()))
    shown = largest_channels(subtotals.tolist()) if shown is None else shown
    others = sorted(set(range(len(cells))) - set(shown))
    counted = set(shown) if products.size > MOST_PRODUCTS else set(range(len(cells)))
    sums = [
        Sum(subtotal, terms_of(cells[channel]) if channel in counted else ())
        for channel, subtotal in enumerate(subtotals.tolist())
    ]
    parts = [sums[channel] for channel in shown]
    if others:
        parts.append(Sum(exact_sum(subtotals[others]), tuple(sums[channel] for channel in others)))
    alone = len(cells) == 1
    written = write_sum(
        Sum(before, (Sum(total, parts[0].parts if alone else tuple(parts)), Sum(bias))), suits
    )
    whole, offset = written.parts
    told = (whole,) if alone else whole.parts
    rest = told[-1] if others else None
    in_order = dict(zip((*shown, *others), (*told[: len(shown)], *(rest.parts if rest else ())), strict=True))
    return StepDigits(
        channels=tuple(in_order[channel] for channel in range(len(cells))),
        products=cells,
        rest=rest.text if rest else "",
        total=whole.text,
        bias=offset.text,
        before=written.text,
    )
