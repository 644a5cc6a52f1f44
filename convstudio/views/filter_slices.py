"""All slices of a filter as small pictures, one for each channel; a click takes one in hand."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from convstudio.model.kernels import channels_of_filter, kernel_of
from convstudio.model.studio import Studio
from convstudio.views.colors import weight_scale
from convstudio.views.painting import grid_image
from convstudio.views.pixels import draw_pixels
from convstudio.views.theme import current_theme

SIDE, GAP = 34, 6  # pixels
MOST_SLICES = 64  # more are reached through the channel box


class FilterSlices(QWidget):
    """A row of pictures that wraps."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_slices")
        self.setAccessibleName(self.tr("Slices of the filter, one for each channel"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._studio = studio

    @property
    def count(self) -> int:
        """How many pictures there are."""
        kernel = kernel_of(self._studio.document.layer)
        return 0 if kernel is None else min(kernel.shape[2], MOST_SLICES)

    def show_filter(self) -> None:
        """Another filter, slice or weight."""
        self.setFixedHeight(max(1, -(-self.count // self._per_row())) * (SIDE + GAP))
        self.update()

    def slice_rect(self, number: int) -> QRect:
        """Where a picture stands."""
        down, right = divmod(number, self._per_row())
        return QRect(2 + right * (SIDE + GAP), 2 + down * (SIDE + GAP), SIDE, SIDE)

    def slice_at(self, point: QPoint) -> int | None:
        """The picture under a point."""
        return next((n for n in range(self.count) if self.slice_rect(n).contains(point)), None)

    def _per_row(self) -> int:
        return max(1, min(5, (self.width() - 2) // (SIDE + GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        kernel, step = kernel_of(self._studio.document.layer), self._studio.player.step
        if kernel is None or step is None or step.filter >= kernel.shape[3]:
            return
        weights = kernel[:, :, :, step.filter]
        scale, theme = weight_scale(weights), current_theme()
        painter = QPainter(self)
        for number in range(self.count):
            area = self.slice_rect(number)
            draw_pixels(painter, QRectF(area), grid_image(weights[:, :, number], scale))
            chosen = number == self._studio.selection.channel
            painter.setPen(QPen(QColor(theme.accent if chosen else theme.line), 3 if chosen else 1))
            painter.drawRect(area)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.slice_at(event.position().toPoint())
        if number is not None:
            self._studio.selection.set_channel(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self._studio.selection.set_channel(self._studio.selection.channel + way)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number, step = self.slice_at(event.pos()), self._studio.player.step
            if number is not None and step is not None:
                channel = channels_of_filter(self._studio.document.layer, step.filter)[number]
                text = self.tr("Slice {n}, for channel {channel}")
                QToolTip.showText(event.globalPos(), text.format(n=number + 1, channel=channel + 1), self)
            return True
        return super().event(event)
