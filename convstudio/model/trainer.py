"""Learning, for whoever shows it: a training that can be watched, scrubbed, compared and gone back in."""

import math

from PySide6.QtCore import QObject

from convstudio.model.document import Document
from convstudio.model.kernels import kernel_of
from convstudio.model.machine import MEMORY, TrainingMachine, TrainingState
from convstudio.model.results import Results
from convstudio.model.weights_differences import Distance, MomentComparison, differences, distance


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

    @property
    def distance(self) -> Distance | None:
        """How far the kernel is from the one that made the target; None where nobody knows that one."""
        data = None if self._training is None else self._training.data
        if data is None or data.kernel is None:
            return None
        part = self._document.project.layers[data.layer or 0]
        kernel = part.weights[0] if data.filter is None else kernel_of(part)
        if kernel is None:
            return None
        return distance(kernel if data.filter is None else kernel[..., data.filter], data.kernel)

    def set_speed(self, steps: float | None) -> None:
        """Take at most so many steps a second; None for as many as can be.

        Raises:
            ValueError: that is no number above 0.
        """
        if steps is not None and not 0 < steps < math.inf:
            raise ValueError(f"Steps a second are a number above 0. Received: {steps!r}")
        self._thread.seconds_per_step = 0.0 if steps is None else 1 / steps

    def compare(self, earlier: int, later: int) -> MomentComparison:
        """Compare two moments that are kept. Raises ValueError where one is not."""
        layers = differences(self.weights_at(earlier), self.weights_at(later))
        logs = self.timeline.logs_at(earlier), self.timeline.logs_at(later)
        return MomentComparison((earlier, later), logs, layers)

    def _show_sought(self, state: TrainingState) -> None:
        sought, self._sought = self._sought, None
        if sought is not None and state is not TrainingState.RUNNING:
            self.seek(sought)
