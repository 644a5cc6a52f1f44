"""Previews and files of an export, made in a thread of their own."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Signal

from convstudio.files.export_source import ExportSource
from convstudio.files.project import Project
from convstudio.model.worker import Worker
from convstudio.views.export_preview import Previews, previews
from convstudio.views.exporting import Order, export

BETWEEN = 0.04  # seconds between two reports of progress


class ExportWork(QObject):
    """One thread: a new preview replaces the one before, and a file replaces any preview.

    Signals:
        previewed(object): a Preview, the more complete the later.
        refused(str): why there can be no such file.
        progressed(int, int): of a film: frames done, and how many there are.
        written(str): the path of the file.
        failed(str): why it was not written.
    """

    previewed = Signal(object)
    refused = Signal(str)
    progressed = Signal(int, int)
    written = Signal(str)
    failed = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = ExportSource(project)
        self._worker = Worker(self)
        self._path = ""
        self._worker.progressed.connect(self.previewed)
        self._worker.finished.connect(self._finish)
        self._worker.failed.connect(self._fail)

    @property
    def is_writing(self) -> bool:
        """Whether a file is being written."""
        return bool(self._path)

    @property
    def is_busy(self) -> bool:
        """Whether a preview or a file is awaited."""
        return self._worker.is_busy

    def preview(self, order: Order, suffix: str, room: QSize, ratio: float) -> None:
        """Tell what a file would be; nothing while one is written."""
        if self._path:
            return
        source = self._source

        def job(cancelled: Callable[[], bool]) -> Previews:
            return previews(source, order, suffix, room, ratio, cancelled)

        self._worker.start(job)

    def write(self, order: Order, path: str) -> None:
        """Write a file."""
        self._path = path
        source, progressed = self._source, self.progressed

        def job(cancelled: Callable[[], bool]) -> bool:
            return export(source, order, path, _seldom(progressed.emit), cancelled)

        self._worker.start(job)

    def cancel(self) -> None:
        """Leave the file; nothing of it is there."""
        self._path = ""
        self._worker.cancel()

    def close(self) -> None:
        """End for good."""
        self.cancel()
        self._worker.close()

    def _finish(self, _answer: object) -> None:
        if self._path:
            path, self._path = self._path, ""
            self.written.emit(path)

    def _fail(self, error: Exception) -> None:
        text = str(error) or type(error).__name__
        if self._path:
            self._path = ""
            self.failed.emit(text)
        else:
            self.refused.emit(text)


def _seldom(tell: Callable[[int, int], object]) -> Callable[[int, int], None]:
    """Passes on what a person can follow, and always the last."""
    told = 0.0

    def passed_on(done: int, count: int) -> None:
        nonlocal told
        now = time.monotonic()
        if done == count or now - told >= BETWEEN:
            told = now
            tell(done, count)

    return passed_on
