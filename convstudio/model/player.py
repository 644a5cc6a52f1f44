"""Walks the window over the input: where it stands, and whether it moves by itself."""

from enum import Enum

from PySide6.QtCore import QObject, Signal

from convstudio.engine.walk import Step, Walk
from convstudio.model.document import Document
from convstudio.model.pace import FASTEST, SLOWEST, Clock, Pace
from convstudio.model.results import Results


class State(Enum):
    """What the player does."""

    AT_START = "at start"
    PLAYING = "playing"
    PAUSED = "paused"
    FINISHED = "finished"


class Player(QObject):
    """A position on the walk over the active layer. The filter in hand is that of the current step.

    Where the active layer does not fit its input there is no walk, and every wish to move is ignored.

    Signals:
        step_changed(int): another step, counted from 0; follows every `walk_changed`.
        state_changed(State): another state.
        walk_changed(): the walk has other steps, or there is none any more.
        speed_changed(float): steps a second.
    """

    step_changed = Signal(int)
    state_changed = Signal(object)
    walk_changed = Signal()
    speed_changed = Signal(float)

    def __init__(
        self, document: Document, results: Results, clock: Clock | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._results = document, results
        self._walk: Walk | None = None
        self._layer = 0  # over which the walk is
        self._index, self._state = 0, State.AT_START
        self._pace = Pace(clock, self)
        self._pace.due.connect(self._stand)
        results.geometry_changed.connect(self._follow)
        document.project_replaced.connect(self._open)
        self._follow()
        self._open()

    @property
    def walk(self) -> Walk | None:
        """All steps; None where the active layer does not fit its input."""
        return self._walk

    @property
    def index(self) -> int:
        """The current step, counted from 0."""
        return self._index

    @property
    def step(self) -> Step | None:
        """The current step; None without a walk."""
        return None if self._walk is None else self._walk[self._index]

    @property
    def state(self) -> State:
        """What the player does."""
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
        self._stand(len(self._walk) - 1 if self._walk else 0, playing=False)

    def go_to(self, index: int) -> None:
        """Jump to a step, or to the nearest there is; what plays goes on from there."""
        self._stand(index, playing=self._state is State.PLAYING)
        if self._state is State.PLAYING:
            self._pace.start(self._index)

    def go_to_cell(self, row: int, col: int) -> None:
        """Jump to a cell of the feature map in hand, or to the nearest there is."""
        if self._walk is not None:
            self.go_to(_nearest(self._walk, self._walk[self._index].filter, row, col))

    def show_filter(self, filter: int) -> None:
        """Jump to the same cell of another filter's feature map."""
        if self._walk is not None:
            step = self._walk[self._index]
            self.go_to(_nearest(self._walk, filter, step.row, step.col))

    def _stand(self, index: int, playing: bool = True) -> None:
        """The one place where step and state change."""
        last = len(self._walk) - 1 if self._walk else 0
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

    def _open(self) -> None:
        """Stand where the project was left."""
        self.pause()
        self.go_to(self._document.project.step)

    def _follow(self) -> None:
        """Stay on the cell and the filter, or on the nearest left, when the walk gets other steps."""
        layer = self._document.active_layer
        walk, step = self._results.walk(layer), self.step
        if (layer, _size(walk)) == (self._layer, _size(self._walk)):
            return
        self._layer = layer
        self._walk = walk  # and the index with it, before anybody hears of it
        self._index = _nearest(walk, step.filter, step.row, step.col) if walk and step else 0
        self.walk_changed.emit()
        self.step_changed.emit(self._index)
        self.go_to(self._index)


def _state(index: int, last: int, playing: bool) -> State:
    if playing and index < last:
        return State.PLAYING
    if index == 0:
        return State.AT_START
    return State.FINISHED if index == last else State.PAUSED


def _nearest(walk: Walk, filter: int, row: int, col: int) -> int:
    """Index of the step at a cell, or at the nearest that the walk has."""
    ends = (walk.filters - 1, walk.rows - 1, walk.cols - 1)
    return walk.index_of(
        *(min(max(place, 0), end) for place, end in zip((filter, row, col), ends, strict=True))
    )


def _size(walk: Walk | None) -> tuple[int, int, int] | None:
    return None if walk is None else (walk.rows, walk.cols, walk.filters)
