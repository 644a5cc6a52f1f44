"""Pictures of short texts, made once and drawn often: numbers in cells."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from convstudio.engine.digits import format_value

MOST_LABELS = 4096
SMALLEST_PIXELS = 8


class Labels:
    """Label pixmaps for cells of one size, cached by text and colour."""

    def __init__(self) -> None:
        self._font = QFont()
        self._metrics = QFontMetricsF(self._font)
        self._room = 0.0
        self._ratio = 1.0
        self._pixmaps: dict[tuple[str, str], QPixmap] = {}
        self._texts: dict[float, str] = {}

    def prepare(self, font: QFont, cell: float, ratio: float) -> None:
        """Get ready for square cells of `cell` pixels on a screen with this device pixel ratio."""
        wanted = QFont(font)
        wanted.setPixelSize(max(SMALLEST_PIXELS, min(round(cell * 0.36), 18)))
        if wanted == self._font and cell == self._room and ratio == self._ratio:
            return
        self._font, self._room, self._ratio = wanted, cell, ratio
        self._metrics = QFontMetricsF(wanted)
        self._pixmaps.clear()
        self._texts.clear()

    def text(self, value: float) -> str:
        """The value with as many of three significant digits as fit the cell; '…' where not even one does."""
        known = self._texts.get(value)
        if known is None:
            if len(self._texts) > MOST_LABELS:
                self._texts.clear()
            known = self._texts[value] = self._fitting(value)
        return known

    def _fitting(self, value: float) -> str:
        for digits in (3, 2, 1):
            text = format_value(value, digits)
            if self._metrics.horizontalAdvance(text) <= self._room - 3:
                return text
        return "…"

    def draw(self, painter: QPainter, center: QPointF, text: str, color: str) -> None:
        """Draw the text in the middle of a cell; the painter is in pixels."""
        pixmap = self._pixmaps.get((text, color))
        if pixmap is None:
            if len(self._pixmaps) > MOST_LABELS:
                self._pixmaps.clear()
            pixmap = self._pixmaps[text, color] = self._picture(text, color)
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(
            QPointF(round(center.x() - size.width() / 2), round(center.y() - size.height() / 2)), pixmap
        )

    def _picture(self, text: str, color: str) -> QPixmap:
        width = int(self._metrics.horizontalAdvance(text)) + 3
        height = int(self._metrics.height()) + 1
        pixmap = QPixmap(int(width * self._ratio), int(height * self._ratio))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setFont(self._font)
        painter.setPen(QColor(color))
        painter.drawText(QPointF(1, self._metrics.ascent() + 0.5), text)
        painter.end()
        return pixmap
