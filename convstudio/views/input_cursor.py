"""The cell cursor of the input: keys, selection, typing, clipboard."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from convstudio.engine.digits import format_value
from convstudio.engine.geometry import Box
from convstudio.files.grid import parse_grid
from convstudio.files.number import parse_number
from convstudio.model.selection import Hover
from convstudio.model.studio import Studio
from convstudio.views.announce import announce
from convstudio.views.grid_view import copy_grid
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme

if TYPE_CHECKING:
    from convstudio.views.input_view import InputView

Cell = tuple[int, int]
ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class InputCursor(QObject):
    """One cell is current; with Shift the arrows select a block.

    Signals:
        refused: what was typed or pasted and why it is no number or grid.
        moved: the cursor's (row, col).
    """

    refused = Signal(str)
    moved = Signal(object)

    def __init__(self, studio: Studio, view: "InputView") -> None:
        super().__init__(view)
        self._studio, self._view = studio, view
        self.cell: Cell = (0, 0)
        self._anchor: Cell = (0, 0)
        self._editor: QLineEdit | None = None

    @property
    def selection(self) -> Box:
        """The selected block of cells; at least the current one."""
        (top, bottom), (left, right) = (
            sorted((here, there)) for here, there in zip(self.cell, self._anchor, strict=True)
        )
        return Box(top, bottom + 1, left, right + 1)

    def move_to(self, cell: Cell, extend: bool = False) -> None:
        """Make a cell the current one; `extend` keeps the other corner of the selection."""
        rows, cols = self._view.values.shape
        self.cell = min(max(cell[0], 0), rows - 1), min(max(cell[1], 0), cols - 1)
        if not extend:
            self._anchor = self.cell
        self.show_mark()
        if self._view.hasFocus():  # with the keyboard, too, a cell lights up what belongs to it
            self._studio.selection.set_hover(Hover("input", *self.cell))
        self.moved.emit(self.cell)

    def show_mark(self) -> None:
        """Frame the selection while the view has the focus."""
        marks: tuple[Mark, ...] = ()
        if self._view.hasFocus():
            marks = (Mark(self.selection, current_theme().link, width=2, dashed=True),)
            value = format_value(float(self._view.values[self.cell]))
            text = self.tr("input[{row}, {col}] = {value}")
            announce(self._view, text.format(row=self.cell[0], col=self.cell[1], value=value))
            self._view.ensure_cell_visible(self.cell)
        self._view.marks.set_marks("cursor", marks)

    def key(self, event: QKeyEvent) -> bool:
        """Handle a key; False where it is none of ours."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif key in ARROWS and modifiers in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        ):
            down, right = ARROWS[key]
            shift = modifiers == Qt.KeyboardModifier.ShiftModifier
            self.move_to((self.cell[0] + down, self.cell[1] + right), extend=shift)
        elif modifiers == Qt.KeyboardModifier.NoModifier:
            return self._plain_key(key, event.text())
        else:
            return False
        return True

    def _plain_key(self, key: Qt.Key, text: str) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._fill(self._view.brush.value, self.tr("Draw"))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._fill(0.0, self.tr("Erase"))
        elif key == Qt.Key.Key_Home:
            self.move_to((self.cell[0], 0))
        elif key == Qt.Key.Key_End:
            self.move_to((self.cell[0], self._view.values.shape[1] - 1))
        elif key == Qt.Key.Key_P:
            self._view.brush.pick(self.cell)
        elif key == Qt.Key.Key_F2:
            self.edit(format_value(float(self._view.values[self.cell]), 9))
        elif text and text in "0123456789-+.,":
            self.edit(text, select=False)
        else:
            return False
        return True

    def _select_all(self) -> None:
        rows, cols = self._view.values.shape
        self._anchor = (0, 0)
        self.move_to((rows - 1, cols - 1), extend=True)

    def _fill(self, value: float, text: str) -> None:
        box = self.selection
        document = self._studio.document
        document.begin_stroke(text)
        document.paint([(r, c) for r in box.rows for c in box.cols], value, self._view.edited_channel)
        document.end_stroke()
        self.show_mark()

    # typing

    def edit(self, text: str, select: bool = True) -> None:
        """Open a field over the current cell."""
        if not self._view.editable:
            return
        self._view.ensure_cell_visible(self.cell)
        place = self._view.cell_rect(*self.cell)
        editor = QLineEdit(text, self._view.viewport())
        editor.setObjectName("cell_editor")
        editor.setAccessibleName(self.tr("Value of the cell"))
        width = max(place.width(), editor.fontMetrics().horizontalAdvance("-0.0000") + 12)
        editor.setGeometry(place.x(), place.y(), width, max(place.height(), editor.sizeHint().height()))
        editor.installEventFilter(self)
        editor.show()
        editor.setFocus()
        if select:
            editor.selectAll()
        self._editor = editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._editor or self._editor is None:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self._commit((0, 0))
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            moves = {
                Qt.Key.Key_Return: (1, 0),
                Qt.Key.Key_Enter: (1, 0),
                Qt.Key.Key_Tab: (0, 1),
                Qt.Key.Key_Backtab: (0, -1),
                Qt.Key.Key_Up: (-1, 0),
                Qt.Key.Key_Down: (1, 0),
            }
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Escape:
                self._close_editor()
                return True
            if key in moves:
                self._commit(moves[key])
                return True
        return False

    def _commit(self, move: Cell) -> None:
        editor = self._editor
        if editor is None:
            return
        text = editor.text()
        self._close_editor()
        try:
            value = parse_number(text)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        self._anchor = self.cell
        self._fill(value, self.tr("Type a value"))
        self.move_to((self.cell[0] + move[0], self.cell[1] + move[1]))

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.hasFocus()
            editor.deleteLater()
            editor.hide()
            if had_focus:
                self._view.setFocus()

    # clipboard

    def copy(self) -> None:
        """Put the selected block on the clipboard as a spreadsheet has it; without one the whole grid."""
        box = self.selection
        copy_grid(self._view.values if box.size == 1 else self._view.values[box.slices])

    def paste(self) -> None:
        """Put a grid from the clipboard at the cursor; at [0, 0] a larger one becomes the input."""
        try:
            grid = np.asarray(parse_grid(QGuiApplication.clipboard().text()), np.float32)
            if self._view.is_1d and grid.ndim == 2 and grid.shape[1] == 1:
                grid = grid.T
            self._paste(grid)
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.move_to(self.cell)

    def _paste(self, grid: "np.typing.NDArray[np.float32]") -> None:
        document, view = self._studio.document, self._view
        rows, cols = view.values.shape
        top, left = self.cell
        fits = grid.ndim == 2 and top + grid.shape[0] <= rows and left + grid.shape[1] <= cols
        replaces_all = grid.shape == (rows, cols) and view.edited_channel is None
        if fits and not replaces_all:
            box = Box(top, top + grid.shape[0], left, left + grid.shape[1])
            document.set_cells(box, view.with_channels(grid, box), self.tr("Paste"))
        elif self.cell == (0, 0):
            whole = grid if grid.ndim == 3 else np.repeat(grid[:, :, None], view.channels, axis=2)
            document.set_input(view.from_planar(whole), self.tr("Paste"), rule="", title="")
        else:
            text = self.tr(
                "The grid of {rows} × {cols} does not fit at [{row}, {col}] of an input of {size}."
            )
            size = f"{rows} × {cols}"
            raise ValueError(
                text.format(rows=grid.shape[0], cols=grid.shape[1], row=top, col=left, size=size)
            )
