"""A position among steps, which moves by itself if it is asked to."""

from abc import abstractmethod
from enum import Enum

from PySide6.QtCore import QObject, Signal

from convstudio.model.pace import FASTEST, SLOWEST, Clock, Pace


class State(Enum):
    """What a stepper does."""

    AT_START = "at start"
    PLAYING = "playing"
    PAUSED = "paused"
    FINISHED = "finished"


class Stepper(QObject):
    """One of `count` steps is the current one. Where there are none, every wish to move is ignored.

    Signals:
        step_changed(int): another step, counted from 0; follows every `walk_changed`.
        state_changed(State): another state.
        walk_changed(): there are other steps, or none any more.
        speed_changed(float): steps a second.
    """

    step_changed = Signal(int)
    state_changed = Signal(object)
    walk_changed = Signal()
    speed_changed = Signal(float)

    def __init__(self, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index, self._state = 0, State.AT_START
        self._pace = Pace(clock, self)
        self._pace.due.connect(self._stand)

    @property
    @abstractmethod
    def count(self) -> int:
        """How many steps there are."""

    @property
    @abstractmethod
    def row_length(self) -> int:
        """Steps from one row to the next, at least 1."""

    @property
    def index(self) -> int:
        """The current step, counted from 0."""
        return self._index

    @property
    def state(self) -> State:
        """What it does."""
        return self._state

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._pace.speed

    def set_speed(self, speed: float) -> None:
        """Change the speed, also while playing; it is held between SLOWEST and FASTEST."""
        speed = min(max(float(speed), SLOWEST), FASTEST)
        if speed != self._pace.speed:
            self._pace.speed = speed
            self.speed_changed.emit(speed)

    def play(self) -> None:
        """Move by itself, from the start again where the walk is at its end."""
        if self._state is not State.PLAYING:
            self._stand(0 if self._state is State.FINISHED else self._index, playing=True)
            self.go_to(self._index)

    def pause(self) -> None:
        """Stand still."""
        self._stand(self._index, playing=False)

    def toggle(self) -> None:
        """Play, or pause."""
        if self._state is State.PLAYING:
            self.pause()
        else:
            self.play()

    def step_forward(self) -> None:
        """One step on, standing still; at the end nothing."""
        self._stand(self._index + 1, playing=False)

    def step_back(self) -> None:
        """One step back, standing still; at the start nothing."""
        self._stand(self._index - 1, playing=False)

    def to_start(self) -> None:
        """To the first step, standing still."""
        self._stand(0, playing=False)

    def to_end(self) -> None:
        """To the last step, standing still."""
        self._stand(max(0, self.count - 1), playing=False)

    def go_to(self, index: int) -> None:
        """Jump to a step, or to the nearest there is; what plays goes on from there."""
        self._stand(index, playing=self._state is State.PLAYING)
        if self._state is State.PLAYING:
            self._pace.start(self._index)

    def _stand(self, index: int, playing: bool = True) -> None:
        """The one place where step and state change."""
        last = max(0, self.count - 1)
        index = min(max(index, 0), last)
        state = _state(index, last, playing)
        moved, changed = index != self._index, state is not self._state
        self._index, self._state = index, state
        if state is not State.PLAYING:
            self._pace.stop()
        if moved:
            self.step_changed.emit(index)
        if changed:
            self.state_changed.emit(state)

    def _walk_anew(self, index: int) -> None:
        """There are other steps: stand on one of them before anybody hears of it."""
        self._index = index
        self.walk_changed.emit()
        self.step_changed.emit(index)
        self.go_to(index)


def _state(index: int, last: int, playing: bool) -> State:
    if playing and index < last:
        return State.PLAYING
    if index == 0:
        return State.AT_START
    return State.FINISHED if index == last else State.PAUSED
