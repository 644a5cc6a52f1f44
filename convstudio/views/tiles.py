"""Tiles in rows that wrap and scroll, with a cursor that mouse and keys move."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from convstudio.views.flow import Flow
from convstudio.views.theme import current_theme

GAP = 9  # pixels between tiles
FRAME = 3  # pixels around a tile that may be painted, for the frame of the chosen one
SIDE_IN_LINES = 3.6  # a tile is as high as so many lines of text


class Tiles(QAbstractScrollArea):
    """The base: a subclass paints a tile and says what its tooltip is.

    Signals:
        cursor_moved(int): a person went to a tile.
        activated(int): a tile was clicked, or Enter or Space pressed on it.
    """

    cursor_moved = Signal(int)
    activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._cursor = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paint_tile(self, painter: QPainter, number: int, area: QRect) -> None:
        """Paint one tile; may reach FRAME pixels beyond its area."""

    def tile_tip(self, number: int) -> str:
        """What the mouse is told over a tile."""
        return ""

    @property
    def cursor_tile(self) -> int:
        """The tile that keys act on."""
        return self._cursor

    def set_count(self, count: int) -> None:
        """Show so many tiles."""
        self._count, self._cursor = count, max(0, min(self._cursor, count - 1))
        self._arrange()
        self.viewport().update()

    def move_cursor(self, number: int) -> None:
        """Put the cursor on a tile and bring it into sight."""
        self.update_tile(self._cursor)
        self._cursor = number
        self.update_tile(number)
        self._reveal(number)

    def update_tile(self, number: int) -> None:
        """Paint one tile again."""
        self.viewport().update(self._outer(number))

    @property
    def side(self) -> int:
        """Pixels along a side of a tile."""
        return round(self.fontMetrics().height() * SIDE_IN_LINES)

    @property
    def flow(self) -> Flow:
        """Where the tiles stand before scrolling."""
        return Flow(self._count, self.side, GAP, self.viewport().width())

    def tile_rect(self, number: int) -> QRect:
        """Where a tile stands in the viewport."""
        return self.flow.rect(number).translated(0, -self.verticalScrollBar().value())

    def tile_at(self, point: QPoint) -> int | None:
        """The tile under a point of the viewport, None beside them."""
        return self.flow.at(point + QPoint(0, self.verticalScrollBar().value()))

    def _outer(self, number: int) -> QRect:
        return self.tile_rect(number).adjusted(-FRAME, -FRAME, FRAME, FRAME)

    def _arrange(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setPageStep(room)
        bar.setSingleStep(self.side // 2)
        bar.setRange(0, max(0, self.flow.height - room))

    def _reveal(self, number: int) -> None:
        area, bar = self._outer(number), self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top())
        elif area.bottom() > self.viewport().height():
            bar.setValue(bar.value() + area.bottom() - self.viewport().height())

    def sizeHint(self) -> QSize:
        return QSize(6 * (self.side + GAP), self.side + 2 * GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * (self.side + GAP), self.side + 2 * GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(current_theme().card))
        for number in range(self._count):
            if self._outer(number).intersects(event.rect()):
                self.paint_tile(painter, number, self.tile_rect(number))
        if self.hasFocus() and self._count:
            pen = QPen(QColor(current_theme().text), 1, Qt.PenStyle.DotLine)
            paint_frame(painter, self.tile_rect(self._cursor).adjusted(3, 3, -3, -3), pen)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()
            self.viewport().update()

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


def paint_frame(painter: QPainter, area: QRect, pen: QPen) -> None:
    """A frame along the edge of an area."""
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(0, 0, -1, -1))
