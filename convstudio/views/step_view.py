"""The arithmetic of one step in one widget that paints itself: grids that scroll, sentences beside them."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from convstudio.engine.explain import CellExplanation
from convstudio.engine.explain_digits import MOST_CHANNELS
from convstudio.views.announce import announce
from convstudio.views.colors import Scale
from convstudio.views.step_scene import StepScene, Widths
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import paint_frame

LINES, FEWEST_LINES = 8.0, 5.2  # lines of text in height: at first, and at least


class StepView(QAbstractScrollArea):
    """Shows one explanation. The arrow keys move over the products and tell exact numbers, Enter the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: StepScene | None = None
        self._message, self._message_tip, self._is_problem = "", "", False
        self._most = MOST_CHANNELS
        self._widths = Widths()
        self._cursor = (0, 0, 0)  # block, row, col
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(
            self.tr("Point at a number for all its digits; or the arrow keys for a cell, Enter for the sums")
        )

    # what it shows

    def show_step(self, step: CellExplanation, patch_scale: Scale, hidden: bool = False) -> None:
        """Show a step; `hidden` leaves out the sum and the value."""
        self._scene = StepScene(step, patch_scale, hidden, self._most, self._widths, self.font())
        self._arrange()
        if self.hasFocus():
            announce(self, self._scene.column.spoken)

    def show_message(self, text: str, is_problem: bool, tip: str = "") -> None:
        """There is no step; say why, and more in the tip."""
        self._scene, self._message, self._is_problem = None, text, is_problem
        self._message_tip = tip
        self._arrange()

    def show_all_channels(self, wanted: bool) -> None:
        """Whether many channels are all shown, in their order; the next step follows it."""
        self._most = 10_000 if wanted else MOST_CHANNELS

    def forget_widths(self) -> None:
        """Cells may be narrow again: another layer or other weights."""
        self._widths = Widths()

    @property
    def scene(self) -> StepScene | None:
        """What is painted, None where there is no step."""
        return self._scene

    @property
    def message(self) -> str:
        """Why there is no step; it stands in its place."""
        return self._message if self._scene is None else ""

    def _arrange(self) -> None:
        """Lay out anew for the room there is."""
        room, needed, bars = self._layout()
        policy = Qt.ScrollBarPolicy
        on_or_off = [policy.ScrollBarAlwaysOn if bar else policy.ScrollBarAlwaysOff for bar in bars]
        self.setHorizontalScrollBarPolicy(on_or_off[0])
        self.setVerticalScrollBarPolicy(on_or_off[1])
        for bar, size, given in (
            (self.horizontalScrollBar(), needed.width(), room.width()),
            (self.verticalScrollBar(), needed.height(), room.height()),
        ):
            bar.setPageStep(given)
            bar.setSingleStep(self.fontMetrics().height())
            bar.setRange(0, max(0, size - given))
        self.viewport().update()

    def _layout(self) -> tuple[QSize, QSize, tuple[bool, bool]]:
        """The room, what the scene needs there, and whether there is a bar below and one at the side.

        A scene that gets less height makes its cells narrower, so that a bar that appears can be the reason
        why it is not needed: left to themselves, bars come and go for ever.
        """
        whole = room = needed = self.contentsRect().size()
        height = self.horizontalScrollBar().sizeHint().height()
        width = self.verticalScrollBar().sizeHint().width()
        bars, wanted = None, (False, False)
        while self._scene and wanted != bars:  # they only come, so this ends
            bars = below, beside = wanted
            room = whole - QSize(width if beside else 0, height if below else 0)
            needed = self._scene.arrange(room)
            wanted = below or needed.width() > room.width(), beside or needed.height() > room.height()
        return room, needed if self._scene else QSize(), wanted

    @property
    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def sizeHint(self) -> QSize:
        return QSize(40 * self.fontMetrics().height(), round(LINES * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        bar = self.horizontalScrollBar().sizeHint().height()
        line = self.fontMetrics().height()
        return QSize(12 * line, round(FEWEST_LINES * line) + bar)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self.viewport()), current_theme()
        painter.fillRect(event.rect(), QColor(theme.card))
        painter.setFont(self.font())
        if self._scene is None:
            painter.setPen(QColor(theme.bad if self._is_problem else theme.quiet))
            area = self.viewport().rect().adjusted(4, 4, -4, -4)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), self._message)
        else:
            self._scene.paint(painter, self.viewport().rect(), self._offset, theme)
            cell = self._cursor_rect()
            if cell and self.hasFocus():
                paint_frame(painter, cell, QPen(QColor(theme.link), 2))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._scene:
            self.forget_widths()
            self._scene = self._scene.in_font(self.font(), self._widths)
            self._arrange()
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    # exact numbers

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self._scene.tip_at(event.pos(), self._offset) if self._scene else self._message_tip
            QToolTip.showText(event.globalPos(), text or self.toolTip(), self.viewport())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._scene:
            self._tell(self._scene.tip_of_sums(), self.viewport().rect().center())
            return
        move = moves.get(Qt.Key(event.key()))
        if move is None or self._scene is None or not self._scene.blocks:
            super().keyPressEvent(event)
        else:
            self._cursor = self._scene.moved(self._cursor, *move)
            self._tell_cursor()

    def _cursor_rect(self) -> QRect | None:
        area = self._scene.product_rect(*self._cursor) if self._scene else None
        return area.translated(-self._offset) if area else None

    def _tell_cursor(self) -> None:
        """Show the exact numbers of the cell with the cursor, as the mouse over it would."""
        area = self._cursor_rect()
        if area is None or self._scene is None:
            return
        bar = self.horizontalScrollBar()
        if not 0 <= area.left() <= self._scene.room_for_grids - area.width():
            bar.setValue(bar.value() + area.left() - self._scene.room_for_grids // 2)
            area = self._cursor_rect() or area
        self._tell(self._scene.tip_of(*self._cursor), area.bottomRight())
        self.viewport().update()

    def _tell(self, text: str, place: QPoint) -> None:
        QToolTip.showText(self.viewport().mapToGlobal(place), text, self.viewport())
        announce(self, text)
