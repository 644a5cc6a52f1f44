"""Shift+F10 opens the menu of what has the focus, as the Menu key does; Qt knows only this one on X11."""

import sys

from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


def add_menu_key(window: QWidget) -> None:
    """Let the window know the key. Windows tells of it by itself."""
    if sys.platform != "win32":
        QShortcut(QKeySequence("Shift+F10"), window).activated.connect(_ask_for_menu)


def _ask_for_menu() -> None:
    focused = QApplication.focusWidget()
    if focused is not None:
        place = focused.rect().center()
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(focused, QContextMenuEvent(reason, place, focused.mapToGlobal(place)))
