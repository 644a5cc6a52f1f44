"""Tiles in rows that wrap and scroll: where they stand, and painting those in sight."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from convstudio.views.flow import Flow
from convstudio.views.theme import current_theme

GAP = 9  # pixels between tiles
FRAME = 3  # pixels around a tile that may be painted, for the frame of the chosen one
SIDE_IN_LINES = 3.6  # a tile is as high as so many lines of text


class TileArea(QAbstractScrollArea):
    """The base: a subclass says how a tile is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def paint_tile(self, painter: QPainter, number: int, area: QRect) -> None:
        """Paint one tile; may reach FRAME pixels beyond its area."""

    def paint_over(self, painter: QPainter) -> None:
        """Paint what stands above the tiles."""

    def set_count(self, count: int) -> None:
        """Show so many tiles."""
        self._count = count
        self._arrange()
        self.viewport().update()

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

    def reveal(self, number: int) -> None:
        """Scroll as far as brings a tile into sight."""
        area, bar = self._outer(number), self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top())
        elif area.bottom() > self.viewport().height():
            bar.setValue(bar.value() + area.bottom() - self.viewport().height())

    def _outer(self, number: int) -> QRect:
        return self.tile_rect(number).adjusted(-FRAME, -FRAME, FRAME, FRAME)

    def _arrange(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setPageStep(room)
        bar.setSingleStep(self.side // 2)
        bar.setRange(0, max(0, self.flow.height - room))

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
        scrolled, flow = self.verticalScrollBar().value(), self.flow
        for number in flow.within(event.rect().top() + scrolled, event.rect().bottom() + scrolled):
            area = flow.rect(number).translated(0, -scrolled)
            if area.adjusted(-FRAME, -FRAME, FRAME, FRAME).intersects(event.rect()):
                self.paint_tile(painter, number, area)
        self.paint_over(painter)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()
            self.viewport().update()


def paint_frame(painter: QPainter, area: QRect, pen: QPen) -> None:
    """A frame along the edge of an area."""
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(0, 0, -1, -1))
