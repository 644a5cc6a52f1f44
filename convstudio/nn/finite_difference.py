"""Gradients checked by hand: how much the loss really changes when one number is moved a little.

Source of the step size: central differences miss h² · f‴ / 6 and the rounding of the loss over h.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from convstudio.nn.training_pass import TrainingPass

STEPS = (1e-4, 1e-5, 1e-6, 1e-7)  # from the first on, smaller ones where a corner lies within
_BEND = 0.02  # how far from 4 the ratio of two bends may be on a smooth curve
_CURVED = 1e-7  # by how much the slope may change from half a step to a whole one
_NOISE = 64 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class FiniteDifference:
    """The loss at `step` ahead of a number and behind it.

    Attributes:
        step: how far the number was moved.
        ahead, here, behind: the losses.
        has_corner: the loss bends sharply here (a ReLU at 0, two largest cells): from the right it changes
            by `right`, from the left by `left`, and a gradient can be either, or what lies between.
    """

    step: float
    ahead: float
    here: float
    behind: float
    has_corner: bool

    @property
    def slope(self) -> float:
        """The central difference (ahead − behind) / 2 steps."""
        return (self.ahead - self.behind) / (2 * self.step)

    @property
    def right(self) -> float:
        """The slope ahead."""
        return (self.ahead - self.here) / self.step

    @property
    def left(self) -> float:
        """The slope behind."""
        return (self.here - self.behind) / self.step

    @property
    def resolution(self) -> float:
        """Smaller slopes cannot be told from 0, for the rounding of the losses."""
        return _NOISE * abs(self.here) / self.step

    def relative_to(self, gradient: float) -> float:
        """|difference − gradient| / the larger of both; 0 where both are below the resolution."""
        larger = max(abs(gradient), abs(self.slope))
        return 0.0 if larger <= self.resolution else abs(self.slope - gradient) / larger

    def confirms(self, gradient: float, tolerance: float = 1e-6) -> bool:
        """Whether the gradient is the slope; at a corner, whether it lies between those of both sides."""
        slack = self.resolution + tolerance * max(abs(gradient), abs(self.slope))
        if self.has_corner:
            return min(self.left, self.right) - slack <= gradient <= max(self.left, self.right) + slack
        return abs(self.slope - gradient) <= slack


def difference_by_weight(
    training: TrainingPass, number: int, name: str, index: tuple[int, ...]
) -> FiniteDifference:
    """How the loss follows one weight, through all layers from its own on.

    Args:
        training: a pass in float64.
        number: of the layer, from 0.
        name: of the array of weights.
        index: of the weight in it.
    """
    layer = copy.deepcopy(training.layers[number])
    weights, planes = layer.trained_weights[name], training.levels[number]
    value = float(weights[index])

    def loss_at(moved: float) -> float:
        weights[index] = moved
        return training.loss_from(number, planes, layer)

    return _difference(loss_at, value)


def difference_by_cell(
    training: TrainingPass, level: int, place: tuple[int, int, int, int]
) -> FiniteDifference:
    """How the loss follows one cell (sample, row, col, channel) of what reaches a layer."""
    planes = training.levels[level].copy()
    value = float(planes[place])

    def loss_at(moved: float) -> float:
        planes[place] = moved
        return training.loss_from(level, planes)

    return _difference(loss_at, value)


def _difference(loss_at: Callable[[float], float], value: float) -> FiniteDifference:
    """With the largest step that has no corner within and is short enough for the curve.

    Where there is a corner within all of them, it is here.
    """
    here, unit = loss_at(value), max(1.0, abs(value))
    smooth: FiniteDifference | None = None
    for size in STEPS:
        step = size * unit
        whole = FiniteDifference(step, loss_at(value + step), here, loss_at(value - step), False)
        half = FiniteDifference(step / 2, loss_at(value + step / 2), here, loss_at(value - step / 2), False)
        if _bends_sharply(whole, half):
            continue
        if abs(whole.slope - half.slope) <= _CURVED * abs(half.slope) + whole.resolution:
            return whole
        smooth = whole
    return smooth or replace(whole, has_corner=True)


def _bends_sharply(whole: FiniteDifference, half: FiniteDifference) -> bool:
    """Whether there is a corner between the ends: on a curve they lie 4 times as far from a straight line."""
    bend, half_bend = _bend(whole), _bend(half)
    noise = _NOISE * max(map(abs, (whole.here, whole.ahead, whole.behind)))
    return abs(bend) > noise and abs(bend - 4 * half_bend) > _BEND * abs(bend) + 4 * noise


def _bend(found: FiniteDifference) -> float:
    """How far the ends lie above a straight line: 4 times as far for twice the step, 2 times at a corner."""
    return (found.ahead - found.here) + (found.behind - found.here)
