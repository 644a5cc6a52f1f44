"""Pictures of short texts, made once and drawn often: numbers in cells."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEngine, QPainter, QPixmap

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
        self._is_direct = False
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

    def aim(self, painter: QPainter) -> None:
        """What comes next is for this painter: on paper, or finer than the screen, texts stay texts."""
        engine = painter.paintEngine()  # knows the picture; the painter's own device is the widget
        is_screen = engine.type() == QPaintEngine.Type.Raster
        self._is_direct = not is_screen or engine.paintDevice().devicePixelRatioF() > self._ratio

    def text(self, value: float) -> str:
        """The value with as many of three significant digits as fit the cell; '…' where not even one does."""
        known = self._texts.get(value)
        if known is None:
            if len(self._texts) > MOST_LABELS:
                self._texts.clear()
            known = self._texts[value] = self._fitting(value)
        return known

    def _fitting(self, value: float) -> str:
        return next((text for text in shorter_and_shorter(value) if self.fits(text)), "…")

    def fits(self, text: str, room: float | None = None) -> bool:
        """Whether a text is no wider than a cell, or than so many pixels."""
        return self._metrics.horizontalAdvance(text) <= (self._room if room is None else room) - 3

    @property
    def height(self) -> float:
        """Pixels from the top to the foot of a text."""
        return self._metrics.height()

    def draw(self, painter: QPainter, center: QPointF, text: str, color: str) -> None:
        """Draw the text in the middle of a cell; the painter is in pixels."""
        if self._is_direct:
            self._write(painter, center, text, color)
            return
        pixmap = self._pixmaps.get((text, color))
        if pixmap is None:
            if len(self._pixmaps) > MOST_LABELS:
                self._pixmaps.clear()
            pixmap = self._pixmaps[text, color] = self._picture(text, color)
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(
            QPointF(round(center.x() - size.width() / 2), round(center.y() - size.height() / 2)), pixmap
        )

    def _write(self, painter: QPainter, center: QPointF, text: str, color: str) -> None:
        metrics = self._metrics
        left, middle = metrics.horizontalAdvance(text) / 2, (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(self._font)
        painter.setPen(QColor(color))
        painter.drawText(center + QPointF(-left, middle), text)

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


def shorter_and_shorter(value: float) -> Iterator[str]:
    """A number with three significant digits, then ever shorter; .25 tells more than 0.2."""
    texts = [format_value(value, digits) for digits in (3, 2, 1)]
    for text in texts:
        yield text
        yield bare(text)
    yield _short(texts[-1])


def _short(text: str) -> str:
    """A number without what can be left out: .25 for 0.25, 1e-3 for 0.001."""
    power = re.sub(r"e([+-])0*(\d)", r"e\1\2", f"{float(text):.0e}") if text[-1].isdigit() else text
    return min(bare(text), power, key=len)


def bare(text: str) -> str:
    """A number without the zero before the point."""
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
