"""All slices of a filter as small pictures, one for each channel; a click or a key takes one in hand."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.model.kernels import channels_of_filter, kernel_of
from convstudio.model.studio import Studio
from convstudio.model.weight_arrays import array_grid
from convstudio.views.colors import weight_scale
from convstudio.views.flow import Flow
from convstudio.views.painting import grid_image
from convstudio.views.pixels import draw_pixels
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import FRAME, GAP, paint_frame
from convstudio.views.tiles import Tiles

SIDE_IN_LINES = 2.1  # a picture is as high as so many lines of text
ROWS_IN_SIGHT = 2  # more scroll
SMALLEST = 15  # pixels along a side in a low window


class FilterSlices(Tiles):
    """Tiles that wrap; some rows are in sight, however many channels there are."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_slices")
        self.setAccessibleName(self.tr("Slices of the filter, one for each channel"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._studio = studio
        self._weights: NDArray[np.floating] = np.zeros((1, 1, 0))
        self._scale = weight_scale(self._weights)
        self._pictures: dict[int, QImage] = {}
        self._chosen = 0
        self.cursor_moved.connect(studio.selection.set_channel)

    @property
    def side(self) -> int:
        """Pixels along a side of a picture: fewer where there is hardly room for one."""
        wanted = round(self.fontMetrics().height() * SIDE_IN_LINES)
        return max(SMALLEST, min(wanted, self.height() - 2 * GAP))

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return self._count

    def show_filter(self) -> None:
        """Another filter, slice or weight."""
        selection, step = self._studio.selection, self._studio.player.step
        grid = array_grid(self._studio.document.layer, selection.array)
        if grid is None or step is None:
            return
        weights = grid[:, :, :, min(step.filter, grid.shape[3] - 1)]
        if not np.array_equal(weights, self._weights):
            self._weights, self._scale = weights, weight_scale(weights)
            self._pictures.clear()
            self.set_count(weights.shape[2])
            self._fit()
        self._chosen = selection.channel
        self.move_cursor(self._chosen)
        self.viewport().update()

    def _fit(self) -> None:
        """As high as the rows in sight, or fewer; in a low window a row of smaller ones."""
        wanted = round(self.fontMetrics().height() * SIDE_IN_LINES)
        columns = Flow(self._count, wanted, GAP, self.viewport().width()).columns
        rows = min(ROWS_IN_SIGHT, -(-self._count // columns))
        self.setMinimumHeight(SMALLEST + 2 * GAP)
        self.setMaximumHeight(rows * (wanted + GAP) + GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

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
        step, part = self._studio.player.step, self._studio.document.layer
        if step is None:
            return ""
        channel = channels_of_filter(part, step.filter)[number] if kernel_of(part) is not None else number
        return self.tr("Slice {n}, for channel {channel}").format(n=number + 1, channel=channel + 1)
