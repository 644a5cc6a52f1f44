"""What went wrong in a sum that a learner got wrong: the slips that people make, tried one by one."""

import math
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.explain import Explanation
from convstudio.files.number import parse_number

Place = tuple[int, int, int]  # row and column in the window, channel of the group
_EXACT = 1e-6  # relative: float32 knows no more
_MOST_TERMS = 4096  # beyond that a missing product cannot be told from the others


class Slip(Enum):
    """What people do wrong."""

    BIAS = auto()
    ACTIVATION = auto()
    LARGEST = auto()
    FLIPPED = auto()
    PADDING = auto()
    CHANNEL = auto()
    LEFT_OUT = auto()
    TWICE = auto()
    SIGN = auto()


class Mistake(NamedTuple):
    """A slip that gives the very number that was answered.

    `number` is what was missed or miscounted: bias, product, subtotal, or value before the activation.
    `places` are the products it can have been: all of the same size; for CHANNEL the channels.
    """

    slip: Slip
    number: float
    places: tuple[Place, ...] = ()


class Answer(NamedTuple):
    """A number that a learner typed, and how far from it the number that is meant may be."""

    value: float
    tolerance: float

    @classmethod
    def read(cls, text: str) -> "Answer":
        """Read a typed number: its last decimal may be rounded. Raises ValueError where it is none."""
        value = parse_number(text)
        decimals = len(text.strip().partition(".")[2])
        is_plain = not set(text.lower()) & set("e/") and decimals > 0
        return cls(value, 0.5 * 10.0**-decimals if is_plain else 0.0)

    def means(self, number: float) -> bool:
        """Whether the answer is that number, or that number rounded to no less than three digits."""
        off = abs(self.value - number)
        tolerance = self.tolerance if 100 * self.tolerance <= abs(number) else 0.0
        return off <= tolerance + _EXACT * max(1.0, abs(number))


def find_mistake(step: Explanation, answer: Answer) -> Mistake | None:
    """The first slip that leads to a wrong answer; None where none of them does."""
    if step.activation != "linear" and answer.means(step.before):
        return Mistake(Slip.ACTIVATION, step.before)
    if not ACTIVATIONS[step.activation].elementwise:
        return None  # the value depends on the sums of all filters
    for mistake, total in _slips(step):
        if answer.means(_value(step, total)):
            return mistake
    return None


def _value(step: Explanation, before: float) -> float:
    with np.errstate(all="ignore"):
        return float(ACTIVATIONS[step.activation](np.array([before]))[0])


def _slips(step: Explanation) -> Iterator[tuple[Mistake, float]]:
    """Each slip with the sum, bias and all, that it leads to."""
    products, whole = step.products, step.total + step.bias
    if step.bias:
        yield Mistake(Slip.BIAS, step.bias), step.total
    if products.size > 1:
        yield Mistake(Slip.LARGEST, float(products.max())), float(products.max()) + step.bias
        flipped = step.weights[::-1, ::-1].astype(np.float64)
        yield Mistake(Slip.FLIPPED, whole), float((flipped * step.patch).sum()) + step.bias
    outside = math.fsum(products[~step.inside].ravel())
    if outside:
        yield Mistake(Slip.PADDING, outside), whole - outside
    for channel, subtotal in enumerate(step.subtotals):
        if len(step.subtotals) > 1 and subtotal:
            yield Mistake(Slip.CHANNEL, float(subtotal), ((0, 0, channel),)), whole - float(subtotal)
    yield from _slips_of_one_product(step, whole)


def _slips_of_one_product(step: Explanation, whole: float) -> Iterator[tuple[Mistake, float]]:
    sizes = np.unique(step.products[step.products != 0])
    if sizes.size > _MOST_TERMS:
        return
    for slip, times in ((Slip.LEFT_OUT, -1), (Slip.TWICE, 1), (Slip.SIGN, -2)):
        for number in sizes.tolist():
            places = tuple((int(r), int(c), int(k)) for r, c, k in np.argwhere(step.products == number))
            yield Mistake(slip, number, places), whole + times * number
