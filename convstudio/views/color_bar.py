"""The legend of a scale: its colours, and the values at its ends and at zero."""

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.engine.digits import format_value
from convstudio.views.colors import Scale
from convstudio.views.theme import current_theme

THICKNESS = 12  # pixels


class ColorBar(QWidget):
    """Lies or stands beside what it explains."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upright = orientation == Qt.Orientation.Vertical
        self._scale: Scale | None = None
        policy = QSizePolicy.Policy
        self.setSizePolicy(
            *((policy.Fixed, policy.Expanding) if self._upright else (policy.Expanding, policy.Fixed))
        )

    def show_scale(self, scale: Scale) -> None:
        """Explain another scale."""
        if scale == self._scale:
            return
        self._scale = scale
        words = self.tr("Scale from {low} to {high}").format(
            low=self._text(scale.low), high=self._text(scale.high)
        )
        self.setToolTip(f"{words}: {scale.palette.title}")
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        if self._upright:
            return QSize(THICKNESS + 6 + metrics.horizontalAdvance("−0.0000"), 80)
        return QSize(100, max(THICKNESS, metrics.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None or (not self._upright and self.height() < self.fontMetrics().height()):
            return  # half a number tells a wrong one
        painter = QPainter(self)
        steps = np.ascontiguousarray(self._scale.palette.table[:, None][::-1])
        strip = QImage(steps.data, 1, len(steps), 4, QImage.Format.Format_RGB32)
        painter.setPen(QColor(current_theme().text))
        if self._upright:
            self._paint_upright(painter, strip, self._scale)
        else:
            self._paint_lying(painter, self._scale)

    def _paint_upright(self, painter: QPainter, strip: QImage, scale: Scale) -> None:
        half = self.fontMetrics().height() / 2
        bar = QRectF(0, half, THICKNESS, max(1.0, self.height() - 2 * half))
        painter.drawImage(bar, strip)
        places = {scale.high: bar.top(), scale.low: bar.bottom()}
        if scale.low < 0 < scale.high:
            places[0.0] = bar.top() + bar.height() * scale.high / (scale.high - scale.low)
        for value, y in places.items():
            place = QRectF(THICKNESS + 5, y - half, self.width(), 2 * half)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._text(value))

    def _paint_lying(self, painter: QPainter, scale: Scale) -> None:
        low, high = self._text(scale.low), self._text(scale.high)
        before, after = (self.fontMetrics().horizontalAdvance(text) + 6 for text in (low, high))
        top = (self.height() - THICKNESS) / 2
        bar = QRectF(before, top, max(1.0, self.width() - before - after), THICKNESS)
        steps = np.ascontiguousarray(scale.palette.table[None, :])
        painter.drawImage(bar, QImage(steps.data, steps.size, 1, steps.size * 4, QImage.Format.Format_RGB32))
        whole = QRect(0, 0, self.width(), self.height())
        painter.drawText(whole, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, low)
        baseline = top + THICKNESS / 2 + self.fontMetrics().ascent() / 2 - 1
        painter.drawText(QPointF(bar.right() + 6, baseline), high)

    @staticmethod
    def _text(value: float) -> str:
        return format_value(value, 3).replace("-", "−")
