"""Tiles with a cursor that mouse and keys move."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from convstudio.views.theme import current_theme
from convstudio.views.tile_area import TileArea, paint_frame


class Tiles(TileArea):
    """A subclass paints a tile and says what its tooltip is.

    Signals:
        cursor_moved(int): a person went to a tile.
        activated(int): a tile was clicked, or Enter or Space pressed on it.
    """

    cursor_moved = Signal(int)
    activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def tile_tip(self, number: int) -> str:
        """What the mouse is told over a tile."""
        return ""

    def set_count(self, count: int) -> None:
        """Show so many tiles; the cursor stays among them."""
        self._cursor = max(0, min(self._cursor, count - 1))
        super().set_count(count)

    def move_cursor(self, number: int) -> None:
        """Put the cursor on a tile and bring it into sight."""
        self.update_tile(self._cursor)
        self._cursor = number
        self.update_tile(number)
        self.reveal(number)

    def paint_over(self, painter: QPainter) -> None:
        """The cursor, while keys act on it."""
        if self.hasFocus() and self._count:
            pen = QPen(QColor(current_theme().text), 1, Qt.PenStyle.DotLine)
            paint_frame(painter, self.tile_rect(self._cursor).adjusted(3, 3, -3, -3), pen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.tile_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(number)
            self.activated.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self._cursor)
        elif (target := self._target(key)) is None:
            super().keyPressEvent(event)
        else:
            self._go(min(max(target, 0), self._count - 1))

    def _target(self, key: Qt.Key) -> int | None:
        moves = {
            Qt.Key.Key_Left: self._cursor - 1,
            Qt.Key.Key_Right: self._cursor + 1,
            Qt.Key.Key_Up: self._cursor - self.flow.columns,
            Qt.Key.Key_Down: self._cursor + self.flow.columns,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._count - 1,
        }
        return moves.get(key)

    def _go(self, number: int) -> None:
        self.move_cursor(number)
        self.cursor_moved.emit(number)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self.tile_at(event.pos())
            QToolTip.showText(
                event.globalPos(), "" if number is None else self.tile_tip(number), self.viewport()
            )
            return True
        return super().viewportEvent(event)
