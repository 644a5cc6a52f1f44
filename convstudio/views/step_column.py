"""The sentences beside the grids of a step: sum, bias, activation, the value large, why it is zero."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPainter

from convstudio.views.step_lines import StepLines
from convstudio.views.theme import Theme

LINE = 1.5  # lines of text from one sentence to the next
VALUE = 1.35  # the value is so much larger


@dataclass(frozen=True)
class StepColumn:
    """The sentences in their font; `aside` stands to the right in a fixed-width font where there is room."""

    lines: StepLines
    aside: tuple[str, ...]
    font: QFont

    @property
    def rows(self) -> tuple[str, ...]:
        """The sentences above the value."""
        return tuple(text for text in (self.lines.folded, self.lines.sum, self.lines.bias) if text)

    @property
    def spoken(self) -> str:
        """Everything in one text, for screen readers."""
        last = f"{self.lines.activation} {self.lines.value}"
        return "; ".join(text for text in (*self.rows, last, self.lines.why) if text)

    @property
    def value_font(self) -> QFont:
        """Bold and larger."""
        font = QFont(self.font)
        font.setBold(True)
        font.setPointSizeF(self.font.pointSizeF() * VALUE)
        return font

    def width(self, limit: int) -> int:
        """Pixels that the sentences take, wrapped at `limit`."""
        metrics = QFontMetrics(self.font)
        last = metrics.horizontalAdvance(self.lines.activation + "  ")
        last += QFontMetrics(self.value_font).horizontalAdvance(self.lines.value)
        texts = (*self.rows, self.lines.why)
        return max(last, *(min(metrics.horizontalAdvance(text), limit) for text in texts)) + 2

    def height(self, width: int) -> int:
        """Pixels from the first to the last sentence."""
        return max(place.bottom() + 1 for place in self._places(QPoint(), width) if place.height())

    def paint(self, painter: QPainter, corner: QPoint, width: int, right: int, theme: Theme) -> None:
        """Paint from the corner on; `right` is where the widget ends."""
        painter.setFont(self.font)
        painter.setPen(QColor(theme.text))
        *rows, last, why = self._places(corner, width)
        for text, area in zip(self.rows, rows, strict=True):
            painter.drawText(area, _WRAP, text)
        painter.drawText(last, _WRAP, self.lines.activation)
        self._paint_value(painter, last, theme)
        painter.setPen(QColor(theme.quiet))
        painter.drawText(why, _WRAP, self.lines.why)
        self._paint_aside(painter, QPoint(corner.x() + width, corner.y()), right, theme)

    def _places(self, corner: QPoint, width: int) -> list[QRect]:
        """Where each row stands, then the line with the value, then why it is zero."""
        metrics = QFontMetrics(self.font)
        places, top = [], corner.y()
        for text in (*self.rows, self.lines.activation, self.lines.why):
            box = QRect(corner.x(), top, width, 10_000)
            height = metrics.boundingRect(box, _WRAP, text).height() if text else 0
            places.append(QRect(corner.x(), top, width, height))
            top += height + round(metrics.height() * (LINE - 1))
        return places

    def _paint_value(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        left = area.left() + QFontMetrics(self.font).horizontalAdvance(self.lines.activation + "  ")
        painter.setFont(self.value_font)
        painter.setPen(QColor(theme.accent))
        place = QRect(left, area.top() - area.height(), 10_000, 3 * area.height())
        painter.drawText(place, _MIDDLE, self.lines.value)
        painter.setFont(self.font)

    def _paint_aside(self, painter: QPainter, corner: QPoint, right: int, theme: Theme) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font.pointSizeF())
        metrics = QFontMetrics(font)
        width = max(map(metrics.horizontalAdvance, self.aside), default=0)
        area = QRect(corner.x() + 3 * metrics.height(), corner.y(), width + 1, 10_000)
        if self.aside and area.right() < right:
            painter.setFont(font)
            painter.setPen(QColor(theme.quiet))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft, "\n".join(self.aside))


_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
