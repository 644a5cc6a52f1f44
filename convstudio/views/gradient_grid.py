"""A grid of the walk backwards: its numbers, padding around it, and what lies ahead, pale."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from convstudio.engine.geometry import Box
from convstudio.model.stepper import Stepper
from convstudio.views.gradient_picture import Click, Picture
from convstudio.views.grid_display import Cell
from convstudio.views.grid_items import GhostItem
from convstudio.views.grid_view import GridView
from convstudio.views.hatching import HatchItem
from convstudio.views.marks import Mark
from convstudio.views.padded import padded_sources, padding_value, with_padding
from convstudio.views.theme import current_theme
from convstudio.views.veil import VeilItem

ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


LEAST = 96, 36  # pixels


class GradientGrid(GridView):
    """Shows a picture. Space, arrows, Home and End drive the walk as they do on the Stage.

    Where weights or cells are chosen, or painted, the arrows move among them instead.

    Signals:
        pressed(object, int): (row, col) of the grid, and which button (1 left, 2 right).
    """

    pressed = Signal(object, int)

    def __init__(self, stepper: Stepper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stepper = stepper
        self._picture: Picture | None = None
        self._cursor: Cell = (0, 0)
        self._sources = padded_sources(None, Box(0, 1, 0, 1))
        self.ghost = GhostItem(self.labels, self._ghost_value, current_theme())
        self.veil, self.hatching = VeilItem(current_theme()), HatchItem(current_theme())
        for item in (self.ghost, self.veil, self.hatching):
            self.scene().addItem(item)
        self.cells.reveal_of = self.veil.over
        self.setMinimumSize(*LEAST)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: Picture) -> None:
        """Show a picture."""
        before, self._picture = self._picture, picture
        if before is None or not _same_numbers(before, picture):
            whole = Box.whole(picture.plane.values.shape)
            around = with_padding(whole, picture.geometry)
            self._sources = padded_sources(picture.geometry, whole)
            self.ghost.set_box(around)
            self.ghost.setVisible(around != whole)
            self.veil.set_box(whole)
            self.show_values(picture.plane.values, picture.scale, around)
            self.zoomed.emit()  # the grid may be wider now, with cells of the same size
        self._cursor = picture.cursor or self._cursor
        self.veil.set_last(picture.last)
        self.hatching.set_flags(picture.gates)
        self.marks.set_marks("step", picture.marks)

    def _ghost_value(self, row: int, col: int) -> float:
        return padding_value(self._values, self._sources, self.ghost.box, row, col)

    # what a person does

    @property
    def _chooses(self) -> bool:
        """Whether the arrows move over the cells of this grid and not along the walk."""
        click = self._picture.click if self._picture else Click.NOTHING
        return click in (Click.WEIGHT, Click.UNIT, Click.PAINT, Click.CLASS)

    def cell_pressed(self, event: QMouseEvent, cell: Cell | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if cell is not None:
            self._press(cell, 2 if event.button() == Qt.MouseButton.RightButton else 1)

    def cell_dragged(self, event: QMouseEvent, cell: Cell | None) -> None:
        if cell is not None and cell != self._cursor:
            self._press(cell, 2 if event.buttons() & Qt.MouseButton.RightButton else 1)

    def _press(self, cell: Cell, button: int) -> None:
        self._cursor = cell
        self._mark_cursor()
        if self._picture is not None and self._picture.click is not Click.NOTHING:
            self.pressed.emit(cell, button)

    def wheel_turned(self, event: QWheelEvent) -> None:
        (self._stepper.step_back if event.angleDelta().y() > 0 else self._stepper.step_forward)()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._does(key):
            super().keyPressEvent(event)

    def _does(self, key: Qt.Key) -> bool:
        """Do what a key stands for, if it stands for anything."""
        stepper, move = self._stepper, ARROWS.get(key)
        if move is not None and self._chooses:
            self._move_cursor(*move)
            return True
        actions: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Space: stepper.toggle,
            Qt.Key.Key_Left: stepper.step_back,
            Qt.Key.Key_Right: stepper.step_forward,
            Qt.Key.Key_Home: stepper.to_start,
            Qt.Key.Key_End: stepper.to_end,
            Qt.Key.Key_Up: lambda: self._move_rows(-1),
            Qt.Key.Key_Down: lambda: self._move_rows(1),
        }
        if self._picture is not None and self._picture.click is Click.PAINT:
            actions |= {
                Qt.Key.Key_Return: lambda: self._press(self._cursor, 1),
                Qt.Key.Key_Enter: lambda: self._press(self._cursor, 1),
                Qt.Key.Key_Delete: lambda: self._press(self._cursor, 2),
            }
        do: Callable[[], object] | None = actions.get(key)
        if do is not None:
            do()
        return do is not None

    def _move_rows(self, rows: int) -> None:
        index = self._stepper.index + rows * self._stepper.row_length
        if 0 <= index < self._stepper.count:
            self._stepper.pause()
            self._stepper.go_to(index)

    def _move_cursor(self, down: int, right: int) -> None:
        rows, cols = self._values.shape
        row, col = self._cursor[0] + down, self._cursor[1] + right
        if 0 <= row < rows and 0 <= col < cols:
            if self._picture is not None and self._picture.click is Click.PAINT:
                self._cursor = (row, col)
                self._mark_cursor()
            else:
                self._press((row, col), 1)

    def _mark_cursor(self) -> None:
        """Where the keys paint, while they do."""
        paints = self._picture is not None and self._picture.click is Click.PAINT and self.hasFocus()
        row, col = self._cursor
        color = current_theme().link
        self.marks.set_marks(
            "cursor", (Mark(Box(row, row + 1, col, col + 1), color, dashed=True),) if paints else ()
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_cursor()

    def _dress(self) -> None:
        super()._dress()
        if hasattr(self, "veil"):
            self.ghost.theme = self.veil.theme = self.hatching.theme = current_theme()


def _same_numbers(one: Picture, other: Picture) -> bool:
    same_place = one.plane.is_like(other.plane) and one.geometry == other.geometry
    return same_place and one.scale == other.scale
