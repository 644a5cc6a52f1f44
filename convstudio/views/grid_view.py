"""A grid of numbers to point at: the base of the input and of the feature map."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from convstudio.engine.digits import format_value
from convstudio.views.grid_display import Cell, GridDisplay


class GridView(GridDisplay):
    """The middle button pans; what the others do, and what hovering means, its kinds decide.

    Signals:
        cell_hovered: the (row, col) under the mouse, or None.
    """

    cell_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered: Cell | None = None
        self._pan_from: QPoint | None = None
        self.setMouseTracking(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self.cell_pressed(event, self.cell_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pan_from is not None:
            self.pan_by(point - self._pan_from)
            self._pan_from = point
            return
        cell = self.cell_at(point)
        self._hover(cell)
        if event.buttons():
            self.cell_dragged(event, cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            self.viewport().unsetCursor()
        else:
            self.cell_released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick dabs with the brush are two presses

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._hover(self.cell_at(event.position().toPoint()))

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(cell)

    def cell_pressed(self, event: QMouseEvent, cell: Cell | None) -> None:
        """A button other than the middle one went down."""

    def cell_dragged(self, event: QMouseEvent, cell: Cell | None) -> None:
        """The mouse moved with a button down."""

    def cell_released(self, event: QMouseEvent) -> None:
        """The button went up."""

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the numbers on the clipboard as a spreadsheet has them."""
        copy_grid(self._values)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)


def copy_grid(values: NDArray[np.floating]) -> None:
    """Put numbers (rows, cols) on the clipboard as a spreadsheet has them."""
    lines = ("\t".join(format_value(float(value), 9) for value in row) for row in values)
    QGuiApplication.clipboard().setText("\n".join(lines))
