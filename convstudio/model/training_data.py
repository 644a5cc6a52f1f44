"""What layers are to learn: inputs, and what should come out."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.files.frozen import read_only
from convstudio.files.project import Project
from convstudio.files.recipe import Recipe
from convstudio.files.samples import Samples, Targets
from convstudio.nn.losses import Loss

Array = NDArray[Any]
Numbers = NDArray[np.intp]


class Split(NamedTuple):
    """Numbers of the samples that are trained on, and of those that are only evaluated."""

    training: Numbers
    validation: Numbers


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Inputs and wanted outputs.

    Attributes:
        x: inputs, read-only float32, (samples, ...).
        y: the class of each, from 0, (samples,); or the wanted outputs, (samples, ...); read-only.
        classes: what the classes are called; () where `y` are wanted outputs.
        kernel: the weights that made the wanted outputs, in Keras' shape; None where nobody knows them.
        layer: the only layer that is trained, from 0, whose inputs and outputs these are; None where it is
            the whole network.
        filter: of that layer the only one whose map is wanted, from 0; None where all are.

    Raises:
        ValueError: there are not as many targets as inputs, none at all, or a number is no class.
    """

    x: Array
    y: Array
    classes: tuple[str, ...] = ()
    kernel: Array | None = None
    layer: int | None = None
    filter: int | None = None

    def __post_init__(self) -> None:
        if self.x.ndim < 2 or self.y.ndim < 1 or len(self.x) != len(self.y) or not len(self.x):
            raise ValueError(
                "There must be a target for each input, and at least one. "
                f"Received: shapes {self.x.shape} and {self.y.shape}"
            )
        if self.classes and (self.y.ndim != 1 or self.y.min() < 0 or self.y.max() >= len(self.classes)):
            raise ValueError(f"Classes are numbers from 0 to {len(self.classes) - 1}. Received: {self.y}")
        object.__setattr__(self, "x", read_only(self.x, np.float32))
        object.__setattr__(self, "y", _numbers(self.y) if self.classes else read_only(self.y, np.float32))

    @classmethod
    def of(cls, samples: Samples | Targets) -> "TrainingData":
        """Classes to be told apart, or outputs that are wanted of the whole network."""
        if isinstance(samples, Samples):
            return cls(samples.x, samples.y, samples.classes)
        return cls(samples.x, samples.y, kernel=samples.kernel)

    def data_for(self, project: Project) -> "TrainingData":
        """These, whatever the project."""
        return self

    def start_for(self, project: Project, seed: int) -> Project:
        """The project as it is."""
        return project

    def __len__(self) -> int:
        return len(self.x)

    def loss(self, recipe: Recipe) -> Loss:
        """What the training makes small: the loss of a recipe, of one map alone where only that is wanted."""
        return recipe.new_loss() if self.filter is None else LossOfMap(recipe.new_loss(), self.filter)

    def split(self, part: float) -> Split:
        """Keep a part of the samples, the last ones, for checking; rounded as `fit` does."""
        kept = math.floor(len(self) * (1 - part))
        return Split(np.arange(kept), np.arange(kept, len(self)))


class LossOfMap(Loss):
    """Another loss, of one channel of the outputs alone."""

    def __init__(self, loss: Loss, channel: int) -> None:
        """Take the loss and which channel, from 0."""
        self._loss, self._one = loss, slice(channel, channel + 1)

    @property
    def channel(self) -> int:
        """Which one, from 0."""
        return self._one.start

    def of_channel(self, y_true: Array, y_pred: Array) -> tuple[Loss, Array, Array]:
        """The other loss, with targets and outputs of the channel alone."""
        return self._loss, y_true[..., self._one], y_pred[..., self._one]

    def losses(self, y_true: Array, y_pred: Array) -> Array:
        """Those of the channel."""
        return self._loss.losses(y_true[..., self._one], y_pred[..., self._one])

    def slopes(self, y_true: Array, y_pred: Array) -> Array:
        """Those of the channel, 0 elsewhere."""
        slopes = np.zeros_like(y_pred)
        slopes[..., self._one] = self._loss.slopes(y_true[..., self._one], y_pred[..., self._one])
        return slopes


def _numbers(y: Array) -> Numbers:
    numbers = y.astype(np.intp)
    numbers.flags.writeable = False
    return numbers
