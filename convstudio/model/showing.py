"""The document shows a moment of a training, and what an undo leads back to is recognized."""

from collections import deque
from typing import Any, NamedTuple

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from convstudio.files.project import LayerPart
from convstudio.model.document import Document
from convstudio.model.preparation import Preparation
from convstudio.model.timeline import Timeline
from convstudio.model.training import Training, Weights

MOST_KNOWN = 8  # places of the undo stack at which a moment was shown; trainings share what they can


class Known(NamedTuple):
    """Which moment of which training the layers of the document are."""

    layers: tuple[LayerPart, ...]
    training: Training
    steps: int


class Showing(Preparation):
    """One training and its timeline, and which moment of it the document has.

    Signals, beside those of `Preparation`:
        moment_changed(): the document has the weights of another moment.
        timeline_changed(): there is another timeline.
    """

    moment_changed = Signal()
    timeline_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self._training: Training | None = None
        self._nothing = Timeline(0)
        self._now: Known | None = None  # what is shown; None where it is nothing of this training
        self._known: deque[Known] = deque(maxlen=MOST_KNOWN)
        self._is_showing = False

    @property
    def timeline(self) -> Timeline:
        """What is kept of the training, also when it is over; an empty one where there was none."""
        return self._nothing if self._training is None else self._training.timeline

    @property
    def shown(self) -> int | None:
        """The moment whose weights the document has, in steps; None where it has others."""
        return None if self._now is None else self._now.steps

    def weights_at(self, steps: int) -> dict[int, tuple[NDArray[Any], ...]]:
        """The weights of a moment that is kept, by the number of the layer. Raises ValueError otherwise."""
        if self._training is None:
            raise ValueError("Nothing has been trained yet.")
        return self._training.weights_at(steps)

    def _take_up(self, training: Training, steps: int) -> None:
        """Turn to another training, at a moment of it."""
        if self._now is not None:
            self._known.append(self._now)
        if steps == 0:
            self._known.append(Known(training.layers, training, 0))
        self._training = training
        self._show(training.network.weights, steps)
        self.timeline_changed.emit()

    def _show(self, weights: Weights, steps: int) -> None:
        """Let the document have the weights of a moment."""
        assert self._training is not None
        before = self.shown
        self._is_showing = True
        try:
            self._document.show_learned(weights, self.tr("Training"))
        finally:
            self._is_showing = False
        self._now = Known(self._document.project.layers, self._training, steps)
        if steps != before:
            self.moment_changed.emit()

    def _recognize(self) -> None:
        """The document has other weights, by an edit or an undo: of which training are they?"""
        if self._now is not None:
            self._known.append(self._now)
        layers, training = self._document.project.layers, self._training
        self._now = next((known for known in reversed(self._known) if known.layers is layers), None)
        if self._now is not None and self._now.training is not training:
            self._training = self._now.training
            self.timeline_changed.emit()
        self.moment_changed.emit()

    def _forget_training(self) -> None:
        """Nothing of it fits the network any more."""
        self._known.clear()
        if self._training is not None:
            self._training = self._now = None
            self.timeline_changed.emit()
            self.moment_changed.emit()
