"""The boxes of the strip side by side, the arrows between them, and where a dragged one would go."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from convstudio.views.strip_box import StripBox
from convstudio.views.theme import current_theme

GAP = 26  # pixels between two boxes, for the arrow


class StripRow(QWidget):
    """The box of the input, one for each layer, and the button that adds one."""

    def __init__(self, input_box: StripBox, add_button: QToolButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input_box, self.add_button = input_box, add_button
        self.boxes: list[StripBox] = []
        self._gap: int | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(GAP)
        self._layout.addWidget(input_box, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(add_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addStretch(1)

    @property
    def members(self) -> tuple[QWidget, ...]:
        """Everything that can have the focus, from left to right."""
        return (self.input_box, *self.boxes, self.add_button)

    @property
    def drop_gap(self) -> int | None:
        """Before which layer a dragged box would be put; None while nothing is dragged."""
        return self._gap

    def add_box(self, box: StripBox) -> None:
        """Put a box behind the last layer."""
        self._layout.insertWidget(1 + len(self.boxes), box, 0, Qt.AlignmentFlag.AlignTop)
        self.boxes.append(box)
        before = self.boxes[-2] if len(self.boxes) > 1 else self.input_box
        QWidget.setTabOrder(before, box)
        QWidget.setTabOrder(box, self.add_button)

    def take_box(self) -> StripBox:
        """Take the last layer's box away."""
        box = self.boxes.pop()
        self._layout.removeWidget(box)
        return box

    def gap_at(self, point: QPoint) -> int:
        """Before which layer a box goes that is let go at a point of the row."""
        return sum(point.x() > box.geometry().center().x() for box in self.boxes)

    def show_drop(self, gap: int | None) -> None:
        """Mark a gap; None marks nothing."""
        if gap != self._gap:
            self._gap = gap
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.quiet), 1.2))
        for number, box in enumerate(self.boxes):
            if number != self._gap:
                middle = QPointF(box.x() - GAP / 2, box.geometry().center().y() + 0.5)
                _paint_arrow(painter, middle)
        if self._gap is not None:
            before = self.boxes[self._gap] if self._gap < len(self.boxes) else self.add_button
            bar = QRectF(before.x() - GAP / 2 - 2, 2, 4, self.height() - 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(bar, 2, 2)
        painter.end()


def _paint_arrow(painter: QPainter, middle: QPointF) -> None:
    tip = middle + QPointF(6, 0)
    painter.drawLine(middle - QPointF(6, 0), tip)
    for side in (-3.5, 3.5):
        painter.drawLine(tip, tip + QPointF(-4, side))
