"""The way of a training through its samples: step by step, epoch by epoch, and back to where it once was."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.nn.callbacks import Means
from convstudio.nn.learner import DivergedError, InterruptedStepError, Learner, Logs, Memory

Array = NDArray[Any]


class Place(NamedTuple):
    """Where a course stands.

    Attributes:
        steps: taken since the beginning.
        epochs: complete ones.
        batch: number of the next batch of this epoch, from 0.
        order: of the samples in this epoch; None where it has not begun.
        means: of the numbers of this epoch, or, where it has not begun, of the one before.
    """

    steps: int
    epochs: int
    batch: int
    order: NDArray[np.intp] | None
    means: Means


class Moment(NamedTuple):
    """All that the rest of a training depends on, beside the samples."""

    place: Place
    memory: Memory


class Course:
    """Takes the steps of a learner over samples (samples, ...) in batches.

    Attributes:
        learner: what takes the steps.
        place: where it stands.
    """

    def __init__(
        self,
        learner: Learner,
        samples: tuple[Array, Array],
        size: int,
        shuffle: bool,
        rows: NDArray[np.intp] | None = None,
    ) -> None:
        """Stand at the beginning; `rows` are the numbers of the samples that are learned, None for all."""
        self.learner = learner
        self.place = Place(0, 0, 0, None, Means())
        self._samples, self._size, self._shuffle = samples, size, shuffle
        self._rows = np.arange(len(samples[0])) if rows is None else rows
        self._before = self.place

    @property
    def batches(self) -> int:
        """Steps of an epoch."""
        return -(-len(self._rows) // self._size)

    def step(self) -> Logs:
        """Take the next step; see `Learner.step`, also for what is raised."""
        place = self._begun()
        rows = self._rows_at(place)
        try:
            logs = self.learner.step(self._samples[0][rows], self._samples[1][rows])
        except DivergedError as diverged:
            self.place = self._before if diverged.steps_back else place
            raise
        except InterruptedStepError:
            self.place = place  # with the order that was drawn
            raise
        self._before = place
        means = place.means.with_batch(logs, len(rows))
        steps, batch = place.steps + 1, place.batch + 1
        is_last = batch == self.batches
        self.place = (
            Place(steps, place.epochs + 1, 0, None, means)
            if is_last
            else place._replace(steps=steps, batch=batch, means=means)
        )
        return logs

    def next_batch(self) -> tuple[Array, Array]:
        """Inputs and targets of the next step. Where an epoch begins with it, its order is drawn now."""
        self.place = self._begun()
        rows = self._rows_at(self.place)
        return self._samples[0][rows], self._samples[1][rows]

    @property
    def moment(self) -> Moment:
        """A copy of all that the rest depends on; setting it goes back to there."""
        return Moment(self.place, self.learner.memory)

    @moment.setter
    def moment(self, moment: Moment) -> None:
        self.place = self._before = moment.place
        self.learner.memory = moment.memory

    def _rows_at(self, place: Place) -> NDArray[np.intp]:
        """Numbers of the samples of the next batch."""
        assert place.order is not None
        return place.order[place.batch * self._size : (place.batch + 1) * self._size]

    def _begun(self) -> Place:
        """The place, with an order of the samples."""
        if self.place.order is not None:
            return self.place
        order = self.learner.dice.order.permutation(self._rows) if self._shuffle else self._rows
        return self.place._replace(order=order, means=Means())
