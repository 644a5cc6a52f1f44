"""The colours of the cells of a grid, made as they are needed: of a large grid those in sight alone."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from convstudio.engine.geometry import Box
from convstudio.views.grid_items import GridItem, exposed, scene_rect
from convstudio.views.pixels import draw_pixels

FEW = 1 << 18  # cells whose colours are all made at once, a few milliseconds
ColorsOf = Callable[[Box, int], NDArray[np.uint32]]
NOWHERE = Box(0, 0, 0, 0)


class HeatmapItem(GridItem):
    """The colours of the cells as one picture; of a large grid the part in sight, as fine as it is seen."""

    def __init__(self) -> None:
        super().__init__(z=0)
        self._colors_of: ColorsOf = lambda box, step: np.zeros((0, 0), np.uint32)
        self._part, self._step = NOWHERE, 1  # what the picture is of: every `step`-th row and column
        self._colors: NDArray[np.uint32] = np.zeros((0, 0), np.uint32)
        self._image = QImage()

    def show_colors(self, box: Box, colors_of: ColorsOf) -> None:
        """Show the cells of `box` in other colours: `colors_of(part, step)` as 0xffRRGGBB, when painted."""
        self._colors_of, self._part = colors_of, NOWHERE
        self.set_box(box)
        self.update()

    def renew(self, box: Box) -> None:
        """Some cells have other colours now."""
        step, part = self._step, self._part
        inner = box.intersect(part)
        if not inner.is_empty:
            top, left = (
                -(-(start - origin) // step)
                for start, origin in zip((inner.top, inner.left), (part.top, part.left), strict=True)
            )
            seen = Box(part.top + top * step, inner.bottom, part.left + left * step, inner.right)
            if not seen.is_empty:
                colors = self._colors_of(seen, step)
                self._colors[top : top + len(colors), left : left + colors.shape[1]] = colors
        self.repaint(box)

    def dark(self, row: int, col: int) -> bool:
        """Whether white text on the cell reads better than black."""
        part, cell = self._part, Box(row, row + 1, col, col + 1)
        if self._step == 1 and cell.intersect(part) == cell:
            color = int(self._colors[row - part.top, col - part.left])
        else:
            color = int(self._colors_of(cell, 1)[0, 0])
        red, green, blue = color >> 16 & 255, color >> 8 & 255, color & 255
        return 0.299 * red + 0.587 * green + 0.114 * blue < 140

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        box = exposed(option, self.box)
        if box.is_empty:
            return
        size = painter.worldTransform().m11()
        step, wanted = 1, self.box
        if self.box.size > FEW:
            device = painter.device()
            step = max(1, round(1 / (size * device.devicePixelRatioF())))
            wanted = box if widget is None else self._in_sight(painter, widget).cover(box)
        if step != self._step or box.intersect(self._part) != box:
            self._make(wanted, step)
        part = self._part
        source = QRectF(
            (box.left - part.left) / step,
            (box.top - part.top) / step,
            (box.right - box.left) / step,
            (box.bottom - box.top) / step,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, size * step < 1)
        draw_pixels(painter, scene_rect(box), self._image, source)

    def _in_sight(self, painter: QPainter, widget: QWidget) -> Box:
        area = painter.worldTransform().inverted()[0].mapRect(QRectF(widget.rect()))
        top, left = int(area.top()) - 1, int(area.left()) - 1
        return Box(top, int(area.bottom()) + 2, left, int(area.right()) + 2).intersect(self.box)

    def _make(self, wanted: Box, step: int) -> None:
        """Make the picture of these cells, from a row and a column that any other picture would also have."""
        top, left = wanted.top // step * step, wanted.left // step * step
        self._part, self._step = Box(top, wanted.bottom, left, wanted.right), step
        self._colors = np.ascontiguousarray(self._colors_of(self._part, step))
        rows, cols = self._colors.shape
        # The picture shares the array's memory: a changed cell is a changed pixel.
        self._image = QImage(self._colors.data, cols, rows, cols * 4, QImage.Format.Format_RGB32)
