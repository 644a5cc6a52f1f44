"""Runs a training elsewhere, and tells of it no more often than a screen can show."""

import time
from collections.abc import Callable, Generator
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from convstudio.model.goal import Goal
from convstudio.model.worker import Worker
from convstudio.nn.learner import DivergedError

if TYPE_CHECKING:  # many start and never train
    from convstudio.model.training import Report, Training

# Seconds. Python runs in one thread at a time: the window gets only what the training leaves to it.
INTERVAL = 0.04  # between two reports, at least
DRAWINGS = 2  # times as long between two reports as the window needs to show one
DRAWING = 0.1  # at most, in which the training rests while the window shows a report
SLICE = 0.004  # of work without a rest
SHARE = 0.1  # of the work, as rest after it


class Ending(NamedTuple):
    """How far a training was when it came to rest, and what was wrong."""

    report: "Report"
    problem: str


class TrainingThread(QObject):
    """One training at a time.

    Signals:
        reported(object): how far it has come; the next report comes only after this one was seen.
        ended(object): its Ending: the goal is reached, it was asked to stop, or it diverged.
        failed(object): an exception that nobody expected.

    Attributes:
        seconds_per_step: how long a step takes at least.
    """

    reported = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker(self)
        self._stop, self._is_seen = Event(), Event()
        self.seconds_per_step = 0.0
        self._worker.progressed.connect(self._pass_on)
        self._worker.finished.connect(self.ended)
        self._worker.failed.connect(self.failed)

    def run(self, training: "Training", goal: Goal) -> None:
        """Train until the goal is reached; one that was asked to stop comes to rest before."""
        self._stop.set()
        self._is_seen.set()
        stop, is_seen = self._stop, self._is_seen = Event(), Event()  # nobody else's
        is_seen.set()
        self._worker.start(lambda cancelled: self._train(training, goal, stop, is_seen, cancelled))

    def ask_to_stop(self) -> None:
        """Come to rest at the next layer; `ended` tells when."""
        self._stop.set()
        self._is_seen.set()

    def drop(self) -> None:
        """Come to rest, and tell nothing more."""
        self.ask_to_stop()
        self._worker.cancel()

    def close(self) -> None:
        """Come to rest for good, and wait for the thread to end."""
        self.ask_to_stop()
        self._worker.close()

    def _train(
        self, training: "Training", goal: Goal, stop: Event, is_seen: Event, cancelled: Callable[[], bool]
    ) -> "Generator[Report, None, Ending]":
        """In the other thread."""
        reported = rested = time.perf_counter()
        interval, problem = INTERVAL, ""
        try:
            for _ in training.go(goal, lambda: stop.is_set() or cancelled()):
                now = time.perf_counter()
                is_due = now - reported >= interval or self.seconds_per_step >= INTERVAL
                if is_due and is_seen.is_set():
                    is_seen.clear()
                    yield training.report
                    self._wait_until_seen(stop, is_seen)
                    reported = time.perf_counter()
                    interval = max(INTERVAL, DRAWINGS * (reported - now))
                worked = now - rested
                if self.seconds_per_step or worked >= SLICE:
                    stop.wait(max(SHARE * worked, self.seconds_per_step - worked))
                    rested = time.perf_counter()
        except DivergedError as diverged:
            problem = str(diverged)
        return Ending(training.report, problem)

    def _wait_until_seen(self, stop: Event, is_seen: Event) -> None:
        """Each step of a slow training is seen; whoever asks to stop may do so just before this wait."""
        while not (is_seen.wait(DRAWING) or stop.is_set()) and self.seconds_per_step >= INTERVAL:
            pass

    @Slot(object)
    def _pass_on(self, report: "Report") -> None:
        self.reported.emit(report)
        QTimer.singleShot(0, self, self._is_seen.set)  # when what has changed is painted
