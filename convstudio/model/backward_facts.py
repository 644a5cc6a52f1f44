"""Finds out what is known of the weight or cell that is looked at. Knows nothing of Qt."""

import numpy as np

from convstudio.engine.explain_error import PoolShare, explain_pool_shares
from convstudio.model.backward_look import cells_of
from convstudio.model.backward_numbers import StepNumbers, told
from convstudio.model.training_data import LossOfMap
from convstudio.nn.error_terms import terms_of_cell, terms_of_gate
from convstudio.nn.explain_loss import explain_loss_term, explain_output_error
from convstudio.nn.gradient_facts import CellFacts, GateFacts, OutputFacts, WeightFacts
from convstudio.nn.pooling import Pool
from convstudio.nn.weight_grids import WeightGrid


def weight_facts(numbers: StepNumbers, number: int, grid: WeightGrid, weight: tuple[int, int]) -> WeightFacts:
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


def cell_facts(numbers: StepNumbers, number: int, sample: int, step: int) -> CellFacts:
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


def output_facts(numbers: StepNumbers, sample: int, step: int) -> OutputFacts:
    """What is known of one cell of what comes out, by its number in `cells_of`."""
    training = numbers.training
    cell = cells_of(numbers, len(training.layers))[step]
    place = sample, cell.row, cell.col, cell.filter
    return OutputFacts(
        *place,
        float(training.levels[-1][place]),
        float(numbers.targets[place]),
        *_formulas(numbers, place),
        float(training.errors[-1][place]),
        float(numbers.stored.errors[-1][place]),
    )


def _formulas(numbers: StepNumbers, place: tuple[int, int, int, int]) -> tuple[str, str]:
    """The term of the loss and the error of an output; nothing where another map alone is wanted."""
    training, loss = numbers.training, numbers.training.kind
    number = int(np.ravel_multi_index(place, training.levels[-1].shape))
    index = tuple(int(part) for part in np.unravel_index(number, training.outputs.shape))
    if isinstance(loss, LossOfMap):
        if place[3] != loss.channel:
            return "", ""
        index = (*index[:-1], 0)
    kind, y, outputs = told(loss, training.targets, training.outputs)
    return explain_loss_term(kind, y, outputs, index), explain_output_error(kind, y, outputs, index)


def gate_at(numbers: StepNumbers, number: int, sample: int, place: tuple[int, int, int]) -> GateFacts | None:
    """The gate of the layer's own activation at (row, col, map); None where it has none."""
    terms = terms_of_gate(numbers.training, number, sample, place)
    if terms is None:
        return None
    sums = numbers.training.sums(number)[(sample, *place)]
    return GateFacts(getattr(numbers.training.layers[number], "activation", ""), float(sums), terms)
