"""A training as it was: the weights of every moment that is kept, and the loss of every step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import Project
from convstudio.model.trainer import Trainer

Weights = Mapping[int, tuple[NDArray[Any], ...]]


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """Any thread may read it.

    Attributes:
        project: what was trained; its weights do not count.
        moments: for each number of steps taken, ascending, the weights of the layers that have some.
        curve: the loss of every step, as it was before the step.
    """

    project: Project
    moments: Mapping[int, Weights]
    curve: NDArray[np.float64]

    @property
    def steps(self) -> tuple[int, ...]:
        """The moments, as numbers of steps taken."""
        return tuple(self.moments)

    def at(self, steps: int) -> Project:
        """The project with the weights of a moment."""
        weights = self.moments[steps]
        layers = [
            replace(part, weights=weights[number]) if number in weights else part
            for number, part in enumerate(self.project.layers)
        ]
        return replace(self.project, layers=tuple(layers))


def run_of(trainer: Trainer, project: Project) -> TrainingRun | None:
    """The training that the weights of the project come from; None where there was none of two moments."""
    timeline = trainer.timeline
    moments: dict[int, Weights] = {}
    for steps in timeline.kept:
        try:
            moments[steps] = trainer.weights_at(steps)
        except ValueError:  # it was thinned out meanwhile
            continue
    if len(moments) < 2 or not _fits(project, next(iter(moments.values()))):
        return None
    return TrainingRun(project, moments, timeline.curve())


def _fits(project: Project, weights: Weights) -> bool:
    """Whether the weights are those of the layers that the project has now."""
    return all(
        number < len(project.layers)
        and [array.shape for array in project.layers[number].weights] == [array.shape for array in arrays]
        for number, arrays in weights.items()
    )
