"""Learning, for whoever shows it: a training that can be watched, scrubbed, compared and gone back in."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from convstudio.model.document import Document
from convstudio.model.machine import MEMORY, TrainingMachine, TrainingState
from convstudio.model.results import Results
from convstudio.nn.learner import Logs

Array = NDArray[Any]


class Difference(NamedTuple):
    """How the weights of a layer differ between two moments.

    Attributes:
        layer: its number, from 0.
        arrays: those of the later moment less those of the earlier, in float64.
        largest: the largest magnitude of all.
        relative: the norm of all differences, divided by that of the earlier weights; inf where these are 0.
    """

    layer: int
    arrays: tuple[Array, ...]
    largest: float
    relative: float


class MomentComparison(NamedTuple):
    """Two moments: how many steps had been taken, the numbers of the next batch, how the weights differ."""

    steps: tuple[int, int]
    logs: tuple[Logs, Logs]
    layers: list[Difference]


class Trainer(TrainingMachine):
    """A training and its timeline. Signals are those of `TrainingMachine`."""

    def __init__(
        self, document: Document, results: Results, memory: float = MEMORY, parent: QObject | None = None
    ) -> None:
        super().__init__(document, results, memory, parent)
        self._sought: int | None = None  # shown as soon as the thread is at rest
        self.state_changed.connect(self._show_sought)

    def seek(self, steps: int) -> None:
        """Show the last moment kept that is not after `steps`; a training that runs pauses first."""
        if self._training is None:
            return
        if self.state is TrainingState.RUNNING:
            self._sought = steps
            self.pause()
        else:
            nearest = self.timeline.nearest(steps)
            self._show(self._training.weights_at(nearest), nearest)

    def train_on_from(self, steps: int) -> None:
        """Go back to a moment and train on, exactly as it would have gone on; one undo leads back.

        Raises:
            ValueError: nothing has been trained yet, the moment is not kept, or a training runs.
        """
        if self.state is TrainingState.RUNNING:
            raise ValueError("Pause the training before it goes on from another moment.")
        self.weights_at(steps)
        self._go_on_from(steps)

    def weights_at(self, steps: int) -> dict[int, tuple[Array, ...]]:
        """The weights of a moment that is kept, by the number of the layer. Raises ValueError otherwise."""
        if self._training is None:
            raise ValueError("Nothing has been trained yet.")
        return self._training.weights_at(steps)

    def compare(self, earlier: int, later: int) -> MomentComparison:
        """Compare two moments that are kept. Raises ValueError where one is not."""
        before, after = self.weights_at(earlier), self.weights_at(later)
        layers = [_difference(number, before[number], after[number]) for number in before]
        logs = self.timeline.logs_at(earlier), self.timeline.logs_at(later)
        return MomentComparison((earlier, later), logs, layers)

    def _show_sought(self, state: TrainingState) -> None:
        sought, self._sought = self._sought, None
        if sought is not None and state is not TrainingState.RUNNING:
            self.seek(sought)


def _difference(layer: int, before: tuple[Array, ...], after: tuple[Array, ...]) -> Difference:
    pairs = [
        (one.astype(np.float64), other.astype(np.float64)) for one, other in zip(before, after, strict=True)
    ]
    arrays = tuple(other - one for one, other in pairs)
    flat = np.concatenate([array.ravel() for array in arrays])
    base = float(np.linalg.norm(np.concatenate([one.ravel() for one, _ in pairs])))
    norm = float(np.linalg.norm(flat))
    relative = norm / base if base else (np.inf if norm else 0.0)
    return Difference(layer, arrays, float(np.abs(flat).max(initial=0)), relative)
