"""Leads the walk backwards through the next step of a training, as long as that is wanted."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from convstudio.model.backward_numbers import StepQuestion
from convstudio.model.backward_source import BackwardSource
from convstudio.model.next_step import next_step_of
from convstudio.model.trainer import Trainer


class TrainingSteps(QObject):
    """Follows the moment that the trainer shows, while no training runs.

    Signals:
        changed(): there is something to train with now, or nothing any more.
    """

    changed = Signal()

    def __init__(self, trainer: Trainer, source: BackwardSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer, self._source = trainer, source
        trainer.moment_changed.connect(self._follow)
        trainer.state_changed.connect(self._follow)
        trainer.recipe_changed.connect(self._follow)
        trainer.data_changed.connect(self._take_data)

    @property
    def is_possible(self) -> bool:
        """Whether there is something to train with."""
        return self._trainer.data is not None

    def explain(self) -> None:
        """Explain the next step of the training, from the moment that is shown."""
        if self._trainer.is_running:
            self._trainer.pause()  # it is explained when it has come to rest
        self._source.explain(self._asking())

    def _asking(self) -> Callable[[], StepQuestion]:
        """What gives the question, or says why there is none."""
        try:
            copying = self._trainer.copying()
        except ValueError as error:
            problem = error

            def refuse() -> StepQuestion:
                raise problem

            return refuse
        return lambda: next_step_of(copying())

    def _follow(self, _state: object = None) -> None:
        if not self._source.is_of_document and not self._trainer.is_running:
            self._source.explain(self._asking())

    def _take_data(self) -> None:
        if not self.is_possible:
            self._source.explain_document()
        self._follow()
        self.changed.emit()
