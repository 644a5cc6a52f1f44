"""Keeps unsaved work in a file of its own, in case the program does not come to its end."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.files.project import Project
from convstudio.files.recovery import Recovered, RecoveryFile
from convstudio.model.document import Document

DELAY = 30_000  # ms from a change to the file


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
        self._timer.timeout.connect(self.write)
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
        try:
            self._file.discard()
        except OSError as error:
            self.failed.emit(str(error))

    def write(self) -> None:
        """Write the file now, if something is unsaved."""
        self._timer.stop()
        if not self._document.is_modified:
            return
        try:
            self._file.write(self._snapshot(), self._document.path or "")
            self._has_failed = False
        except OSError as error:
            if not self._has_failed:
                self.failed.emit(str(error))
            self._has_failed = True

    def close(self) -> None:
        """Come to a clean end: what is unsaved now, the person does not want."""
        self._timer.stop()
        self.forget()
        self._file.close()

    def _note_change(self) -> None:
        if not self._document.is_modified:
            self._timer.stop()
            self.forget()
        elif not self._timer.isActive():
            self._timer.start()
