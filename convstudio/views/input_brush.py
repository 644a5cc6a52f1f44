"""Drawing on the input with the mouse."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent

from convstudio.engine.geometry import Box
from convstudio.model.studio import Studio
from convstudio.views.brush import brushed, line_of_cells
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme

if TYPE_CHECKING:
    from convstudio.views.input_view import InputView

Cell = tuple[int, int]


@dataclass
class _Stroke:
    value: float
    last: Cell
    start: Cell
    straight: bool


class InputBrush(QObject):
    """Left paints, right erases, Shift draws a straight line, Ctrl picks the value under the mouse.

    Signals:
        value_changed: the brush's value, because it was picked.
    """

    value_changed = Signal(float)

    def __init__(self, studio: Studio, view: "InputView") -> None:
        super().__init__(view)
        self._studio, self._view = studio, view
        self.size = 1
        self.value = 1.0
        self._stroke: _Stroke | None = None

    def press(self, event: QMouseEvent, cell: Cell | None) -> None:
        """A button went down."""
        if cell is None or self._stroke is not None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pick(cell)
            return
        erase = event.button() == Qt.MouseButton.RightButton
        straight = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._stroke = _Stroke(0.0 if erase else self.value, cell, cell, straight)
        self._studio.document.begin_stroke(self.tr("Erase") if erase else self.tr("Draw"))
        if straight:
            self._preview(cell)
        else:
            self._paint([cell])

    def drag(self, cell: Cell | None) -> None:
        """The mouse moved with a button down."""
        if self._stroke is None or cell is None or cell == self._stroke.last:
            return
        if self._stroke.straight:
            self._preview(cell)
        else:
            self._paint(line_of_cells(self._stroke.last, cell))
        self._stroke.last = cell

    def release(self) -> None:
        """The button went up: the stroke is one undo."""
        if self._stroke is None:
            return
        if self._stroke.straight:
            self._paint(line_of_cells(self._stroke.start, self._stroke.last))
            self._view.marks.set_marks("line", ())
        self._stroke = None
        self._studio.document.end_stroke()

    def _paint(self, cells: list[Cell]) -> None:
        assert self._stroke is not None
        covered = brushed(cells, self.size, self._view.values.shape)
        self._studio.document.paint(covered, self._stroke.value, self._view.edited_channel)

    def _preview(self, cell: Cell) -> None:
        assert self._stroke is not None
        color = current_theme().accent
        cells = brushed(line_of_cells(self._stroke.start, cell), self.size, self._view.values.shape)
        marks = tuple(Mark(Box(row, row + 1, col, col + 1), color, width=1, tint=110) for row, col in cells)
        self._view.marks.set_marks("line", marks)

    def pick(self, cell: Cell) -> None:
        """Take the value of a cell for the brush."""
        self.value = float(self._view.values[cell])
        self.value_changed.emit(self.value)
