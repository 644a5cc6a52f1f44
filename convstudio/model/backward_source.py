"""Where the step of training comes from that is explained: the document, or whoever asks for another one."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from convstudio.model.backward_numbers import StepNumbers, StepQuestion, work_out
from convstudio.model.document import Document
from convstudio.model.document_step import DocumentStep, Wishes, step_of_document
from convstudio.model.worker import Worker

Ask = Callable[[], StepQuestion]


class BackwardSource(QObject):
    """Works out one step of training in the background, as long as somebody looks.

    Numbers stay until others are there. What a person wishes of the document's step is kept until another
    project is opened.

    Signals:
        numbers_changed(): another step, or why there is none.
        busy_changed(bool): one is being worked out.
    """

    numbers_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._wishes = Wishes()
        self._ask: Ask | None = None  # for another step than that of the document
        self._step: DocumentStep | None = None
        self._numbers: StepNumbers | None = None
        self._problem = ""
        self._is_active, self._is_stale = False, True
        self._worker = Worker(self)
        self._soon = QTimer(self)  # one edit touches the step in several ways
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._connect()

    def __del__(self) -> None:
        """A worker must not outlive whom it answers."""
        with suppress(AttributeError, RuntimeError):  # there is none yet, or Qt has deleted it
            self.blockSignals(True)
            self.close()

    def close(self) -> None:
        """Stop computing, for good."""
        self._soon.stop()
        self._worker.close()

    def _connect(self) -> None:
        document = self._document
        document.input_changed.connect(self._follow)
        document.weights_changed.connect(self._follow)
        document.layer_changed.connect(self._follow)
        document.layers_changed.connect(self._follow)
        document.project_replaced.connect(self._open)
        self._soon.timeout.connect(self._start)
        self._worker.finished.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._worker.busy_changed.connect(self.busy_changed)

    @property
    def numbers(self) -> StepNumbers | None:
        """The step; None where there is none."""
        return self._numbers

    @property
    def document_step(self) -> DocumentStep | None:
        """The step with what there is to choose, where it is that of the document."""
        return self._step

    @property
    def problem(self) -> str:
        """Why there is no step; empty where there is one, or one is on its way."""
        return self._problem

    @property
    def is_of_document(self) -> bool:
        """Whether the document's own step is explained."""
        return self._ask is None

    @property
    def wishes(self) -> Wishes:
        """What a person wants of the document's step."""
        return self._wishes

    def set_active(self, active: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._is_active = active
        if active and self._is_stale:
            self._soon.start()

    def wish(self, **wishes: Any) -> None:
        """Want another loss, target, optimizer or rate of the document's step; see `Wishes`."""
        self._wishes = dataclasses.replace(self._wishes, **wishes)
        self._renew()

    def explain(self, ask: Ask) -> None:
        """Explain another step than that of the document; `ask` is called in the background.

        Where it raises ValueError, that is told.
        """
        self._ask, self._step = ask, None
        self._renew()

    def explain_document(self) -> None:
        """Explain the document's own step again."""
        if self._ask is not None:
            self._ask = None
            self._renew()

    def _open(self) -> None:
        self._wishes = dataclasses.replace(self._wishes, loss=None, target=None)
        self._ask = None
        self._renew()

    def _follow(self, *_changed: object) -> None:
        if self.is_of_document:
            self._renew()

    def _renew(self) -> None:
        self._is_stale = True
        if self._is_active:
            self._soon.start()

    @Slot()
    def _start(self) -> None:
        self._is_stale = False
        ask, project, wishes = self._ask, self._document.project, self._wishes
        if ask is None:
            self._worker.start(lambda cancelled: step_of_document(project, wishes, cancelled))
        else:
            self._worker.start(lambda cancelled: work_out(ask(), cancelled))

    @Slot(object)
    def _take(self, answer: DocumentStep | StepNumbers) -> None:
        if isinstance(answer, DocumentStep):
            self._step, self._numbers = answer, answer.numbers
            self._wishes = answer.wishes
        else:
            self._numbers = answer
        self._problem = ""
        self.numbers_changed.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._numbers = self._step = None
        self._problem = str(error) or type(error).__name__
        self.numbers_changed.emit()
