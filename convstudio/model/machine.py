"""The states of a training, and what leads from one to the other."""

import math
from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from convstudio.files.recipe import Recipe
from convstudio.model.document import Document
from convstudio.model.preparation import Preparation, Source
from convstudio.model.results import Results
from convstudio.model.timeline import Timeline
from convstudio.model.training import Goal, Report, Training, Weights
from convstudio.model.training_thread import Ending, TrainingThread
from convstudio.nn.course import Place

MEMORY = 256 << 20  # bytes of moments, unless something else is said


class TrainingState(Enum):
    """What a trainer does."""

    IDLE = "idle"  # nothing is under way: the next start is a new training
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"  # all epochs or steps of the recipe are done
    DIVERGED = "diverged"


OPEN = (TrainingState.RUNNING, TrainingState.PAUSED, TrainingState.FINISHED, TrainingState.DIVERGED)


class TrainingMachine(Preparation):
    """Trains a copy of the document's network in a thread of its own, and shows there what it has learned.

    Signals, beside those of `Preparation`:
        state_changed(TrainingState): another state.
        progressed(): more steps were taken; at most 25 times a second.
        moment_changed(): the document shows the weights of another moment.
        timeline_changed(): there is another timeline.
        failed(str): what went wrong.
    """

    state_changed = Signal(object)
    progressed = Signal()
    moment_changed = Signal()
    timeline_changed = Signal()
    failed = Signal(str)

    def __init__(
        self, document: Document, results: Results, memory: float = MEMORY, parent: QObject | None = None
    ) -> None:
        """Follow a document; `memory` is how many bytes of moments may be kept."""
        super().__init__(document, parent)
        self._results, self._memory = results, memory
        self._state = TrainingState.IDLE
        self._training: Training | None = None
        self._nothing = Timeline(0)
        self._base = (0, 0)  # epochs and steps from which the length of the recipe counts
        self._shown: int | None = None
        self._is_showing = self._is_stopping = False
        self._thread = TrainingThread(self)
        self._thread.reported.connect(self._take)
        self._thread.ended.connect(self._finish)
        self._thread.failed.connect(self._fail)
        document.weights_changed.connect(self._follow_weights)
        document.input_changed.connect(self._follow_input)
        for signal in (document.layer_changed, document.layers_changed, document.project_replaced):
            signal.connect(self._forget)

    @property
    def state(self) -> TrainingState:
        """What it does."""
        return self._state

    @property
    def timeline(self) -> Timeline:
        """What is kept of the training, also when it is over; an empty one where there was none."""
        return self._nothing if self._training is None else self._training.timeline

    @property
    def shown(self) -> int | None:
        """The moment whose weights the document shows, in steps; None where it shows others."""
        return self._shown

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
        """Come to rest; the state tells when, after a layer's work at most."""
        self._thread.ask_to_stop()

    def stop(self) -> None:
        """End the training; the weights stay, and what was kept of it can still be looked at."""
        if self._state is TrainingState.RUNNING:
            self._is_stopping = True
            self._thread.ask_to_stop()
        else:
            self._end()

    def reset(self) -> None:
        """Go back to the weights that the training began with, and forget it."""
        if self._training is not None:
            self._thread.drop()
            self._show(self._training.weights_at(0), 0)
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
        place = self._training.course.place
        if self._shown is None or self._shown == place.steps:
            return place
        return self._branch(self._training, self._shown).course.place

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
        data = self._prepared()
        training = Training(self._document.project, data, self._recipe, self._memory)
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

    def _take_up(self, training: Training, steps: int) -> None:
        self._training = training
        self._show(training.network.weights, steps)
        self.timeline_changed.emit()

    def _run(self, goal: Goal) -> None:
        assert self._training is not None
        self._is_stopping = False
        self._set_state(TrainingState.RUNNING)
        self._thread.run(self._training, goal)

    @Slot(object)
    def _take(self, report: Report) -> None:
        """The thread has come so far."""
        if not self._results.is_computing and not self._document.in_stroke:
            self._show(report.weights, report.place.steps)
        self.progressed.emit()

    @Slot(object)
    def _finish(self, ending: Ending) -> None:
        """The thread has come to rest."""
        place = ending.report.place
        self._show(ending.report.weights, place.steps)
        self.progressed.emit()
        if ending.problem:
            self._set_state(TrainingState.DIVERGED)
            self.failed.emit(ending.problem)
        elif self._is_stopping:
            self._end()
        else:
            is_done = self._goal.is_reached(place)
            self._set_state(TrainingState.FINISHED if is_done else TrainingState.PAUSED)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(self.tr("Training ended: {reason}").format(reason=error or type(error).__name__))

    def _show(self, weights: Weights, steps: int) -> None:
        """Let the document have the weights of a moment."""
        self._is_showing = True
        try:
            self._document.show_learned(weights, self.tr("Training"))
        finally:
            self._is_showing = False
        if steps != self._shown:
            self._shown = steps
            self.moment_changed.emit()

    def _follow_weights(self) -> None:
        """Somebody else has written weights: the training is over, what was kept of it can be looked at."""
        if not self._is_showing:
            self._shown = None
            self._end()
            self.moment_changed.emit()

    def _follow_input(self) -> None:
        """A target is for the input that was there."""
        if self._training is not None and self._training.data.layer is not None:
            self._end()

    def _end(self) -> None:
        """The thread tells nothing more, and what is learned after this is another undo."""
        self._thread.drop()
        self._document.end_learning()
        self._set_state(TrainingState.IDLE)

    def _forget(self) -> None:
        """Nothing of the training fits the network any more."""
        self._end()
        if self._training is not None:
            self._training, self._shown = None, None
            self.timeline_changed.emit()
            self.moment_changed.emit()

    def _set_state(self, state: TrainingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
