"""The step of training that the document itself stands for: its input as a batch of one, and a target."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType

from convstudio.files.project import Project
from convstudio.files.resources import LibraryFilter
from convstudio.model.backward_numbers import Array, StepNumbers, StepQuestion, work_out
from convstudio.model.built import build_layers
from convstudio.model.targets import (
    Target,
    fitting_filters,
    loss_for,
    losses_for,
    target_values,
    usual_loss,
    usual_target,
)
from convstudio.nn.optimizers import SGD, Adam, Optimizer, RMSprop
from convstudio.nn.shapes import Shape

OPTIMIZERS: Mapping[str, Callable[[float], Optimizer]] = MappingProxyType(
    {
        "sgd": SGD,
        "momentum": lambda rate: SGD(rate, momentum=0.9),
        "nesterov": lambda rate: SGD(rate, momentum=0.9, nesterov=True),
        "rmsprop": RMSprop,
        "adam": Adam,
    }
)
"""Ways to follow a gradient, by name, made with a learning rate; momentum as Keras' examples have it."""


@dataclass(frozen=True, eq=False)
class Wishes:
    """What a person wants of the step; None: what is usual."""

    loss: str | None = None
    target: Target | None = None
    optimizer: str = "sgd"
    rate: float = 0.01


@dataclass(frozen=True, eq=False)
class DocumentStep:
    """The step, worked out, with the wishes as they were met, and what else there is to choose.

    Attributes:
        numbers: of the step.
        wishes: none of them is None.
        losses: names of those that fit.
        filters: those of the library whose maps can be the target.
        shape: of an output, without batch.
    """

    numbers: StepNumbers
    wishes: Wishes
    losses: tuple[str, ...]
    filters: tuple[LibraryFilter, ...]
    shape: Shape


def step_of_document(
    project: Project, wishes: Wishes, cancelled: Callable[[], bool] = lambda: False
) -> DocumentStep | None:
    """Work out the step of a project, as far as its layers fit; None where it is no longer wanted.

    Raises:
        ValueError: no layer fits, the batch is too large, or the loss is not finite.
    """
    built = build_layers(project)
    if not built.layers:
        raise ValueError(built.problem or "A step of training needs at least one layer")
    last, shape = built.layers[-1], built.shapes[-1]
    losses = losses_for(shape)
    loss = wishes.loss if wishes.loss in losses else usual_loss(shape, last)
    assert loss is not None
    target, y = _target(project, wishes.target, built.shapes[-1], loss, last.output_range)
    question = StepQuestion(
        project.layers[: len(built.layers)],
        project.input[None],
        y,
        loss_for(loss, last.output_range),
        OPTIMIZERS[wishes.optimizer](wishes.rate),
    )
    numbers = work_out(question, cancelled)
    if numbers is None:
        return None
    met = replace(wishes, loss=loss, target=target)
    return DocumentStep(numbers, met, losses, fitting_filters(project, shape), shape)


def _target(
    project: Project, wanted: Target | None, shape: Shape, loss: str, spread: tuple[float, float]
) -> tuple[Target, Array]:
    """The wanted target and its values; what is usual, where it is not for such outputs."""
    usual = usual_target(project, shape, loss)
    for target in (wanted, usual):
        if target is not None:
            with suppress(ValueError):
                return target, target_values(target, project, shape, spread, loss)
    return Target(), target_values(Target(), project, shape, spread, loss)
