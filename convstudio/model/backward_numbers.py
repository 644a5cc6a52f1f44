"""One step of training as it is asked about, and everything that it comes to; knows nothing of Qt."""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain_loss import LossExplanation
from convstudio.engine.explain_update import UpdateExplanation
from convstudio.files.project import LayerPart
from convstudio.model.training_data import LossOfMap
from convstudio.nn.error_terms import middle_errors
from convstudio.nn.explain_loss import explain_loss
from convstudio.nn.explain_update import explain_update, slots_of
from convstudio.nn.layer import Layer
from convstudio.nn.losses import Loss
from convstudio.nn.optimizers import Optimizer
from convstudio.nn.separable import SeparableConv
from convstudio.nn.training_pass import Dice, TrainingPass, no_dice, run_pass

Array = NDArray[Any]
MOST_VALUES = 1 << 24  # of all levels of a batch: each is kept three times in float64, about 400 MB
MOST_WORK = 1 << 31  # multiply-adds of a batch, some seconds


@dataclass(frozen=True, eq=False)
class StepQuestion:
    """A step of training that somebody wants to look at.

    Attributes:
        layers: all of them fit, from the input on.
        x: inputs (batch, ...).
        y: targets (batch, ...), as the loss takes them.
        loss: what the step makes smaller.
        optimizer: before the step.
        dice: random numbers for each layer.
        first: number of the first layer in the document, from 0.
    """

    layers: tuple[LayerPart, ...]
    x: Array
    y: Array
    loss: Loss
    optimizer: Optimizer
    dice: Dice = no_dice
    first: int = 0


@dataclass(frozen=True, eq=False)
class StepNumbers:
    """The answer: in float64, to be explained, and in the numbers that the network is made of."""

    question: StepQuestion
    training: TrainingPass
    stored: TrainingPass
    loss: LossExplanation

    @cached_property
    def targets(self) -> Array:
        """What should come out, as planes (batch, rows, cols, channels); a class as a one among zeros."""
        training = self.training
        wanted = training.kind.checked(training.targets, training.outputs)
        return wanted.reshape(training.levels[-1].shape)

    def errors_by_maps(self, number: int) -> Array:
        """The errors that a layer sends back to its input, (batch, rows, cols, maps)."""
        if number not in self._errors:
            layer, errors = self.training.layers[number], self.training.error_before(number)
            if isinstance(layer, SeparableConv):
                errors = middle_errors(layer, errors)
            self._errors[number] = errors
        return self._errors[number]

    @cached_property
    def _errors(self) -> dict[int, Array]:
        return {}

    def weight(self, number: int, name: str, index: tuple[int, ...]) -> np.floating[Any]:
        """A weight as it is stored."""
        weight: np.floating[Any] = self.stored.layers[number].trained_weights[name][index]
        return weight

    def update(self, number: int, name: str, index: tuple[int, ...]) -> UpdateExplanation:
        """What the optimizer does to a weight in this step."""
        arrays = [
            (at, known) for at, layer in enumerate(self.stored.layers) for known in layer.trained_weights
        ]
        optimizer = self.question.optimizer
        slots = slots_of(optimizer, arrays.index((number, name)), index)
        gradient = self.stored.by_weights[number][name][index]
        return explain_update(optimizer, self.weight(number, name, index), gradient, slots)


def work_out(question: StepQuestion, cancelled: Callable[[], bool] = lambda: False) -> StepNumbers | None:
    """Take the step forward and backward; None where it is no longer wanted.

    Raises:
        ValueError: layers, inputs or targets do not fit each other, the loss is not finite, or the batch is
            too large to keep everything.
    """
    exact = _built(question, "float64")
    _check_size(exact, question.x)
    training = run_pass(exact, question.x.astype(np.float64), question.y, question.loss, question.dice)
    if cancelled():
        return None
    stored = run_pass(_built(question), question.x, question.y, question.loss, question.dice)
    loss = explain_loss(*told(question.loss, question.y, training.outputs))
    return None if cancelled() else StepNumbers(question, training, stored, loss)


def told(loss: Loss, y: Array, outputs: Array) -> tuple[Loss, Array, Array]:
    """A loss whose formula is known, with targets and outputs: of one map alone where only that is wanted."""
    return loss.of_channel(y, outputs) if isinstance(loss, LossOfMap) else (loss, y, outputs)


def _built(question: StepQuestion, dtype: str | None = None) -> list[Layer]:
    """The layers of a question for themselves alone, in their own dtypes or all in one."""
    shape, layers = question.x.shape[1:], []
    for part in question.layers:
        words = part.config if dtype is None else {**part.config, "dtype": dtype}
        layers.append(dataclasses.replace(part, config=words).build(shape))
        shape = layers[-1].output_shape_for(shape)
    if not layers:
        raise ValueError("A step of training needs at least one layer")
    return layers


def _check_size(layers: list[Layer], x: Array) -> None:
    values, work, shape = x.size, 0, x.shape[1:]
    for layer in layers:
        work += len(x) * layer.multiply_adds(shape)
        shape = layer.output_shape_for(shape)
        values += len(x) * math.prod(shape)
    if values > MOST_VALUES or work > MOST_WORK:
        raise ValueError(
            f"One step of training can be explained up to {MOST_VALUES:,} values and {MOST_WORK:,} "
            f"multiply-adds; this one has {values:,} and {work:,}"
        )
