"""How good the network of the document is with the samples, and what it says of the one on the Stage."""

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from convstudio.model.document import Document
from convstudio.model.results import Results
from convstudio.model.trainer import Trainer
from convstudio.model.worker import Worker
from convstudio.nn.metrics import metrics_named

if TYPE_CHECKING:  # many start and never train
    from convstudio.model.evaluation import Evaluation
    from convstudio.model.training_data import TrainingData

PARTS = ("validation", "training")
PAUSE = 500  # ms between two evaluations that are told while the network learns


class Score(NamedTuple):
    """A class, and how probable the network holds it, 0 … 1."""

    name: str
    probability: float


class Examiner(QObject):
    """Evaluates in a thread of its own: after each epoch, and whenever a training is at rest.

    Signals:
        evaluation_changed(): `evaluation` is another.
        scores_changed(): `scores` are others.
        sample_changed(): another sample stands on the Stage, or none any more.
        failed(str): why samples cannot be evaluated.
    """

    evaluation_changed = Signal()
    scores_changed = Signal()
    sample_changed = Signal()
    failed = Signal(str)

    def __init__(
        self, document: Document, results: Results, trainer: Trainer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._results, self._trainer = document, results, trainer
        self._part = PARTS[0]
        self._evaluation: Evaluation | None = None
        self._sample: int | None = None
        self._is_showing = False
        self._shown = QElapsedTimer()  # since an evaluation was told while the network learns
        self._soon = QTimer(self)  # one edit can say several things
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._evaluate)
        self._worker = Worker(self)
        self._worker.finished.connect(self._take)
        self._worker.failed.connect(self._fail)
        trainer.progressed.connect(self._take_last)
        edits = document.weights_changed, document.layer_changed, document.layers_changed
        for signal in (trainer.state_changed, trainer.recipe_changed, *edits):
            signal.connect(self._renew)
        trainer.data_changed.connect(self._begin_anew)
        document.input_changed.connect(self._follow_input)
        for change in (results.maps_changed, results.geometry_changed, trainer.recipe_changed):
            change.connect(self._follow_maps)

    def __del__(self) -> None:
        """A worker must not outlive whom it answers."""
        with suppress(AttributeError, RuntimeError):  # there is none yet, or Qt has deleted it
            self._worker.close()

    @property
    def evaluation(self) -> "Evaluation | None":
        """How good the network was when it was evaluated last; None where that is not known."""
        return self._evaluation

    @property
    def part(self) -> str:
        """Which samples are evaluated, one of PARTS; where none are kept for validation, all."""
        return self._part

    @property
    def sample(self) -> int | None:
        """Number of the sample that stands on the Stage; None where something else stands there."""
        return self._sample

    @property
    def true_class(self) -> str | None:
        """What the sample on the Stage is; None where nobody knows."""
        data = self._data()
        if data is None or self._sample is None or not data.classes:
            return None
        return data.classes[int(data.y[self._sample])]

    @property
    def scores(self) -> list[Score]:
        """What the network says of the input of the document, in the order of the classes.

        Empty where there are no classes, or the network has another number of outputs.
        """
        data, number = self._data(), len(self._document.project.layers) - 1
        maps = self._results.output_of(number) if number >= 0 else None
        if data is None or maps is None:
            return []
        from convstudio.model.evaluation import shares_of

        with np.errstate(all="ignore"):
            shares = shares_of(maps.reshape(1, -1), data.loss(self._trainer.recipe))[0]
        if len(shares) != len(data.classes):
            return []
        return [Score(name, float(share)) for name, share in zip(data.classes, shares, strict=True)]

    def evaluate(self, part: str) -> None:
        """Evaluate with other samples, one of PARTS. Raises ValueError where it is none of them."""
        if part not in PARTS:
            raise ValueError(f"`part` must be one of {', '.join(PARTS)}. Received: part={part!r}")
        self._part = part
        self._renew()

    def show_sample(self, number: int) -> None:
        """Bring a sample to the Stage; samples shown one after the other are one undo.

        Raises:
            ValueError: there is no such sample, or the network takes other inputs.
        """
        data = self._data()
        if data is None or not 0 <= number < len(data):
            raise ValueError(
                f"There are {0 if data is None else len(data)} samples. Received: {number}, from 0"
            )
        self._is_showing = True
        try:
            text = self.tr("Sample {number}").format(number=number + 1)
            self._document.set_input(data.x[number], text, rule="", series="sample")
        finally:
            self._is_showing = False
        self._stand_on(number)

    def close(self) -> None:
        """Come to a clean end."""
        self._soon.stop()
        self._worker.close()

    def _data(self) -> "TrainingData | None":
        """Samples of the whole network."""
        data = self._trainer.data
        if data is None:
            return None
        from convstudio.model.training_data import TrainingData

        return data if isinstance(data, TrainingData) and data.layer is None else None

    @Slot()
    def _begin_anew(self) -> None:
        """There are other samples: what is known is of no use, and its numbers mean others."""
        self._take(None)
        self._stand_on(None)
        self._renew()

    @Slot()
    def _renew(self) -> None:
        """The network of the document is another one: evaluate it, unless it is just learning."""
        self._worker.cancel()
        if not self._trainer.is_running:
            self._soon.start()

    @Slot()
    def _evaluate(self) -> None:
        data = self._data()
        if data is None or self._trainer.problem:
            self._take(None)
            return
        last = self._trainer.last_evaluation
        if last is not None and self._part == PARTS[0] and last.steps == self._trainer.shown is not None:
            self._take(last)
            return
        from convstudio.model.evaluation import Examination
        from convstudio.model.training import Network

        recipe, project, steps = self._trainer.recipe, self._document.project, self._trainer.shown
        examination = Examination(data, data.loss(recipe), metrics_named(recipe.metrics), recipe.batch_size)
        split = data.split(recipe.validation_split)
        rows = split.validation if self._part == PARTS[0] and len(split.validation) else split.training
        network = Network.of(project.layers, project.input.shape)
        self._worker.start(lambda cancelled: examination.of(network, rows, steps, cancelled))

    @Slot()
    def _take_last(self) -> None:
        """After an epoch; small networks have many a second, and what comes last is told at rest."""
        last, is_soon = self._trainer.last_evaluation, self._shown.isValid() and self._shown.elapsed() < PAUSE
        if self._part == PARTS[0] and last is not None and last is not self._evaluation and not is_soon:
            self._shown.start()
            self._take(last)

    @Slot(object)
    def _take(self, evaluation: "Evaluation | None") -> None:
        if evaluation is not self._evaluation:
            self._evaluation = evaluation
            self.evaluation_changed.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._take(None)
        self.failed.emit(self.tr("This cannot be evaluated: {reason}").format(reason=error))

    @Slot()
    def _follow_input(self) -> None:
        if not self._is_showing:
            self._stand_on(None)

    def _stand_on(self, number: int | None) -> None:
        if number != self._sample:
            self._sample = number
            self.sample_changed.emit()

    @Slot()
    def _follow_maps(self) -> None:
        self.scores_changed.emit()
