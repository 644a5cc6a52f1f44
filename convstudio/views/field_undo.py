"""Ctrl+Z in a field: its own typing while it is being typed, else the work."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class FieldUndo(QObject):
    """Lets undo and redo pass through fields in which nothing was typed since the last value.

    A QLineEdit claims these keys even when it has nothing to undo.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._watch)

    def _watch(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Only the field in focus is watched: a filter over the whole application would see every event."""
        field = now if isinstance(now, QLineEdit) else now.findChild(QLineEdit) if now is not None else None
        if field is not None:
            field.installEventFilter(self)
            if now is not field and now is not None:
                now.installEventFilter(self)  # a spin box hands its keys to the field within

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        field = watched if isinstance(watched, QLineEdit) else watched.findChild(QLineEdit)
        if field is None or field.isModified() or not (event.matches(UNDO) or event.matches(REDO)):
            return False
        event.ignore()
        return True
