"""A training at work on a copy of the network, in whichever thread calls it. Knows nothing of Qt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from numpy.typing import NDArray

from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.model.evaluation import Evaluation, Examination
from convstudio.model.goal import Goal
from convstudio.model.timeline import Timeline
from convstudio.model.training_data import TrainingData
from convstudio.nn.course import Course, Moment, Place
from convstudio.nn.layer import Layer
from convstudio.nn.learner import InterruptedStepError, Learner
from convstudio.nn.metrics import metrics_named
from convstudio.nn.shapes import Shape

Array = NDArray[Any]
Weights = dict[int, tuple[Array, ...]]
Asked = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Network:
    """Built layers, one after the other.

    Attributes:
        layers: with weights of their own.
        first: number of the first one in the document, from 0.
    """

    layers: list[Layer]
    first: int

    @classmethod
    def of(cls, parts: Sequence[LayerPart], shape: Shape, layer: int | None = None) -> "Network":
        """A copy of the layers of a project, or of one of them alone.

        Args:
            parts: all layers of the project.
            shape: of one input of it.
            layer: the only one that is wanted; None for all.

        Raises:
            ValueError: a layer does not fit what reaches it.
        """
        layers: list[Layer] = []
        for part in parts[: None if layer is None else layer + 1]:
            layers.append(part.build(shape))
            shape = layers[-1].output_shape_for(shape)
        return cls(layers, 0) if layer is None else cls(layers[layer:], layer)

    def __call__(self, x: Array, is_stopped: Asked = lambda: False) -> Array:
        """What comes out for inputs (batch, ...), outside of training.

        Raises:
            InterruptedStepError: `is_stopped` said so before a layer.
        """
        for layer in self.layers:
            if is_stopped():
                raise InterruptedStepError
            x = layer(x)
        return x

    @property
    def weights(self) -> Weights:
        """Copies of the weights of all layers that have some, by their numbers."""
        return self.sorted([array for layer in self.layers for array in layer.get_weights()])

    def sorted(self, arrays: Sequence[Array]) -> Weights:
        """Weights of all layers, one after the other, by the numbers of the layers that have some; read-only.

        Whoever gives the arrays must not write to them any more.
        """
        rest = (_shown(array) for array in arrays)
        by_layer = {at: tuple(next(rest) for _ in one.weight_arrays) for at, one in enumerate(self.layers)}
        return {at + self.first: weights for at, weights in by_layer.items() if weights}


class Report(NamedTuple):
    """How far a training has come, and to which weights."""

    place: Place
    weights: Weights
    evaluation: Evaluation | None  # after the last complete epoch


class Training:
    """One training: the network's copy, the way through the samples, and what is kept of it.

    Attributes:
        layers: as the project had them, with the weights of the first moment.
        data: what is learned.
        network: the copy.
        course: the steps.
        timeline: what is kept.
        told: how far it had come when it was told last; of the thread that is told.
        evaluation: of the validation after the last complete epoch.
    """

    def __init__(
        self,
        project: Project,
        data: TrainingData,
        recipe: Recipe,
        memory: float,
        start: tuple[Timeline, Moment] | None = None,
    ) -> None:
        """Prepare.

        Args:
            project: whose layers are copied.
            data: what is learned.
            recipe: how.
            memory: how many bytes of moments may be kept.
            start: where to go on, and what was kept up to there; None for the beginning.

        Raises:
            ValueError: a layer does not fit.
        """
        self._project, self.data, self._memory = project, data, memory
        self.layers = project.layers
        self.network = Network.of(project.layers, project.input.shape, data.layer)
        loss, metrics, size = data.loss(recipe), metrics_named(recipe.metrics), recipe.batch_size
        learner = Learner(self.network, recipe.new_optimizer(), loss, metrics, recipe.seed)
        self.split = data.split(recipe.validation_split)
        self.examination = Examination(data, loss, metrics, size)
        self.course = Course(learner, (data.x, data.y), size, recipe.shuffle, self.split.training)
        self.evaluation: Evaluation | None = None
        if start is None:
            self.timeline = Timeline(memory)
            self.timeline.keep(self.course.moment)
        else:
            self.timeline, self.course.moment = start
        self.told = self.report

    def branch(self, steps: int, recipe: Recipe) -> "Training":
        """A training of its own that goes on from a moment of this one, exactly as this one did.

        Raises:
            ValueError: the moment was not kept.
        """
        start = self.timeline.until(steps), self.timeline.at(steps)
        return Training(self._project, self.data, recipe, self._memory, start)

    @property
    def report(self) -> Report:
        """How far it has come."""
        return Report(self.course.place, self.network.weights, self.evaluation)

    def go(self, goal: Goal, is_stopped: Asked) -> Iterator[None]:
        """Take steps until the goal is reached or it is stopped; yields after each.

        Raises:
            DivergedError: see `Learner.step`.
        """
        self.course.learner.is_interrupted = is_stopped
        self.timeline.forget_after(self.course.place.steps)
        try:
            self._close_epoch(is_stopped)
            while not is_stopped() and not goal.is_reached(self.course.place):
                self._step()
                self._close_epoch(is_stopped)
                yield
        except InterruptedStepError:
            pass
        finally:
            self.timeline.keep_last(self.course.moment)

    def weights_at(self, steps: int) -> Weights:
        """The weights of a moment that was kept. Raises ValueError where it was not."""
        return self.network.sorted(self.timeline.at(steps).memory.values)

    def _step(self) -> None:
        logs = self.course.step()
        self.timeline.log(logs)
        if self.timeline.is_due(self.course.place.steps):
            self.timeline.keep(self.course.moment)

    def _close_epoch(self, is_stopped: Asked) -> None:
        """Evaluate if an epoch has ended. Raises InterruptedStepError where it was stopped meanwhile."""
        place = self.course.place
        if place.epochs == len(self.timeline.epochs):
            return
        validation = self.split.validation
        evaluation = self.examination.of(self.network, validation, place.steps, is_stopped)
        validated = {f"val_{name}": value for name, value in evaluation.logs.items()}
        self.timeline.log_epoch(place.steps, {**place.means.logs, **validated})
        self.evaluation = evaluation if evaluation.samples else None


def _shown(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view
