"""A grid of numbers to look at: colours, lines, and numbers where they fit."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from convstudio.engine.geometry import Box
from convstudio.views.colors import Scale, input_scale
from convstudio.views.grid_items import CellsItem, scene_rect
from convstudio.views.heatmap import HeatmapItem
from convstudio.views.labels import Labels
from convstudio.views.marks import MarksItem
from convstudio.views.theme import current_theme
from convstudio.views.zoom_view import ZoomView

Cell = tuple[int, int]


SMALL = 0.66  # the size of texts at the edge of a cell to that in its middle


class GridDisplay(ZoomView):
    """Shows `values` (rows, cols).

    Signals:
        values_shown: some values are others now.
    """

    values_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.labels = Labels()
        self.heatmap = HeatmapItem()
        self.cells = CellsItem(self.labels, self.heatmap.dark, theme)
        self._small_labels = Labels()
        self.marks = MarksItem(self.labels, self._small_labels, theme)
        for item in (self.heatmap, self.cells, self.marks):
            self._scene.addItem(item)
        self.setMinimumSize(96, 40)
        self._values: NDArray[np.floating] = np.zeros((1, 1), np.float32)
        self._scale = input_scale(self._values, "drawn")
        self._around = Box(0, 1, 0, 1)
        self._dress()

    def sizeHint(self) -> QSize:
        """No more than it needs: it takes what its neighbours leave, whatever the size of the grid."""
        return self.minimumSize()

    # what it shows

    @property
    def values(self) -> NDArray[np.floating]:
        """The whole array of the shown channel or map, (rows, cols); 1-D as (1, n)."""
        return self._values

    @property
    def scale_of_values(self) -> Scale:
        """The scale that turns the values into colours."""
        return self._scale

    def show_values(self, values: NDArray[np.floating], scale: Scale, around: Box | None = None) -> None:
        """Show an array; `around` is the block of cells with the padding, which reaches beyond the input."""
        rows, cols = values.shape
        whole = Box(0, rows, 0, cols)
        reshaped = values.shape != self._values.shape or (around or whole) != self._around
        self._values, self._scale, self._around = values, scale, around or whole
        self._set_blank(False)
        self.heatmap.show_colors(whole, self.colors_of)
        self.cells.set_values(values, scale)
        self.marks.set_box(self._around)
        if reshaped:
            self._scene.setSceneRect(scene_rect(self._around).adjusted(-0.08, -0.08, 0.08, 0.08))
            self.fit()
        self.viewport().update()
        self.values_shown.emit()

    def show_nothing(self, shape: tuple[int, int]) -> None:
        """Leave the place empty for an array (rows, cols) that is not there yet; its values are NaN."""
        self.show_values(np.broadcast_to(np.float32(np.nan), shape), self._scale)
        self._set_blank(True)

    @property
    def is_blank(self) -> bool:
        """Whether the place is left empty."""
        return not self.heatmap.isVisible()

    def _set_blank(self, blank: bool) -> None:
        for item in (self.heatmap, self.cells):
            item.setVisible(not blank)

    def show_cells(self, values: NDArray[np.floating], boxes: Iterable[Box]) -> None:
        """Some cells of the same array have other values now."""
        self._values = self.cells.values = values
        for box in boxes:
            self.heatmap.renew(box)
        self.values_shown.emit()

    def colors_of(self, box: Box, step: int = 1) -> NDArray[np.uint32]:
        """The colours 0xffRRGGBB of a block of cells, or of every `step`-th row and column of it."""
        return self._scale.colors(self._values[box.slices][::step, ::step])

    # where a cell is

    def cell_rect(self, row: int, col: int) -> QRect:
        """The place of a cell in the coordinates of `viewport()`; padding has negative or large indices."""
        return self.mapFromScene(QRectF(col, row, 1, 1)).boundingRect()

    def cell_at(self, point: QPoint) -> Cell | None:
        """The cell under a point of `viewport()`; None outside the grid."""
        place = self.mapToScene(point)
        cell = int(np.floor(place.y())), int(np.floor(place.x()))
        rows, cols = self._values.shape
        return cell if 0 <= cell[0] < rows and 0 <= cell[1] < cols else None

    def cells_resized(self, size: float) -> None:
        self.marks.set_cell_pixels(size)
        self.labels.prepare(self.font(), size, self.devicePixelRatioF())
        self._small_labels.prepare(self.font(), SMALL * size, self.devicePixelRatioF())

    # looks

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        theme = current_theme()
        for item in (self.cells, self.marks):
            item.theme = theme
        self.setBackgroundBrush(QColor(theme.card))
        self.viewport().update()
