"""What of a step of training is looked at. Knows nothing of Qt."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from numpy.typing import NDArray

from convstudio.engine.gradient_walk import GradientStep
from convstudio.engine.walk import Walk
from convstudio.model.backward_numbers import StepNumbers
from convstudio.model.flat import folded
from convstudio.nn.weight_grids import WeightGrid, array_names, grids_of, weight_grid

Array = NDArray[Any]


class Side(Enum):
    """What is walked through: the loss cell by cell, the gradient by weights, or that by the input."""

    LOSS = "loss"
    WEIGHTS = "weights"
    INPUT = "input"


@dataclass(frozen=True)
class Look:
    """What is looked at; all numbers count from 0.

    Attributes:
        side: which gradient.
        array: name of the array of weights.
        filter, slice: which grid of its weights; on the side of the input, `filter` is the map whose errors
            are shown.
        weight: (row, col) in the grid.
        sample: of the batch; on the side of the weights the walk goes through all.
    """

    side: Side = Side.WEIGHTS
    array: str = ""
    filter: int = 0
    slice: int = 0
    weight: tuple[int, int] = (0, 0)
    sample: int = 0

    def within(self, numbers: StepNumbers, number: int) -> "Look":
        """The nearest look that a layer has."""
        training = numbers.training
        layer, maps = training.layers[number], numbers.errors_by_maps(number).shape[3]
        names, sample = array_names(layer), min(self.sample, len(training.levels[0]) - 1)
        if not names:
            side = Side.INPUT if self.side is Side.WEIGHTS else self.side
            return replace(self, side=side, array="", filter=min(self.filter, maps - 1), sample=sample)
        array = self.array if self.array in names else names[0]
        filters, slices = grids_of(layer, array)
        most = filters if self.side is Side.WEIGHTS else maps
        return replace(
            self,
            array=array,
            filter=min(self.filter, most - 1),
            slice=min(self.slice, slices - 1),
            sample=sample,
        )


def grid_of(numbers: StepNumbers, number: int, look: Look) -> WeightGrid:
    """The weights of a look, vectors folded as they are shown."""
    return weight_grid(numbers.training, number, look.array, look.filter, look.slice, folded)


def cells_of(numbers: StepNumbers, number: int) -> Walk:
    """All cells of what reaches a layer, channel by channel."""
    return Walk(*numbers.training.levels[number].shape[1:])


def error_place(grid: WeightGrid, step: GradientStep, weight: tuple[int, int]) -> tuple[int, int, int] | None:
    """(row, col, map) of the error that a weight meets at a position; None under a window of errors."""
    positions = grid.walk.positions
    if grid.on_errors or grid.errors.shape[1:3] != (positions.rows, positions.cols):
        return None
    number = weight[0] * grid.numbers.shape[1] + weight[1]
    return step.row, step.col, number if grid.filter is None else grid.filter
