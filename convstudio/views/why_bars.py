"""Bars: to the right what adds to a value, to the left what takes away; or shares, all from the left."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.views.colors import palettes
from convstudio.views.theme import current_theme

NAME, NUMBER = 0.45, 0.24  # parts of the width, at most
THUMB = 20  # pixels
AIR = 8  # pixels between rows, and around bars


class Bar(NamedTuple):
    """One row: a name, a number as text and as a length, and a small picture of where it comes from."""

    name: str
    text: str
    value: float
    picture: QImage | None = None


class WhyBars(QWidget):
    """All rows, as wide as the panel."""

    def __init__(self, parent: QWidget | None = None, signed: bool = True) -> None:
        """Make it; where numbers are not `signed`, bars begin on the left and not in the middle."""
        super().__init__(parent)
        self._signed = signed
        self._bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def bars(self) -> Sequence[Bar]:
        """The rows as they are shown."""
        return self._bars

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other rows."""
        self._bars = bars
        self.setAccessibleDescription("; ".join(f"{bar.name} {bar.text}" for bar in bars))
        self.updateGeometry()
        self.update()

    @property
    def line(self) -> int:
        """Height of a row."""
        return max(self.fontMetrics().height(), THUMB) + AIR

    def sizeHint(self) -> QSize:
        return QSize(240, self.line * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.line * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        largest = max((abs(bar.value) for bar in self._bars), default=0.0) or 1.0
        for number, bar in enumerate(self._bars):
            area = QRectF(0, number * self.line, self.width(), self.line)
            if area.intersects(event.rect()):
                self._paint_bar(painter, bar, area, largest)
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: Bar, area: QRectF, largest: float) -> None:
        theme = current_theme()
        centre = Qt.AlignmentFlag.AlignVCenter
        widest = max(self.fontMetrics().horizontalAdvance(one.name) for one in self._bars) + AIR
        name = QRectF(area.left(), area.top(), min(widest, area.width() * NAME), area.height())
        number = QRectF(
            area.right() - area.width() * NUMBER, area.top(), area.width() * NUMBER, area.height()
        )
        painter.setPen(QColor(theme.text))
        painter.drawText(name, centre | Qt.AlignmentFlag.AlignLeft, bar.name)
        painter.drawText(number, centre | Qt.AlignmentFlag.AlignRight, bar.text)
        side = THUMB if self._signed else 0
        thumb = QRectF(name.right(), area.center().y() - side / 2, side, side)
        if bar.picture is not None:
            self._paint_picture(painter, bar.picture, thumb)
        room = QRectF(thumb.right() + AIR, area.top(), number.left() - thumb.right() - 2 * AIR, area.height())
        self._paint_length(painter, room, bar.value / largest)

    def _paint_picture(self, painter: QPainter, picture: QImage, room: QRectF) -> None:
        size = picture.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, max(size.width(), 4), max(size.height(), 4))
        place.moveCenter(room.center())
        painter.drawImage(place, picture)
        painter.setPen(QColor(current_theme().line))
        painter.drawRect(place)

    def _paint_length(self, painter: QPainter, room: QRectF, share: float) -> None:
        """A bar in the colour of its sign from the middle, or from the left."""
        if not abs(share) <= 1:  # no number
            return
        colors = palettes()["red-blue"].table
        color = QColor.fromRgb(int(colors[-20] if share > 0 else colors[20]))
        middle, reach = room.center().x(), room.width() / 2
        if not self._signed:
            color, middle, reach = QColor(current_theme().link), room.left(), room.width()
        width = max(abs(share) * reach, 1.5 if share else 0.0)
        left = middle if share > 0 else middle - width
        painter.fillRect(QRectF(left, room.top() + AIR - 1, width, room.height() - 2 * AIR + 2), color)
        painter.setPen(QColor(current_theme().line))
        painter.drawLine(round(middle), round(room.top() + 2), round(middle), round(room.bottom() - 2))
