"""Why a value is what it is: parts of it that come from single cells, and what comes from nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Array, Layer
from convstudio.nn.receptive_field import Cell, cover, regions
from convstudio.nn.trace import Part, Trace


@dataclass(frozen=True, eq=False)
class Why:
    """A value as a sum over cells of an earlier level.

    Attributes:
        products: what each cell of a block (rows, cols, channels) adds; None where only padding is seen.
        constants: what the layers add by themselves, mostly their biases, each with the layer's number.
        before: the value before the activation of the last layer.
        value: the value.
        bent: numbers of the layers that are not made of straight pieces. Without any, the sum over all is
            `before` within one layer, and `value` over several, to rounding. With some, it is only as exact
            as a straight line through this input is, and what the line misses is among the constants.
    """

    products: Part | None
    constants: tuple[tuple[int, float], ...]
    before: float
    value: float
    bent: tuple[int, ...] = ()

    @property
    def channel_sums(self) -> Array:
        """What each channel adds in all, (channels,)."""
        return np.zeros(0) if self.products is None else self.products.values.sum(axis=(0, 1))

    @property
    def total(self) -> float:
        """The sum over all cells and constants."""
        return float(self.channel_sums.sum()) + sum(constant for _, constant in self.constants)


def why_in_layer(trace: Trace, level: int, cell: Cell) -> Why:
    """A value as a sum over the cells that its layer sees.

    Sums of products add up to what stands before the activation, whatever that is; other layers (pooling,
    batch normalization, softmax) to the value itself.

    Raises:
        ValueError: the level is the input, which is not computed from anything.
    """
    if level < 1:
        raise ValueError(f"The input is not computed from anything. Received: level={level}")
    number = level - 1
    layer, value = trace.layers[number], float(trace.levels[level][cell])
    into = cover(regions(trace.layers[number:level], trace.shapes[number : level + 1], 1, cell)[0])
    if isinstance(layer, Affine):
        before, bias = _sums(trace, number, cell)
        return Why(_products_of_sums(trace, number, cell, into), ((number, bias),), before, value)
    products = _times(trace.returned(number, trace.one(level, cell), into), trace.levels[number])
    rest = value - (0.0 if products is None else float(products.values.sum()))
    return Why(products, ((number, rest),), value, value, _bent(trace.layers, (number,)))


def why_from_pixels(trace: Trace, level: int, cell: Cell) -> Why:
    """A value as a sum over the cells of the input, and one constant for each layer.

    Each cell adds its value times the gradient. A layer adds what it would give more than straight lines
    through zero do: its bias, where the gates behind it let it through.
    """
    gradients = trace.gradients(level, cell)
    pairs = enumerate(pairwise(gradients))
    constants = tuple((number, _constant(trace, number, after, seen)) for number, (seen, after) in pairs)
    value = float(trace.levels[level][cell])
    products = _times(gradients[0], trace.levels[0])
    return Why(products, constants, value, value, _bent(trace.layers, range(level)))


def _sums(trace: Trace, number: int, cell: Cell) -> tuple[float, float]:
    """What stands before the activation at a cell, and the bias in it."""
    layer = trace.layers[number]
    assert isinstance(layer, Affine)
    row, col, channel = cell
    place = Box(row, row + 1, col, col + 1)
    with np.errstate(all="ignore"):
        before = layer.before(trace.batch(number), trace.shapes[number], place)[0, 0, 0, channel]
    return float(before), layer.bias_of(channel)


def _products_of_sums(trace: Trace, number: int, cell: Cell, into: Box | None) -> Part | None:
    layer, one = trace.layers[number], trace.one(number + 1, cell)
    assert isinstance(layer, Affine)
    if into is None:
        return None
    weights = layer.return_sums(one.values[None], trace.shapes[number], one.box, into)
    return _times(Part(into, weights[0]), trace.levels[number])


@np.errstate(all="ignore")
def _times(part: Part | None, level: Array) -> Part | None:
    """Numbers of a block, each times the value that stands there; 0 times infinity is 0 here."""
    if part is None:
        return None
    values = level[part.box.slices]
    return Part(part.box, np.where(part.values == 0, 0, part.values * values))


@np.errstate(all="ignore")
def _constant(trace: Trace, number: int, gradient: Part | None, seen: Part | None) -> float:
    """What a layer adds to a value by itself.

    Args:
        trace: the stack.
        number: the layer.
        gradient: that of the value by the layer's output.
        seen: that by its input; of this only the block counts, outside of which nothing is seen.
    """
    if gradient is None:
        return 0.0
    rest = trace.levels[number + 1][gradient.box.slices].astype(np.float64)
    if seen is not None:
        before = trace.levels[number][seen.box.slices].astype(np.float64)
        straight = trace.pushed(number, Part(seen.box, before), gradient.box)
        rest -= 0.0 if straight is None else straight.values
    return float(np.where(gradient.values == 0, 0.0, gradient.values * rest).sum())


def _bent(layers: Sequence[Layer], numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(number for number in numbers if not layers[number].is_piecewise_linear)
