"""The states of a training, and what leads from one to the other."""

from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from convstudio.model.document import Document
from convstudio.model.goal import Goal
from convstudio.model.results import Results
from convstudio.model.showing import Showing
from convstudio.model.training_thread import Ending, TrainingThread

if TYPE_CHECKING:  # many start and never train
    from convstudio.model.evaluation import Evaluation
    from convstudio.model.training import Report, Training

ANSWER = 30  # ms after which a pause is answered, even if the thread has not left its layer yet
MEMORY = 256 << 20  # bytes of moments, unless something else is said


class TrainingState(Enum):
    """What a trainer does."""

    IDLE = "idle"  # nothing is under way: the next start is a new training
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"  # all epochs or steps of the recipe are done
    DIVERGED = "diverged"


class TrainingMachine(Showing):
    """Trains a copy of the document's network in a thread of its own, and shows there what it has learned.

    Signals, beside those of `Showing`:
        state_changed(TrainingState): another state.
        progressed(): more steps were taken; at most 25 times a second.
        failed(str): what went wrong.
    """

    state_changed = Signal(object)
    progressed = Signal()
    failed = Signal(str)

    def __init__(
        self, document: Document, results: Results, memory: float = MEMORY, parent: QObject | None = None
    ) -> None:
        """Follow a document; `memory` is how many bytes of moments may be kept."""
        super().__init__(document, parent)
        self._results, self._memory = results, memory
        self._state = TrainingState.IDLE
        self._goal = Goal(0, 0)  # where the training is finished
        self._is_stopping = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(ANSWER)
        self._patience.timeout.connect(self._rest_early)
        self._thread = TrainingThread(self)
        self._thread.reported.connect(self._take)
        self._thread.ended.connect(self._finish)
        self._thread.failed.connect(self._fail)
        document.weights_changed.connect(self._follow_weights)
        document.input_changed.connect(self._follow_input)
        for signal in (document.layer_changed, document.layers_changed, document.project_replaced):
            signal.connect(self._forget)

    def __del__(self) -> None:
        """A thread must not outlive whom it answers."""
        with suppress(AttributeError, RuntimeError):  # there is none yet, or Qt has deleted it
            self._thread.close()

    @property
    def state(self) -> TrainingState:
        """What it does."""
        return self._state

    @property
    def is_running(self) -> bool:
        """Whether steps are taken."""
        return self._state is TrainingState.RUNNING

    @property
    def last_evaluation(self) -> "Evaluation | None":
        """How the validation went after the last complete epoch."""
        return None if self._training is None else self._training.told.evaluation

    def copying(self) -> "Callable[[], Training]":
        """What gives a copy of the training as it stands at the moment shown; any thread may call it.

        Where no moment is shown, it is a new training, with the weights that the document has.

        Raises:
            ValueError: see `problem`.
        """
        from convstudio.model.training import Training

        recipe, training, memory = self._recipe, self._training, self._memory
        if training is not None and self.shown is not None:
            steps = training.timeline.nearest(self.shown)
            return lambda: training.branch(steps, recipe)
        project, data = self._prepared()
        return lambda: Training(project, data, recipe, memory)

    def close(self) -> None:
        """End the training for good, and wait for its thread to end."""
        self._end()
        self._thread.close()

    def _run(self, goal: Goal) -> None:
        assert self._training is not None
        self._is_stopping = self._is_away = False
        self._set_state(TrainingState.RUNNING)
        self._thread.run(self._training, goal)

    def _ask_to_rest(self, then_end: bool = False) -> None:
        """Come to rest soon; `then_end`: for good."""
        self._is_stopping = then_end
        self._thread.ask_to_stop()
        self._patience.start()

    @Slot(object)
    def _take(self, report: "Report") -> None:
        """The thread has come so far."""
        assert self._training is not None
        self._training.told = report
        if not self._results.is_computing and not self._document.in_stroke:
            self._show(report.weights, report.place.steps)
        self.progressed.emit()

    @Slot()
    def _rest_early(self) -> None:
        """A layer takes long: nothing will come of the step, so nobody has to wait for it."""
        assert self._training is not None
        told = self._training.told
        self._show(told.weights, told.place.steps)
        self._come_to_rest(TrainingState.PAUSED)

    @Slot(object)
    def _finish(self, ending: Ending) -> None:
        """The thread has come to rest; the state may have done so before."""
        assert self._training is not None
        self._training.told = told = ending.report
        if self.is_running or not self._is_away:
            self._show(told.weights, told.place.steps)
        self.progressed.emit()
        if ending.problem:
            self._come_to_rest(TrainingState.DIVERGED)
            self.failed.emit(ending.problem)
        elif self.is_running:
            is_done = self._goal.is_reached(told.place)
            self._come_to_rest(TrainingState.FINISHED if is_done else TrainingState.PAUSED)

    def _come_to_rest(self, state: TrainingState) -> None:
        self._patience.stop()
        if self._is_stopping:
            self._end()
        else:
            self._set_state(state)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(self.tr("Training ended: {reason}").format(reason=error or type(error).__name__))

    def _follow_weights(self) -> None:
        """Somebody else has written weights: the training is over, what was kept of it can be looked at."""
        if not self._is_shown:
            self._end()
            self._recognize()

    def _follow_input(self) -> None:
        """A target is for the input that was there."""
        if self._training is not None and self._training.data.layer is not None:
            self._end()

    def _end(self) -> None:
        """The thread tells nothing more, and what is learned after this is another undo."""
        self._patience.stop()
        self._thread.drop()
        self._document.end_learning()
        self._set_state(TrainingState.IDLE)

    def _forget(self) -> None:
        """Another network: nothing of the training fits it."""
        self._end()
        self._forget_training()

    def _set_state(self, state: TrainingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
