"""The input: draw on it, type into it, and see where the window stands."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.engine.geometry import Box
from convstudio.model.links import Cell
from convstudio.model.selection import Hover
from convstudio.model.studio import Studio
from convstudio.views.input_brush import InputBrush
from convstudio.views.input_cursor import InputCursor
from convstudio.views.input_display import InputDisplay


class InputView(InputDisplay):
    """Takes mouse and keys; what they change, the document is asked for."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.setObjectName("input_view")
        self.setAccessibleName(self.tr("Input"))
        self.brush = InputBrush(studio, self)
        self.cursor_cell = InputCursor(studio, self)
        self.cell_hovered.connect(self._tell_hover)
        self.input_shown.connect(self._keep_cursor)
        self.show_input()

    def _tell_hover(self, cell: Cell | None) -> None:
        self._studio.selection.set_hover(Hover("input", *cell) if cell else None)

    def cell_pressed(self, event: QMouseEvent, cell: Cell | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if cell and self.editable:
            self.cursor_cell.move_to(cell)
            self.brush.press(event, cell)

    def cell_dragged(self, event: QMouseEvent, cell: Cell | None) -> None:
        self.brush.drag(cell)

    def cell_released(self, event: QMouseEvent) -> None:
        self.brush.release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.editable and self.cursor_cell.key(event)):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.cursor_cell.show_mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.cursor_cell.show_mark()

    def copy(self) -> None:
        self.cursor_cell.copy()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            return  # the right button erases
        menu = QMenu(self)
        for action in self.actions():
            menu.addAction(action)
        menu.exec(self.viewport().mapToGlobal(self.cell_rect(*self.cursor_cell.cell).center()))

    # shapes

    def with_channels(self, grid: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
        """A grid for the edited channel as values (rows, cols, channels) of a block."""
        values = np.array(self._planes[box.slices], np.float32)
        channel = self.edited_channel
        values[:, :, slice(None) if channel is None else slice(channel, channel + 1)] = grid[:, :, None]
        return values

    def from_planar(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """A planar array in the shape of the project's input."""
        if self.is_1d and planes.shape[0] != 1:
            text = self.tr("The input has one dimension: one row of numbers fits, not {rows}.")
            raise ValueError(text.format(rows=planes.shape[0]))
        return planes[0] if self.is_1d else planes

    def _keep_cursor(self) -> None:
        self.cursor_cell.move_to(self.cursor_cell.cell)  # the input may be smaller than it was

    def _dress(self) -> None:
        super()._dress()
        if hasattr(self, "cursor_cell"):
            self.cursor_cell.show_mark()
