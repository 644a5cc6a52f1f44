"""One box of the strip: a layer with its shape and its costs, which can be pressed and dragged."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from convstudio.views.theme import Theme, current_theme

SIDE, ABOVE = 11, 6  # pixels from the border to the text
WIDEST = 20  # lines high; what is longer is cut off, and whole in the tooltip
SMALL = 0.92  # the size of the quiet lines to that of the title
LINE = 1.18


@dataclass(frozen=True)
class BoxText:
    """What stands in a box: a title, quiet lines below it, and whether something is wrong or switched off."""

    title: str
    lines: tuple[str, ...]
    problem: str = ""
    is_off: bool = False


class StripBox(QAbstractButton):
    """Looks chosen while it is checked.

    Signals:
        drag_moved(QPoint): the mouse drags the box; where it is, in global coordinates.
        drag_ended(bool): the box was let go; False where the drag was given up.
    """

    drag_moved = Signal(QPoint)
    drag_ended = Signal(bool)

    def __init__(self, movable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._movable = movable
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self._text = BoxText("", ())

    @property
    def content(self) -> BoxText:
        """What stands in it."""
        return self._text

    @property
    def is_dragged(self) -> bool:
        """Whether the mouse drags it."""
        return self._dragging

    def show_content(self, text: BoxText, checked: bool) -> None:
        """Show other texts."""
        if text != self._text:
            self._text = text
            self.setText(text.title)
            self.setAccessibleName(", ".join((text.title, *text.lines)))
            self.setAccessibleDescription(text.problem)
            self.updateGeometry()
        self.setChecked(checked)
        self.update()

    def nextCheckState(self) -> None:
        """The document says which box is chosen, not the click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # the strip knows the neighbours

    # dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is None or not self._movable:
            super().mouseMoveEvent(event)
            return
        distance = (event.position().toPoint() - start).manhattanLength()
        if self._dragging or distance >= QApplication.startDragDistance():
            self._dragging = True
            self.setDown(False)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.drag_moved.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self._dragging:
            self.end_drag(True)
        else:
            super().mouseReleaseEvent(event)

    def end_drag(self, wanted: bool) -> None:
        """Let the box go, or give the drag up."""
        if self._dragging:
            self._dragging, self._pressed_at = False, None
            self.unsetCursor()
            self.drag_ended.emit(wanted)

    # looks

    def sizeHint(self) -> QSize:
        title, small = QFontMetrics(self._bold()), QFontMetrics(self._small())
        widths = [title.horizontalAdvance(self._text.title)]
        widest = WIDEST * small.height()
        widths += [min(small.horizontalAdvance(line), widest) for line in self._text.lines]
        height = LINE * (title.height() + len(self._text.lines) * small.height())
        return QSize(max(widths) + 2 * SIDE, round(height) + 2 * ABOVE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() * SMALL)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, theme)
        top = float(ABOVE)
        off = theme.quiet if self._text.is_off else theme.text
        below = theme.bad if self._text.problem else theme.quiet
        for number, line in enumerate((self._text.title, *self._text.lines)):
            painter.setFont(self._small() if number else self._bold())
            metrics = painter.fontMetrics()
            area = QRectF(SIDE, top, self.width() - 2 * SIDE, LINE * metrics.height())
            painter.setPen(QColor(below if number else off))
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, round(area.width()) + 1)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
            top += area.height()
        painter.end()

    def _paint_frame(self, painter: QPainter, theme: Theme) -> None:
        chosen, wrong = self.isChecked(), bool(self._text.problem)
        color = theme.accent if chosen else theme.bad if wrong else theme.line
        pen = QPen(QColor(color), 2 if chosen or wrong else 1)
        if self._text.is_off:
            pen.setStyle(Qt.PenStyle.DashLine)
        ground = theme.accent_ground if chosen else theme.ground if self.underMouse() else theme.card
        painter.setOpacity(0.55 if self._dragging else 1.0)
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        edge = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 7, 7)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.link), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 5, 5)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.Enter):
            self.update()
        return super().event(event)
