"""Learning, for whoever shows it: a training that can be watched, scrubbed, compared and gone back in."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from convstudio.files.recipe import Recipe
from convstudio.model.document import Document
from convstudio.model.goal import Goal
from convstudio.model.machine import MEMORY, TrainingMachine, TrainingState
from convstudio.model.preparation import Source
from convstudio.model.results import Results

if TYPE_CHECKING:  # many start and never train
    from convstudio.model.training import Training
    from convstudio.nn.course import Place


class Trainer(TrainingMachine):
    """What can be done with a training. Signals are those of `TrainingMachine`."""

    def __init__(
        self, document: Document, results: Results, memory: float = MEMORY, parent: QObject | None = None
    ) -> None:
        super().__init__(document, results, memory, parent)
        self._base = (0, 0)  # epochs and steps from which the length of the recipe counts
        self._sought: int | None = None  # shown as soon as the thread is at rest
        self.state_changed.connect(self._show_sought)

    def set_memory(self, memory: float) -> None:
        """From the next training on keep so many bytes of moments."""
        self._memory = memory

    def set_data(self, data: Source | None) -> None:
        """Take what is to be learned; a training of something else ends, and is forgotten."""
        self._forget()
        super().set_data(data)

    def set_recipe(self, recipe: Recipe) -> None:
        """Take how it is to be learned.

        Raises:
            ValueError: a training is under way, and more changes than learning rate and length.
        """
        if self.state is not TrainingState.IDLE and not recipe.changes_only(self._recipe):
            raise ValueError("Only learning rate, epochs and steps change before the training is stopped.")
        super().set_recipe(recipe)
        self._goal = self._length()
        if self._training is not None:
            self._training.course.learner.optimizer.learning_rate = recipe.learning_rate

    def set_speed(self, steps: float | None) -> None:
        """Take at most so many steps a second; None for as many as can be.

        Raises:
            ValueError: that is no number above 0.
        """
        if steps is not None and not 0 < steps < math.inf:
            raise ValueError(f"Steps a second are a number above 0. Received: {steps!r}")
        self._thread.seconds_per_step = 0.0 if steps is None else 1 / steps

    def start(self) -> None:
        """Train until the epochs or steps of the recipe are done; as long again where they are.

        After a pause it goes on from the moment that is shown.

        Raises:
            ValueError: see `problem`.
        """
        if not self.is_running:
            self._run_to_the_end(self._stand())

    def step_once(self) -> None:
        """Take one step. Raises ValueError as `start` does."""
        if not self.is_running:
            self._run(Goal(math.inf, self._stand().steps + 1))

    def train_epoch(self) -> None:
        """Train to the end of the epoch. Raises ValueError as `start` does."""
        if not self.is_running:
            self._run(Goal(self._stand().epochs + 1, math.inf))

    def pause(self) -> None:
        """Come to rest; the state tells when. A step that is not complete then was never taken."""
        if self.is_running:
            self._ask_to_rest()

    def stop(self) -> None:
        """End the training; the weights stay, and what was kept of it can still be looked at."""
        if self.is_running:
            self._ask_to_rest(then_end=True)
        else:
            self._end()

    def reset(self) -> None:
        """Go back to the weights that the training began with, and forget it."""
        if self._training is not None:
            self._thread.drop()
            self._show(self._training.weights_at(0), 0)
            self._drop_learning()
            self._forget()

    def seek(self, steps: int) -> None:
        """Show the last moment kept that is not after `steps`; a training that runs pauses first."""
        if self._training is None:
            return
        if self.is_running:
            self._sought = steps
            self.pause()
            return
        nearest = self.timeline.nearest(steps)
        self._show(self._training.weights_at(nearest), nearest)
        self._is_away = nearest != self._training.told.place.steps

    def train_on_from(self, steps: int) -> None:
        """Go back to a moment and train on, exactly as it would have gone on; one undo leads back.

        Raises:
            ValueError: nothing has been trained yet, the moment is not kept, or a training runs.
        """
        if self.is_running:
            raise ValueError("Pause the training before it goes on from another moment.")
        self.weights_at(steps)
        assert self._training is not None
        self._run_to_the_end(self._branch(self._training, steps))

    def _length(self) -> Goal:
        """Where the training ends that counts from the base."""
        (epochs, steps), most = self._base, self._recipe.max_steps
        return Goal(epochs + self._recipe.epochs, math.inf if most is None else steps + most)

    def _run_to_the_end(self, place: "Place") -> None:
        """Train as long as the recipe says, from the beginning; as long again where that is done."""
        if self._goal.is_reached(place):
            self._base = place.epochs, place.steps
            self._goal = self._length()
        self._run(self._goal)

    def _stand(self) -> "Place":
        """Have a training that stands at the moment shown, or a new one."""
        if self._training is None or self.state is TrainingState.IDLE:
            return self._begin()
        if self._is_away and self.shown is not None:
            return self._branch(self._training, self.shown)
        return self._training.told.place

    def _begin(self) -> "Place":
        """Take up a new training, from the weights of the document."""
        from convstudio.model.training import Training

        project, data = self._prepared()
        training = Training(project, data, self._recipe, self._memory)
        self._document.end_learning()
        self._base = 0, 0
        self._goal = self._length()
        return self._take_up(training)

    def _branch(self, training: "Training", steps: int) -> "Place":
        """Take up a training from a moment of another; an undo leads to where that one ended."""
        branch = training.branch(steps, self._recipe)
        if self._document.is_learning:
            self._show(training.told.weights, training.told.place.steps)
        self._drop_learning()
        return self._take_up(branch)

    def _show_sought(self, state: TrainingState) -> None:
        sought, self._sought = self._sought, None
        if sought is not None and state is not TrainingState.RUNNING:
            self.seek(sought)
