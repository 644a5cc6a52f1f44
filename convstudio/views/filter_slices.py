"""All slices of a filter as small pictures, one for each channel; a click or a key takes one in hand."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.model.kernels import channels_of_filter, kernel_of
from convstudio.model.studio import Studio
from convstudio.views.colors import weight_scale
from convstudio.views.painting import grid_image
from convstudio.views.pixels import draw_pixels
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import FRAME, GAP, paint_frame
from convstudio.views.tiles import Tiles

SIDE_IN_LINES = 2.1  # a picture is as high as so many lines of text
ROWS_IN_SIGHT = 2  # more scroll


class FilterSlices(Tiles):
    """Tiles that wrap; some rows are in sight, however many channels there are."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_slices")
        self.setAccessibleName(self.tr("Slices of the filter, one for each channel"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._studio = studio
        self._weights: NDArray[np.floating] = np.zeros((1, 1, 0))
        self._scale = weight_scale(self._weights)
        self._pictures: dict[int, QImage] = {}
        self._chosen = 0
        self.cursor_moved.connect(studio.selection.set_channel)

    @property
    def side(self) -> int:
        """Pixels along a side of a picture."""
        return round(self.fontMetrics().height() * SIDE_IN_LINES)

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return self._count

    def show_filter(self) -> None:
        """Another filter, slice or weight."""
        kernel, step = kernel_of(self._studio.document.layer), self._studio.player.step
        if kernel is None or step is None or step.filter >= kernel.shape[3]:
            return
        weights = kernel[:, :, :, step.filter]
        if not np.array_equal(weights, self._weights):
            self._weights, self._scale = weights, weight_scale(weights)
            self._pictures.clear()
            self.set_count(weights.shape[2])
            self._fit()
        self._chosen = self._studio.selection.channel
        self.move_cursor(self._chosen)
        self.viewport().update()

    def _fit(self) -> None:
        """As high as the rows in sight, or fewer."""
        rows = min(ROWS_IN_SIGHT, -(-self._count // self.flow.columns))
        height = rows * (self.side + GAP) + GAP
        if height != self.maximumHeight() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.side + 2 * GAP, self.side + 2 * GAP)

    def paint_tile(self, painter: QPainter, number: int, area: QRect) -> None:
        """One slice; the one in hand has a frame."""
        if number not in self._pictures:
            self._pictures[number] = grid_image(self._weights[:, :, number], self._scale)
        draw_pixels(painter, QRectF(area), self._pictures[number])
        theme = current_theme()
        paint_frame(painter, area, QPen(QColor(theme.line)))
        if number == self._chosen:
            pen = QPen(QColor(theme.accent), FRAME)
            paint_frame(painter, area.adjusted(-1, -1, 2, 2), pen)

    def tile_tip(self, number: int) -> str:
        """Which slice it is, and which channel it sees."""
        step = self._studio.player.step
        if step is None:
            return ""
        channel = channels_of_filter(self._studio.document.layer, step.filter)[number]
        return self.tr("Slice {n}, for channel {channel}").format(n=number + 1, channel=channel + 1)
