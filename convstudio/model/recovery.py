"""Keeps unsaved work in a file of its own, in case the program does not come to its end."""

from collections.abc import Callable
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.files.project import Project
from convstudio.files.recovery import Recovered, RecoveryFile
from convstudio.model.document import Document
from convstudio.model.worker import Worker

DELAY = 30_000  # ms from a change to the file
LARGE = 1 << 22  # bytes of an input that is not written between two frames


class Recovery(QObject):
    """Writes the recovery file half a minute after a change, and removes it when nothing is unsaved.

    Signals:
        failed(str): the file cannot be written, and why; said once, until it can be written again.
    """

    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        file: RecoveryFile,
        snapshot: Callable[[], Project] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Watch a document.

        Args:
            document: whose work is kept.
            file: where it is kept.
            snapshot: gives what is to be kept; by default the project as it is.
            parent: owns this.
        """
        super().__init__(parent)
        self._document, self._file = document, file
        self._snapshot = snapshot or (lambda: document.snapshot(document.project.step))
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._write_in_time)
        self._worker = Worker(self)
        self._worker.failed.connect(self._tell)
        self._lock = Lock()  # around the file
        self._wanted = 0  # counts what the file should be; work for an older one leaves it alone
        document.undo_stack.indexChanged.connect(self._note_change)
        document.undo_stack.cleanChanged.connect(self._note_change)
        document.weights_changed.connect(self._note_change)  # a training goes on within one undo

    def found(self) -> Recovered | None:
        """What a crash left behind; None where there is nothing that can be read."""
        try:
            return self._file.read()
        except (OSError, ValueError):
            self.forget()
            return None

    def restore(self) -> None:
        """Open what a crash left behind. It counts as unsaved, and stays in the file until it is saved."""
        recovered = self.found()
        if recovered is not None:
            self._document.replace(recovered.project, recovered.origin or None, unsaved=True)
            self.write()

    def forget(self) -> None:
        """Remove the file: nothing is unsaved, or the person does not want it."""
        self._wanted += 1
        try:
            with self._lock:
                self._file.discard()
        except OSError as error:
            self.failed.emit(str(error))

    def write(self) -> None:
        """Write the file now, if something is unsaved."""
        self._timer.stop()
        if not self._document.is_modified:
            return
        try:
            self._put(self._snapshot(), self._document.path or "", self._wanted)
        except OSError as error:
            self._tell(error)

    def _write_in_time(self) -> None:
        """Write the file: of a large picture elsewhere, which takes longer than a frame."""
        if self._document.project.input.nbytes < LARGE:
            self.write()
        elif self._document.is_modified:
            project, origin, wanted = self._snapshot(), self._document.path or "", self._wanted
            self._worker.start(lambda _cancelled: self._put(project, origin, wanted))

    def _put(self, project: Project, origin: str, wanted: int) -> None:
        with self._lock:
            if wanted == self._wanted:
                self._file.write(project, origin)
                self._has_failed = False

    def _tell(self, error: Exception) -> None:
        if not self._has_failed:
            self.failed.emit(str(error))
        self._has_failed = True

    def close(self) -> None:
        """Come to a clean end: what is unsaved now, the person does not want."""
        self._timer.stop()
        self._worker.close()
        self.forget()
        self._file.close()

    def _note_change(self) -> None:
        if not self._document.is_modified:
            self._timer.stop()
            self.forget()
        elif not self._timer.isActive():
            self._timer.start()
