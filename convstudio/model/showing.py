"""The document shows a moment of a training, and what an undo leads back to is recognized."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from convstudio.files.project import LayerPart
from convstudio.model.document import Document
from convstudio.model.kernels import kernel_of
from convstudio.model.preparation import Preparation
from convstudio.model.timeline import Timeline

if TYPE_CHECKING:  # many start and never train
    from convstudio.model.training import Training, Weights
    from convstudio.model.weights_differences import Distance, MomentComparison
    from convstudio.nn.course import Place

MOST_KNOWN = 8  # places of the undo stack at which a moment was shown
MOST_TRAININGS = 3  # that are kept because an undo could lead back to them


class Known(NamedTuple):
    """Which moment of which training the layers of the document are."""

    layers: tuple[LayerPart, ...]
    training: "Training"
    steps: int


class Showing(Preparation):
    """One training and its timeline, and which moment of it the document has.

    Signals, beside those of `Preparation`:
        moment_changed(): the document has the weights of another moment.
        timeline_changed(): there is another timeline.
    """

    moment_changed = Signal()
    timeline_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self._training: Training | None = None
        self._nothing = Timeline(0)
        self._now: Known | None = None  # what is shown; None where it is nothing of this training
        self._known: deque[Known] = deque(maxlen=MOST_KNOWN)
        self._is_showing = False
        self._is_away = False  # a moment is shown that is not the last

    @property
    def timeline(self) -> Timeline:
        """What is kept of the training, also when it is over; an empty one where there was none."""
        return self._nothing if self._training is None else self._training.timeline

    @property
    def shown(self) -> int | None:
        """The moment whose weights the document has, in steps; None where it has others."""
        return None if self._now is None else self._now.steps

    def weights_at(self, steps: int) -> dict[int, tuple[NDArray[Any], ...]]:
        """The weights of a moment that is kept, by the number of the layer. Raises ValueError otherwise."""
        if self._training is None:
            raise ValueError("Nothing has been trained yet.")
        return self._training.weights_at(steps)

    def compare(self, earlier: int, later: int) -> "MomentComparison":
        """Compare two moments that are kept. Raises ValueError where one is not."""
        from convstudio.model.weights_differences import MomentComparison, differences

        layers = differences(self.weights_at(earlier), self.weights_at(later))
        logs = self.timeline.logs_at(earlier), self.timeline.logs_at(later)
        return MomentComparison((earlier, later), logs, layers)

    @property
    def distance(self) -> "Distance | None":
        """How far the kernel is from the one that made the target; None where nobody knows that one."""
        from convstudio.model.weights_differences import distance

        data = None if self._training is None else self._training.data
        if data is None or data.kernel is None:
            return None
        part = self._document.project.layers[data.layer or 0]
        kernel = part.weights[0] if data.filter is None else kernel_of(part)
        if kernel is None:
            return None
        return distance(kernel if data.filter is None else kernel[..., data.filter], data.kernel)

    @property
    def _is_shown(self) -> bool:
        """Whether the layers of the document are what was shown last, or are just being shown."""
        layers = self._document.project.layers
        return self._is_showing or (self._now is not None and self._now.layers is layers)

    def _take_up(self, training: "Training") -> "Place":
        """Turn to another training, and show where it stands."""
        told = training.told
        self._remember(self._now)
        if told.place.steps == 0:
            self._remember(Known(training.layers, training, 0))
        self._training = training
        self._show(told.weights, told.place.steps)
        self.timeline_changed.emit()
        return told.place

    def _show(self, weights: "Weights", steps: int) -> None:
        """Let the document have the weights of a moment."""
        assert self._training is not None
        before = self.shown
        with self._showing():
            self._document.show_learned(weights, self.tr("Training"))
        self._now = Known(self._document.project.layers, self._training, steps)
        if steps != before:
            self.moment_changed.emit()

    def _drop_learning(self) -> None:
        """End it, without an undo that would change nothing."""
        with self._showing():
            self._document.drop_learning()
        if self._now is not None:
            self._now = self._now._replace(layers=self._document.project.layers)

    @contextmanager
    def _showing(self) -> Iterator[None]:
        """What the document tells meanwhile is our own doing."""
        self._is_showing = True
        try:
            yield
        finally:
            self._is_showing = False

    def _recognize(self) -> None:
        """The document has other weights, by an edit or an undo: of which training are they?"""
        self._remember(self._now)
        layers, training = self._document.project.layers, self._training
        self._now = next((known for known in reversed(self._known) if known.layers is layers), None)
        if self._now is not None and self._now.training is not training:
            self._training = self._now.training
            self.timeline_changed.emit()
        self.moment_changed.emit()

    def _remember(self, known: Known | None) -> None:
        """Keep it for an undo; of trainings only the newest, which share their moments as far as they can."""
        if known is not None:
            self._known.append(known)
            newest: list[Training] = []
            for one in reversed(self._known):
                if one.training not in newest:
                    newest.append(one.training)
            kept = [one for one in self._known if one.training in newest[:MOST_TRAININGS]]
            self._known = deque(kept, maxlen=MOST_KNOWN)

    def _forget_training(self) -> None:
        """Nothing of it fits the network any more."""
        self._known.clear()
        if self._training is not None:
            self._training = self._now = None
            self.timeline_changed.emit()
            self.moment_changed.emit()
