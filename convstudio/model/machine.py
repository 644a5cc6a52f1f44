"""The states of a training, and what leads from one to the other."""

import math
from contextlib import suppress
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from convstudio.files.recipe import Recipe
from convstudio.model.document import Document
from convstudio.model.evaluation import Evaluation
from convstudio.model.preparation import Source
from convstudio.model.results import Results
from convstudio.model.showing import Showing
from convstudio.model.training import Goal, Report, Training
from convstudio.model.training_thread import Ending, TrainingThread
from convstudio.nn.course import Place

ANSWER = 60  # ms after which a pause is answered, even if the thread has not left its layer yet
MEMORY = 256 << 20  # bytes of moments, unless something else is said


class TrainingState(Enum):
    """What a trainer does."""

    IDLE = "idle"  # nothing is under way: the next start is a new training
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"  # all epochs or steps of the recipe are done
    DIVERGED = "diverged"


OPEN = (TrainingState.RUNNING, TrainingState.PAUSED, TrainingState.FINISHED, TrainingState.DIVERGED)


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
        self._evaluation: Evaluation | None = None
        self._base = (0, 0)  # epochs and steps from which the length of the recipe counts
        self._reported: int | None = None  # the moment that the thread has told last
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
    def last_evaluation(self) -> Evaluation | None:
        """How the validation went after the last complete epoch."""
        return self._evaluation

    def set_data(self, data: Source | None) -> None:
        """Take what is to be learned; a training of something else ends."""
        self._end()
        super().set_data(data)

    def set_recipe(self, recipe: Recipe) -> None:
        """Take how it is to be learned.

        Raises:
            ValueError: a training is under way, and more changes than learning rate and length.
        """
        if self._state in OPEN and not recipe.changes_only(self._recipe):
            raise ValueError("Only learning rate, epochs and steps change before the training is stopped.")
        super().set_recipe(recipe)
        if self._training is not None:
            self._training.course.learner.optimizer.learning_rate = recipe.learning_rate

    def start(self) -> None:
        """Train until the epochs or steps of the recipe are done; once more where they are.

        After a pause it goes on from the moment that is shown.

        Raises:
            ValueError: see `problem`.
        """
        if self._state is not TrainingState.RUNNING:
            self._run_to_the_end(self._stand())

    def step_once(self) -> None:
        """Take one step. Raises ValueError as `start` does."""
        if self._state is not TrainingState.RUNNING:
            self._run(Goal(math.inf, self._stand().steps + 1))

    def train_epoch(self) -> None:
        """Train to the end of the epoch. Raises ValueError as `start` does."""
        if self._state is not TrainingState.RUNNING:
            self._run(Goal(self._stand().epochs + 1, math.inf))

    def pause(self) -> None:
        """Come to rest; the state tells when. A step that is not complete then was never taken."""
        if self._state is TrainingState.RUNNING:
            self._thread.ask_to_stop()
            self._patience.start()

    def stop(self) -> None:
        """End the training; the weights stay, and what was kept of it can still be looked at."""
        if self._state is TrainingState.RUNNING:
            self._is_stopping = True
            self.pause()
        else:
            self._end()

    def reset(self) -> None:
        """Go back to the weights that the training began with, and forget it."""
        if self._training is not None:
            self._thread.drop()
            self._show(self._training.weights_at(0), 0)
            self._document.drop_learning()
            self._forget()

    def close(self) -> None:
        """End the training for good, and wait for its thread to end."""
        self._end()
        self._thread.close()

    @property
    def _goal(self) -> Goal:
        recipe, (epochs, steps) = self._recipe, self._base
        return Goal(
            epochs + recipe.epochs, math.inf if recipe.max_steps is None else steps + recipe.max_steps
        )

    def _stand(self) -> Place:
        """Have a training that stands at the moment shown, or a new one."""
        if self._training is None or self._state is TrainingState.IDLE:
            return self._begin().course.place
        place, shown = self._training.course.place, self.shown
        if shown is None or shown == place.steps:
            return place
        return self._branch(self._training, shown).course.place

    def _go_on_from(self, steps: int) -> None:
        """Train on from a moment, whatever has become of the training."""
        assert self._training is not None
        self._run_to_the_end(self._branch(self._training, steps).course.place)

    def _run_to_the_end(self, place: Place) -> None:
        """Train as long as the recipe says, from the beginning; as long again where that is done."""
        if self._goal.is_reached(place):
            self._base = place.epochs, place.steps
        self._run(self._goal)

    def _begin(self) -> Training:
        """A new training, from the weights of the document."""
        project, data = self._prepared()
        training = Training(project, data, self._recipe, self._memory)
        self._document.end_learning()
        self._base = 0, 0
        self._take_up(training, 0)
        return training

    def _branch(self, training: Training, steps: int) -> Training:
        """A training that goes on from a moment of another; an undo leads to where that one ended."""
        branch = training.branch(steps, self._recipe)
        if self._document.is_learning:
            self._show(training.network.weights, training.course.place.steps)
        self._document.end_learning()
        self._take_up(branch, steps)
        return branch

    def _run(self, goal: Goal) -> None:
        assert self._training is not None
        self._is_stopping = False
        self._reported = self.shown
        self._set_state(TrainingState.RUNNING)
        self._thread.run(self._training, goal)

    @Slot(object)
    def _take(self, report: Report) -> None:
        """The thread has come so far."""
        if not self._results.is_computing and not self._document.in_stroke:
            self._show(report.weights, report.place.steps)
            self._reported = self.shown
        self._evaluation = report.evaluation
        self.progressed.emit()

    @Slot()
    def _rest_early(self) -> None:
        """A layer takes long: nothing will come of the step, so nobody has to wait for it."""
        self._come_to_rest(TrainingState.PAUSED)

    @Slot(object)
    def _finish(self, ending: Ending) -> None:
        """The thread has come to rest."""
        place, is_early = ending.report.place, self._state is not TrainingState.RUNNING
        if not is_early or self.shown == self._reported:
            self._show(ending.report.weights, place.steps)
        self._evaluation = ending.report.evaluation
        self.progressed.emit()
        if ending.problem:
            self._come_to_rest(TrainingState.DIVERGED)
            self.failed.emit(ending.problem)
        elif not is_early:
            is_done = self._goal.is_reached(place)
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
        is_shown = self._now is not None and self._now.layers is self._document.project.layers
        if not self._is_showing and not is_shown:
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
