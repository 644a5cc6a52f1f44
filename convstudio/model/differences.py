"""Finite differences of what is looked at, worked out in the background and kept."""

from contextlib import suppress
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from convstudio.model.worker import Worker
from convstudio.nn.finite_difference import FiniteDifference, difference_by_cell, difference_by_weight
from convstudio.nn.training_pass import TrainingPass

MOST_KEPT = 4096


class Subject(NamedTuple):
    """A weight of a layer, by its array and its place there; a cell of its input, where the array is ""."""

    layer: int
    array: str
    place: tuple[int, ...]


class Differences(QObject):
    """Answers of one training pass; the newest question replaces those before it.

    Signals:
        found(object): the Subject whose difference is known now.
    """

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Subject, FiniteDifference] = {}
        self._training: TrainingPass | None = None
        self._asked: Subject | None = None
        self._worker = Worker(self)
        self._worker.finished.connect(self._take)

    def __del__(self) -> None:
        """A worker must not outlive whom it answers."""
        with suppress(AttributeError, RuntimeError):  # there is none yet, or Qt has deleted it
            self.blockSignals(True)
            self.close()

    def close(self) -> None:
        """Stop computing, for good."""
        self._worker.close()

    def follow(self, training: TrainingPass | None) -> None:
        """Answer for another pass; the answers for the one before are forgotten."""
        self._worker.cancel()
        self._training = training
        self._known.clear()

    def of(self, subject: Subject) -> FiniteDifference | None:
        """The difference; where it is not known yet, it is asked for, and `found` tells."""
        known = self._known.get(subject)
        is_asked = self._worker.is_busy and subject == self._asked
        if known is None and self._training is not None and not is_asked:
            training, self._asked = self._training, subject
            self._worker.start(lambda _cancelled: (training, subject, _difference(training, subject)))
        return known

    @Slot(object)
    def _take(self, answer: tuple[TrainingPass, Subject, FiniteDifference]) -> None:
        training, subject, difference = answer
        if training is self._training:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[subject] = difference
            self.found.emit(subject)


def _difference(training: TrainingPass, subject: Subject) -> FiniteDifference:
    if subject.array:
        return difference_by_weight(training, subject.layer, subject.array, subject.place)
    sample, row, col, channel = subject.place
    return difference_by_cell(training, subject.layer, (sample, row, col, channel))
