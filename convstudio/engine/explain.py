"""One output cell written out: the cells under the window, the weights, products, sums, and what follows."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activated import activation_suits
from convstudio.engine.activation import ACTIVATIONS, activation_named
from convstudio.engine.digits import adds_up, format_value
from convstudio.engine.exact import exact_products, exact_sum
from convstudio.engine.explain_digits import StepDigits, StepNumbers, step_digits
from convstudio.engine.geometry import Box, Geometry
from convstudio.engine.patch import Patch, patch_at

MOST_TERMS = 12
"""So many terms of a sum are written out in words."""

Array = NDArray[Any]


class Place(NamedTuple):
    """An output cell, counted from 0, and the kind of the layer that gives it."""

    layer_kind: str
    row: int
    col: int
    filter: int

    @property
    def box(self) -> Box:
        """The cell as a block of its map."""
        return Box(self.row, self.row + 1, self.col, self.col + 1)


@dataclass(frozen=True, kw_only=True)
class CellExplanation(ABC):
    """Where one value of a feature map comes from, whatever the layer. All places count from 0."""

    layer_kind: str
    row: int
    col: int
    filter: int
    value: float

    @abstractmethod
    def lines(self) -> tuple[str, ...]:
        """The formula with the numbers, line by line."""

    @abstractmethod
    def inputs(self) -> NDArray[np.intp]:
        """The input cells that count: (row, col, channel) of each, (count, 3)."""


class Why(Enum):
    """What made a value zero."""

    NOT_ZERO = auto()
    NOTHING_MATCHED = auto()
    CANCELLED = auto()
    BIAS = auto()
    ACTIVATION = auto()


@dataclass(frozen=True)
class Reason:
    """Why a value is zero, with the numbers: sums of positive and negative products, bias, all."""

    why: Why
    positive: float
    negative: float
    bias: float
    before: float


@dataclass(frozen=True, kw_only=True)
class Explanation(CellExplanation):
    """One output cell of a convolution.

    `weights`, `patch` and `products` are (kernel rows, kernel cols, channels of the group): the weights as
    they meet the patch, the cells with the padding filled in, and their exact products. `positions`,
    `sources` and `inside` are those of `Patch`. `channels` are the input channels of the filter's group, with
    one of `subtotals` each. `total` is their sum, `before` is total + bias in the dtype of the input, and
    `value` is what the activation makes of it.
    """

    weights: Array
    patch: Array
    positions: NDArray[np.intp]
    sources: NDArray[np.intp]
    inside: NDArray[np.bool_]
    channels: range
    products: NDArray[np.float64]
    subtotals: NDArray[np.float64]
    total: float
    bias: float
    before: float
    activation: str

    def why_zero(self) -> Reason:
        """What made the value zero, if it is."""
        positive = exact_sum(self.products[self.products > 0])
        negative = exact_sum(self.products[self.products < 0])
        return Reason(self._why(), positive, negative, self.bias, self.before)

    def digits(self, shown: Sequence[int] | None = None) -> StepDigits:
        """The numbers as texts that add up; `shown` are the channels that are told one by one."""
        suits = partial(activation_suits, self.activation, self.before)
        numbers = StepNumbers(
            self.weights, self.patch, self.products, self.subtotals, self.total, self.bias, self.before
        )
        return step_digits(numbers, suits, shown)

    def lines(self) -> tuple[str, ...]:
        """Sums of the channels (of many, one sum), bias and activation, as a person would write them."""
        are_few = len(self.channels) <= MOST_TERMS
        digits = self.digits()
        sums = digits.subtotals if are_few else [digits.total]
        equals = "=" if adds_up([*sums, digits.bias], digits.before) else "≈"
        numbers = (channel + 1 for channel in self.channels) if are_few else ()
        formula = ACTIVATIONS[self.activation].formula.format(z=digits.before)
        return (
            *(f"channel {number}: {text}" for number, text in zip(numbers, sums, strict=are_few)),
            f"{' + '.join(sums)} + bias {digits.bias} {equals} {digits.before}",
            f"{self.activation}: {formula} → {format_value(self.value)}",
        )

    def inputs(self) -> NDArray[np.intp]:
        """The input cells under the window, in every channel of the group."""
        return Patch(self.positions, self.sources, self.inside).cells(self.channels)

    def _why(self) -> Why:
        if self.value != 0:
            return Why.NOT_ZERO
        if self.bias and self._without_bias() != 0:
            return Why.BIAS
        if self.total == 0:
            return Why.CANCELLED if self.products.any() else Why.NOTHING_MATCHED
        return Why.ACTIVATION

    def _without_bias(self) -> float:
        activation = ACTIVATIONS[self.activation]
        return float(activation(np.array([self.total]))[0]) if activation.elementwise else self.value


def explain(
    x: Array,
    kernel: Array,
    bias: Array | None,
    geometry: Geometry,
    row: int,
    col: int,
    filter: int,
    activation: str = "linear",
    layer_kind: str = "",
) -> Explanation:
    """Write out the output cell (row, col) of one filter's map.

    Args:
        x: one input without batch, (rows, cols, channels).
        kernel: (kernel rows, kernel cols, channels / groups, filters), as it meets the patch.
        bias: (filters,) or None.
        geometry: how the window slides over `x`.
        row, col, filter: which cell, counted from 0.
        activation: its name; one that looks at all channels gets all of them.
        layer_kind: name of the layer, passed on.

    Raises:
        ValueError: there is no such cell, or no such activation.
    """
    check_cell((*geometry.outputs, kernel.shape[3]), row, col, filter)
    linear = _explain_linear(x, kernel, bias, geometry, row, col, filter)
    if activation_named(activation).elementwise:
        channels, place = [linear.before], 0
    else:
        everything = range(kernel.shape[3])
        channels = [_explain_linear(x, kernel, bias, geometry, row, col, f).before for f in everything]
        place = filter
    value = float(ACTIVATIONS[activation](np.array(channels, x.dtype))[place])
    return replace(linear, value=value, activation=activation, layer_kind=layer_kind)


def _explain_linear(
    x: Array, kernel: Array, bias: Array | None, geometry: Geometry, row: int, col: int, filter: int
) -> Explanation:
    channels = group_channels(filter, x.shape[2], kernel)
    under = patch_at(geometry, row, col)
    patch = under.values(x[..., channels.start : channels.stop])
    products = exact_products(patch, kernel[..., filter])
    total = exact_sum(products)
    offset = 0.0 if bias is None else float(bias[filter])
    before = float(x.dtype.type(exact_sum(np.array([total, offset]))))
    return Explanation(
        layer_kind="",
        row=row,
        col=col,
        filter=filter,
        value=before,
        weights=kernel[..., filter],
        patch=patch,
        positions=under.positions,
        sources=under.sources,
        inside=under.inside,
        channels=channels,
        products=products,
        subtotals=np.array([exact_sum(channel) for channel in np.moveaxis(products, -1, 0)]),
        total=total,
        bias=offset,
        before=before,
        activation="linear",
    )


def check_cell(shape: tuple[int, int, int], row: int, col: int, filter: int) -> None:
    """Raise ValueError if maps of `shape` (rows, cols, filters) have no such cell."""
    if not all(0 <= place < size for place, size in zip((row, col, filter), shape, strict=True)):
        raise ValueError(
            f"The output has (rows, cols, filters) = {shape}. Received: row={row}, col={col}, filter={filter}"
        )


def group_channels(filter: int, input_channels: int, kernel: Array) -> range:
    """Input channels that a filter sees; the others belong to the filters of other groups."""
    width, filters = kernel.shape[2:]
    group = filter // (filters // (input_channels // width))
    return range(group * width, (group + 1) * width)
