"""What of a step of training is looked at, and what it comes to. Knows nothing of Qt."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain_error import ErrorTerms, PoolShare, explain_pool_shares
from convstudio.engine.explain_update import UpdateExplanation
from convstudio.engine.gradient_walk import GradientStep
from convstudio.engine.walk import Walk
from convstudio.model.flat import folded
from convstudio.model.training_numbers import TrainingNumbers
from convstudio.nn.error_terms import middle_errors, terms_of_cell, terms_of_gate
from convstudio.nn.pooling import Pool
from convstudio.nn.separable import SeparableConv
from convstudio.nn.weight_grids import WeightGrid, array_names, grids_of, weight_grid

Array = NDArray[Any]


class Side(Enum):
    """Which gradient is walked through: that by the weights of a layer, or that by its input."""

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
        sample: of the batch, on the side of the input.
    """

    side: Side = Side.WEIGHTS
    array: str = ""
    filter: int = 0
    slice: int = 0
    weight: tuple[int, int] = (0, 0)
    sample: int = 0

    def within(self, numbers: TrainingNumbers, number: int) -> "Look":
        """The nearest look that a layer has."""
        training = numbers.training
        layer, maps = training.layers[number], errors_by_maps(numbers, number).shape[3]
        names, sample = array_names(layer), min(self.sample, len(training.levels[0]) - 1)
        if not names:
            return replace(self, side=Side.INPUT, array="", filter=min(self.filter, maps - 1), sample=sample)
        array = self.array if self.array in names else names[0]
        filters, slices = grids_of(layer, array)
        most = maps if self.side is Side.INPUT else filters
        return replace(
            self,
            array=array,
            filter=min(self.filter, most - 1),
            slice=min(self.slice, slices - 1),
            sample=sample,
        )


@dataclass(frozen=True, eq=False)
class WeightFacts:
    """All of one weight that does not depend on the position.

    Attributes:
        name, index: where it stands in Keras' arrays.
        gradient: in float64; `stored_gradient` in the numbers of the layer.
        update: what the optimizer does to it.
    """

    name: str
    index: tuple[int, ...]
    gradient: float
    stored_gradient: float
    update: UpdateExplanation


@dataclass(frozen=True, eq=False)
class CellFacts:
    """One input cell, and how the error comes back to it.

    Attributes:
        sample, row, col, channel: which cell.
        value: the cell itself.
        gradient: in float64; `stored_gradient` in the numbers of the layer.
        terms: what it is the sum of; None where that is not told.
        windows: of a pooling, those that see the cell.
    """

    sample: int
    row: int
    col: int
    channel: int
    value: float
    gradient: float
    stored_gradient: float
    terms: ErrorTerms | None
    windows: tuple[PoolShare, ...] = ()

    @property
    def place(self) -> tuple[int, int, int, int]:
        """(sample, row, col, channel)."""
        return self.sample, self.row, self.col, self.channel


@dataclass(frozen=True)
class GateFacts:
    """How the error of a place came through the layer's own activation: of one map, at one place."""

    activation: str
    z: float
    terms: ErrorTerms


def grid_of(numbers: TrainingNumbers, number: int, look: Look) -> WeightGrid:
    """The weights of a look, vectors folded as they are shown."""
    return weight_grid(numbers.training, number, look.array, look.filter, look.slice, folded)


def cells_of(numbers: TrainingNumbers, number: int) -> Walk:
    """All cells of what reaches a layer, channel by channel."""
    return Walk(*numbers.training.levels[number].shape[1:])


def weight_facts(
    numbers: TrainingNumbers, number: int, grid: WeightGrid, weight: tuple[int, int]
) -> WeightFacts:
    """What is known of the weight at (row, col) of a grid."""
    array = numbers.stored.by_weights[number][grid.name]
    index = tuple(int(part) for part in np.unravel_index(int(grid.numbers[weight]), array.shape))
    return WeightFacts(
        grid.name,
        index,
        float(numbers.training.by_weights[number][grid.name][index]),
        float(array[index]),
        numbers.update(number, grid.name, index),
    )


def cell_facts(numbers: TrainingNumbers, number: int, sample: int, step: int) -> CellFacts:
    """What is known of one input cell of a layer, by its number in `cells_of`."""
    place, training = cells_of(numbers, number)[step], numbers.training
    cell = place.row, place.col, place.filter
    layer, x = training.layers[number], training.levels[number][sample]
    windows: tuple[PoolShare, ...] = ()
    if isinstance(layer, Pool):
        geometry, errors = layer.window(training.shapes[number]), training.errors[number + 1][sample]
        windows = explain_pool_shares(x, errors, geometry, cell, layer.is_max)
    return CellFacts(
        sample,
        *cell,
        float(x[cell]),
        float(training.errors[number][(sample, *cell)]),
        float(numbers.stored.errors[number][(sample, *cell)]),
        terms_of_cell(training, number, sample, cell),
        windows,
    )


def gate_at(
    numbers: TrainingNumbers, number: int, sample: int, place: tuple[int, int, int]
) -> GateFacts | None:
    """The gate of the layer's own activation at (row, col, map); None where it has none."""
    terms = terms_of_gate(numbers.training, number, sample, place)
    if terms is None:
        return None
    sums = numbers.training.sums(number)[(sample, *place)]
    return GateFacts(getattr(numbers.training.layers[number], "activation", ""), float(sums), terms)


def error_place(grid: WeightGrid, step: GradientStep, weight: tuple[int, int]) -> tuple[int, int, int] | None:
    """(row, col, map) of the error that a weight meets at a position; None under a window of errors."""
    positions = grid.walk.positions
    if grid.on_errors or grid.errors.shape[1:3] != (positions.rows, positions.cols):
        return None
    number = weight[0] * grid.numbers.shape[1] + weight[1]
    return step.row, step.col, number if grid.filter is None else grid.filter


def errors_by_maps(numbers: TrainingNumbers, number: int) -> Array:
    """The errors that a layer sends back to its input, (batch, rows, cols, maps)."""
    training, layer = numbers.training, numbers.training.layers[number]
    errors = training.error_before(number)
    return middle_errors(layer, errors) if isinstance(layer, SeparableConv) else errors
