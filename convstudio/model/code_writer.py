"""The active layer, or the stack, as a program that follows every edit while somebody looks at it."""

import dataclasses
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.files.code.languages import LANGUAGES, program, save_code, stem_of
from convstudio.files.code.program import INLINE, Program
from convstudio.files.code.subject import subject_of
from convstudio.files.project import Project
from convstudio.model.document import Document
from convstudio.model.results import Results
from convstudio.model.worker import Worker
from convstudio.nn.layer import Array

IDLE = 150  # ms without an edit before the program is written


class CodeWriter(QObject):
    """Writes elsewhere, and only while it is watched; a newer wish replaces an older one.

    Signals:
        written(object): the `Program`; of its arrays it has the names alone.
        refused(str): why there is none.
        saved(object): the files that were written.
        not_saved(str): why they were not.
    """

    written = Signal(object)
    refused = Signal(str)
    saved = Signal(object)
    not_saved = Signal(str)

    def __init__(self, document: Document, results: Results, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._results = document, results
        self._language, self._is_stack, self._is_watched = LANGUAGES[0], False, False
        self._writer, self._saver = Worker(self), Worker(self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE)
        self._connect()

    def _connect(self) -> None:
        results, document = self._results, self._document
        for signal in (results.maps_changed, results.geometry_changed, results.failed, document.name_changed):
            signal.connect(self._touch)
        self._idle.timeout.connect(self.write)
        self._writer.finished.connect(self.written)
        self._writer.failed.connect(lambda error: self.refused.emit(str(error)))
        self._saver.finished.connect(self.saved)
        self._saver.failed.connect(lambda error: self.not_saved.emit(str(error)))

    @property
    def language(self) -> str:
        """One of the LANGUAGES."""
        return self._language

    @property
    def stem(self) -> str:
        """What files with the program are called."""
        return stem_of(self._document.project, self._number)

    @property
    def is_busy(self) -> bool:
        """Whether a program is awaited, or files are being written."""
        return self._idle.isActive() or self._writer.is_busy or self._saver.is_busy

    def set_language(self, language: str) -> None:
        """Write in one of the LANGUAGES from now on."""
        self._language = language
        self.write()

    def set_stack(self, is_stack: bool) -> None:
        """Write the whole stack, or the active layer alone."""
        self._is_stack = is_stack
        self.write()

    def set_watched(self, is_watched: bool) -> None:
        """Follow edits, or rest."""
        self._is_watched = is_watched
        if is_watched:
            self.write()
        else:
            self._idle.stop()
            self._writer.cancel()

    def close(self) -> None:
        """Stop, for good; files that are being written are finished first."""
        self._idle.stop()
        self._writer.close()
        self._saver.close()

    def write(self) -> None:
        """Write the program now, if it is watched."""
        self._idle.stop()
        if not self._is_watched:
            return
        project, number, language = self._document.project, self._number, self._language
        x, expected = self._arrays(project, number)
        self._writer.start(lambda _cancelled: _written(project, number, language, x, expected))

    def save(self, path: str | Path) -> None:
        """Write files with the program of now; computes what is not at hand."""
        project = self._document.snapshot(0)
        number, language = self._number, self._language
        self._saver.start(lambda _cancelled: save_code(project, number, language, path))

    @property
    def _number(self) -> int | None:
        return None if self._is_stack else self._document.active_layer

    def _touch(self, *_changed: object) -> None:
        if self._is_watched:
            self._idle.start()

    def _arrays(self, project: Project, number: int | None) -> tuple[Array | None, Array | None]:
        """What goes in and comes out, as far as it is at hand; small ones are copied, as they may change."""
        last = len(project.layers) - 1 if number is None else number
        x = project.input if number is None else self._results.input_of(number)
        if last < 0:
            return None, None
        return _kept(x), _kept(self._results.output_of(last))


def _kept(array: Array | None) -> Array | None:
    return array.copy() if array is not None and array.size <= INLINE else array


def _written(
    project: Project, number: int | None, language: str, x: Array | None, expected: Array | None
) -> Program:
    """In the other thread. The large arrays are only looked at; a program keeps none of them alive."""
    subject = subject_of(project, number)
    dtype = subject.stages[0].layer.dtype
    given = dataclasses.replace(
        subject,
        x=None if x is None else np.asarray(x, dtype if x.size <= INLINE else None).reshape(subject.shape),
        expected=None if expected is None else expected.reshape(subject.after),
    )
    made = program(given, language, stem_of(project, number))
    return dataclasses.replace(made, arrays=dict.fromkeys(made.arrays))
