"""The values of a layer that gives a vector: a bar for each, with its number and its value."""

from collections.abc import Container, Sequence

import numpy as np
from numpy.typing import NDArray
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

from convstudio.engine.digits import format_value
from convstudio.views.colors import Scale
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import FRAME, paint_frame

NARROWEST, WIDEST = 12, 72  # pixels of a bar with the room beside it
AIR = 2  # pixels on both sides of a bar
ROUND = 5  # where not every number fits, every so many is told, or twice as many, …
DIGITS = 3


class VectorRow(QAbstractScrollArea):
    """Bars side by side, upwards from zero or down; they scroll where they are many.

    Arrows, Home and End go from value to value.

    Signals:
        value_chosen(int): a person went to a value, counted from 0.
    """

    value_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.floating] = np.zeros(0)
        self._order: list[int] = []
        self._places: list[int] = []
        self._missing: Container[int] = ()
        self._scale: Scale | None = None
        self._chosen = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # what it shows

    @property
    def count(self) -> int:
        """How many values there are."""
        return len(self._order)

    @property
    def chosen(self) -> int:
        """The framed value."""
        return self._chosen

    def show_values(
        self,
        values: NDArray[np.floating] | None,
        order: Sequence[int],
        scale: Scale | None = None,
        missing: Container[int] = (),
    ) -> None:
        """Show values (n,) in this order; None, and the `missing` ones, leave their places empty."""
        self._values = np.full(len(order), np.nan) if values is None else values
        self._order, self._places = list(order), [int(place) for place in np.argsort(order)]
        self._scale, self._missing = scale if values is not None else None, missing
        self._chosen = min(self._chosen, max(0, self.count - 1))
        self._arrange()
        self.viewport().update()

    def choose(self, number: int) -> None:
        """Frame a value and bring it into sight."""
        self._chosen = number
        area, bar = self.bar_rect(number), self.horizontalScrollBar()
        if area.left() < FRAME:
            bar.setValue(bar.value() + area.left() - FRAME)
        elif area.right() > self.viewport().width() - FRAME:
            bar.setValue(bar.value() + area.right() - self.viewport().width() + FRAME)
        self.viewport().update()

    @property
    def step(self) -> int:
        """Pixels from one bar to the next."""
        return max(NARROWEST, min(WIDEST, (self.viewport().width() - 2 * FRAME) // max(1, self.count)))

    def bar_rect(self, number: int) -> QRect:
        """The place of a value in the viewport, from its text to its number."""
        left = FRAME + self._places[number] * self.step - self.horizontalScrollBar().value()
        return QRect(left, 0, self.step, self.viewport().height())

    def value_at(self, point: QPoint) -> int | None:
        """The value under a point of the viewport."""
        place = (point.x() - FRAME + self.horizontalScrollBar().value()) // self.step
        return self._order[place] if 0 <= place < self.count else None

    def text_of(self, number: int) -> str:
        """A value in words."""
        if self._scale is None or number in self._missing:
            return self.tr("value {n}").format(n=number + 1)
        value = format_value(float(self._values[number]), 7)
        return self.tr("value {n} of {count} = {value}").format(n=number + 1, count=self.count, value=value)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self.viewport()), current_theme()
        painter.fillRect(event.rect(), QColor(theme.card))
        if self.count:
            zero = self._height_of(0.0)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(event.rect().left(), zero, event.rect().right(), zero)
            every = self._every()
            for place in self._in_sight(event.rect()):
                self._paint_value(painter, self._order[place], zero, every)
            if self.hasFocus():
                pen = QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine)
                paint_frame(painter, self.bar_rect(self._chosen).adjusted(2, 2, -2, -2), pen)
        painter.end()

    def _paint_value(self, painter: QPainter, number: int, zero: int, every: int) -> None:
        theme, area, line = current_theme(), self.bar_rect(number), self.fontMetrics().height()
        bar = area.adjusted(AIR, 0, -AIR, 0)
        is_chosen = number == self._chosen
        if self._scale is not None and number not in self._missing:
            value = float(self._values[number])
            end = self._height_of(value)
            bar.setTop(min(zero, end))
            bar.setBottom(max(zero, end))
            painter.fillRect(bar, QColor.fromRgb(int(self._scale.colors(np.array([value]))[0])))
            text = format_value(value, DIGITS).replace("-", "−")
            if is_chosen or self._has_room_for_values:
                self._paint_text(painter, text, QRect(area.left(), 0, area.width(), line), is_chosen)
        if is_chosen or number % every == every - 1 or every == 1:
            foot = QRect(area.left(), area.bottom() - line, area.width(), line)
            self._paint_text(painter, str(number + 1), foot, is_chosen, every > 1)
        if is_chosen:
            paint_frame(painter, area, QPen(QColor(theme.accent), 2))

    def _paint_text(
        self, painter: QPainter, text: str, room: QRect, is_chosen: bool, may_reach: bool = False
    ) -> None:
        """A text in its room, or beyond it for what is chosen; else nothing where it does not fit."""
        wide = self.fontMetrics().horizontalAdvance(text)
        if wide > room.width() and not (is_chosen or may_reach):
            return
        more = max(0, wide - room.width()) // 2 + 2
        room = room.adjusted(-more, 0, more, 0)
        room.moveLeft(max(0, min(room.left(), self.viewport().width() - room.width())))
        theme = current_theme()
        if is_chosen and more > 2:
            painter.fillRect(room, QColor(theme.card))
        painter.setPen(QColor(theme.text if is_chosen else theme.quiet))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _height_of(self, value: float) -> int:
        """The pixel row of a value: the largest stands below the texts, the smallest above the numbers."""
        finite = self._values[np.isfinite(self._values)]
        low, high = min(0.0, float(finite.min(initial=0))), max(0.0, float(finite.max(initial=0)))
        line = self.fontMetrics().height()
        room = max(1, self.viewport().height() - 2 * line - 4)
        share = (high - value) / (high - low) if high > low and np.isfinite(value) else 1.0
        return line + 2 + round(room * min(max(share, 0.0), 1.0))

    @property
    def _has_room_for_values(self) -> bool:
        """Whether a number fits above each bar; some of them alone would say less than none."""
        return self.step >= self.fontMetrics().horizontalAdvance("−0.0000")

    def _every(self) -> int:
        """Of how many numbers one is told, so that they do not run into each other."""
        widest = self.fontMetrics().horizontalAdvance(str(self.count)) + 4
        every = 1
        while every * self.step < widest:
            every = ROUND if every == 1 else 2 * every
        return every

    def _in_sight(self, area: QRect) -> range:
        scrolled, step = self.horizontalScrollBar().value(), self.step
        first = max(0, (area.left() + scrolled - FRAME) // step - 1)
        return range(first, min(self.count, (area.right() + scrolled - FRAME) // step + 2))

    # what a person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.value_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, place = self.count - 1, self._places[self._chosen] if self.count else 0
        moves = {
            Qt.Key.Key_Left: place - 1,
            Qt.Key.Key_Up: place - 1,
            Qt.Key.Key_Right: place + 1,
            Qt.Key.Key_Down: place + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        target = moves.get(Qt.Key(event.key()))
        if target is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._go(self._order[min(max(target, 0), last)])

    def _go(self, number: int) -> None:
        self.choose(number)
        self.value_chosen.emit(number)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self.value_at(event.pos())
            text = "" if number is None else self.text_of(number)
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    # room

    def _arrange(self) -> None:
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        bar.setPageStep(room)
        bar.setSingleStep(self.step)
        bar.setRange(0, max(0, self.count * self.step + 2 * FRAME - room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(12 * line, 5 * line)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(6 * line, 4 * line)
