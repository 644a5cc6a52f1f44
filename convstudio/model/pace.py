"""Counts steps by the clock."""

import math
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

SLOWEST, FASTEST = 0.5, 60.0  # steps a second


class Clock(Protocol):
    """What is asked of a clock; QElapsedTimer is one."""

    def start(self) -> None:
        """Count from now."""

    def elapsed(self) -> int:
        """Milliseconds since the start."""


class Pace(QObject):
    """Says which step it is time for, from the time gone by: a slow frame skips steps, and nothing drifts.

    Signals:
        due(int): it is time for this step.
    """

    due = Signal(int)

    def __init__(self, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock: Clock = clock or QElapsedTimer()
        self._speed = 4.0
        self._start = 0.0  # step at the start of the clock: between two after a change of speed
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        progress = self._progress()
        self._speed = speed
        if self._timer.isActive():
            self.start(progress)

    def start(self, step: float) -> None:
        """Count on from a step; the next is due after a full interval."""
        self._start = step
        self._clock.start()
        self._wait()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def _progress(self) -> float:
        return self._start + self._clock.elapsed() * self._speed / 1000

    def _wait(self) -> None:
        """Sleep until the next step is due."""
        progress = self._progress()
        missing = math.floor(progress) + 1 - progress
        self._timer.start(max(1, math.ceil(missing * 1000 / self._speed)))

    def _tick(self) -> None:
        self._wait()
        self.due.emit(math.floor(self._progress()))
