"""A dock whose title is as large as the other texts."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDockWidget, QStyle, QStyleOptionDockWidget, QStylePainter


class Dock(QDockWidget):
    """Qt draws titles in a font of the desktop's that nobody can change."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isFloating():
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionDockWidget()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_DockWidgetTitle, option)
        painter.end()
