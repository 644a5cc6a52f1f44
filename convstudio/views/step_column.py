"""The sentences beside the grids of a step: sum, bias, activation, the value large, why it is zero."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from convstudio.views.step_lines import StepLines
from convstudio.views.text_sizes import WRAP, TextSizes
from convstudio.views.theme import Theme

LINE, LEAST_LINE = 1.5, 1.1  # lines of text from one sentence to the next, and where room is scarce
VALUE = 1.35  # the value is so much larger


@dataclass(frozen=True)
class StepColumn:
    """The sentences in their font; `aside` stands beside them in a fixed-width font where there is room.

    It may stand lower, beside the shorter sentences or below all. Where there is no room, it is left out, or,
    with `aside_below`, it follows the sentences beyond the room.
    """

    lines: StepLines
    aside: tuple[str, ...]
    sizes: TextSizes
    line: float = LINE
    aside_whole: bool = False  # no line of it may be missing
    aside_below: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """The sentences above the value."""
        return tuple(text for text in (self.lines.folded, self.lines.sum, self.lines.bias) if text)

    @property
    def spoken(self) -> str:
        """Everything in one text, for screen readers."""
        last = f"{self.lines.activation} {self.lines.value}"
        return "; ".join(text for text in (*self.rows, last, self.lines.why) if text)

    def width(self, limit: int) -> int:
        """Pixels that the sentences take, wrapped at `limit`."""
        texts = (*self.rows, self.lines.why)
        return max(self._last_width, *(min(self.sizes.width(text), limit) for text in texts)) + 2

    @property
    def _last_width(self) -> int:
        """Pixels of the line with the value."""
        return self.sizes.width(self.lines.activation + "  ") + self.sizes.large_width(self.lines.value)

    def width_with_aside(self, width: int) -> int:
        """Pixels that sentences of this width take together with what stands aside."""
        return width + self._aside_gap + self._aside_size.width()

    def height(self, width: int) -> int:
        """Pixels from the first to the last sentence."""
        places = self._places(QPoint(), width)
        if self.aside_below:
            return places[-1].bottom() + 1 + self._aside_size.height()
        return max(place.bottom() + 1 for place in places if place.height())

    def paint(self, painter: QPainter, corner: QPoint, width: int, end: QPoint, theme: Theme) -> None:
        """Paint from the corner on; `end` is the last pixel of the widget."""
        painter.setFont(self.sizes.font)
        painter.setPen(QColor(theme.text))
        *rows, last, why = self._places(corner, width)
        for text, area in zip(self.rows, rows, strict=True):
            painter.drawText(area, WRAP, text)
        painter.drawText(last, WRAP, self.lines.activation)
        self._paint_value(painter, last, theme)
        painter.setPen(QColor(theme.quiet))
        painter.drawText(why, WRAP, self.lines.why)
        if self.aside_below:
            self._paint_aside(painter, why.bottomLeft() + QPoint(0, 1), end, theme)
        elif place := self.aside_place(corner, width, end):
            self._paint_aside(painter, place, end, theme)

    def aside_place(self, corner: QPoint, width: int, end: QPoint) -> QPoint | None:
        """The corner of what stands aside, as far up as it has room before `end`; None where it has none."""
        size, gap = self._aside_size, self._aside_gap
        if not self.aside:
            return None
        is_high = self.aside_whole and corner.y() + size.height() > end.y() + 1
        if corner.x() + self.width_with_aside(width) <= end.x() and not is_high:
            return corner + QPoint(width + gap, 0)
        written = self._written(corner, width)
        for top in (box.bottom() + 1 + self._spacing for box in written):
            left = max((box.right() + gap for box in written if box.bottom() >= top), default=corner.x())
            if top + size.height() <= end.y() + 1 and left + size.width() <= end.x():
                return QPoint(end.x() - size.width() if left > corner.x() else left, top)
        return None

    def _written(self, corner: QPoint, width: int) -> list[QRect]:
        """The pixels of each sentence, from top to bottom."""
        boxes = [
            QRect(place.topLeft(), self.sizes.wrapped(text, width))
            for place, text in zip(self._places(corner, width), self._texts, strict=True)
            if text
        ]
        boxes[len(self.rows)].setWidth(self._last_width)
        return boxes

    @property
    def _texts(self) -> tuple[str, ...]:
        """Each row, then the line with the value, then why it is zero."""
        return (*self.rows, self.lines.activation, self.lines.why)

    def _places(self, corner: QPoint, width: int) -> list[QRect]:
        """Where each of the texts stands."""
        places, top = [], corner.y()
        for text in self._texts:
            height = self.sizes.wrapped(text, width).height()
            places.append(QRect(corner.x(), top, width, height))
            top += height + self._spacing
        return places

    def _paint_value(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        left = area.left() + self.sizes.width(self.lines.activation + "  ")
        painter.setFont(self.sizes.large)
        painter.setPen(QColor(theme.accent))
        place = QRect(left, area.top() - area.height(), 10_000, 3 * area.height())
        painter.drawText(place, _MIDDLE, self.lines.value)
        painter.setFont(self.sizes.font)

    def lines_aside(self, room: int) -> tuple[str, ...]:
        """What stands aside as far as it fits a height, in pixels: no line is cut in half."""
        return self.aside[: max(0, room) // self.sizes.fixed_line]

    def _paint_aside(self, painter: QPainter, corner: QPoint, end: QPoint, theme: Theme) -> None:
        painter.setFont(self.sizes.fixed)
        painter.setPen(QColor(theme.quiet))
        lines = self.lines_aside(end.y() + 1 - corner.y())
        painter.drawText(QRect(corner, self._aside_size), Qt.AlignmentFlag.AlignLeft, "\n".join(lines))

    @property
    def _spacing(self) -> int:
        """Pixels between two sentences."""
        return round(self.sizes.line * (self.line - 1))

    @property
    def _aside_gap(self) -> int:
        return 2 * self.sizes.line

    @property
    def _aside_size(self) -> QSize:
        return self.sizes.fixed_lines(self.aside)


_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
