"""The feature map that somebody wants: drawn, typed or pasted."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent

from convstudio.engine.geometry import Box
from convstudio.files.grid import parse_grid
from convstudio.model.overview import value_range
from convstudio.views.colors import map_scale
from convstudio.views.grid_display import Cell
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme

ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
Map = NDArray[np.float32]


class TargetView(GridView):
    """Left paints, right erases; arrows move a cursor, Enter paints, Delete erases, Ctrl+V pastes.

    Signals:
        drawn(object): the map (rows, cols) after a stroke, a key or a paste.
        refused(str): why what was pasted is no map.
    """

    drawn = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("target_view")
        self.setAccessibleName(self.tr("Wanted feature map"))
        self.setToolTip(self.tr("Draw the map that is wanted: left draws, right erases, Ctrl+V pastes"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.brush_value = 1.0
        self._spread = (-np.inf, np.inf)
        self._cursor: Cell = (0, 0)
        self._painted: float | None = None  # the value of the stroke under way

    def show_target(self, wanted: Map, spread: tuple[float, float]) -> None:
        """Show a map (rows, cols); `spread` is the range that the layer can give."""
        self._spread = spread
        self._show(np.array(wanted, np.float32))
        self._move_to(self._cursor)

    def cell_pressed(self, event: QMouseEvent, cell: Cell | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._painted = 0.0 if event.button() == Qt.MouseButton.RightButton else self.brush_value
        self._paint(cell)

    def cell_dragged(self, event: QMouseEvent, cell: Cell | None) -> None:
        self._paint(cell)

    def cell_released(self, event: QMouseEvent) -> None:
        if self._painted is not None:
            self._painted = None
            self.drawn.emit(self.values.copy())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, col = self._cursor
        key = Qt.Key(event.key())
        if key in ARROWS:
            self._move_to((row + ARROWS[key][0], col + ARROWS[key][1]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._set(self._cursor, self.brush_value)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._set(self._cursor, 0.0)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Take a grid of numbers from the clipboard, of the size of the map."""
        try:
            grid = parse_grid(QGuiApplication.clipboard().text())
            if grid.shape != self.values.shape:
                rows, cols = self.values.shape
                raise ValueError(f"the map has {rows} × {cols} cells; the grid is {grid.shape}")
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self._show(grid.astype(np.float32))
            self.drawn.emit(self.values.copy())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._move_to(self._cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._move_to(self._cursor)

    def _paint(self, cell: Cell | None) -> None:
        if cell is None or self._painted is None or not self._is_inside(cell):
            return
        self._move_to(cell)
        if self.values[cell] != self._painted:
            changed = self.values.copy()
            changed[cell] = self._painted
            self._show(changed)

    def _set(self, cell: Cell, value: float) -> None:
        changed = self.values.copy()
        changed[cell] = value
        self._show(changed)
        self.drawn.emit(self.values.copy())

    def _show(self, values: NDArray[np.floating]) -> None:
        self.show_values(values, map_scale(*value_range(values), self._spread))

    def _is_inside(self, cell: Cell) -> bool:
        return all(0 <= place < size for place, size in zip(cell, self.values.shape, strict=True))

    def _move_to(self, cell: Cell) -> None:
        rows, cols = self.values.shape
        row, col = min(max(cell[0], 0), rows - 1), min(max(cell[1], 0), cols - 1)
        self._cursor = row, col
        mark = Mark(Box(row, row + 1, col, col + 1), current_theme().link)
        self.marks.set_marks("cursor", (mark,) if self.hasFocus() else ())
