"""What a grid view is painted of. One cell is one unit of the scene; rows go down.

Each item paints only the cells that are exposed, so a changed cell costs what one cell costs.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from convstudio.engine.geometry import Box
from convstudio.views.colors import Scale
from convstudio.views.labels import Labels
from convstudio.views.reveal import Reveal
from convstudio.views.theme import Theme

LINES_FROM = 5.0  # pixels a cell needs for lines around it
NUMBERS_FROM = 17.0  # pixels a cell needs for a number in it


def exposed(option: QStyleOptionGraphicsItem, within: Box) -> Box:
    """The cells that have to be painted."""
    area = option.exposedRect
    box = Box(
        int(np.floor(area.top())),
        int(np.ceil(area.bottom())),
        int(np.floor(area.left())),
        int(np.ceil(area.right())),
    )
    return box.intersect(within)


def scene_rect(box: Box) -> QRectF:
    """The place of a block of cells in the scene."""
    return QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)


def to_pixels(painter: QPainter) -> QTransform:
    """Let the painter draw in the view's pixels; returns where the scene's cells are in them."""
    transform = painter.worldTransform()
    painter.setWorldTransform(QTransform())
    return transform


class GridItem(QGraphicsItem):
    """An item over a block of cells that asks for the exposed part only."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(z)
        self.box = Box(0, 0, 0, 0)

    def set_box(self, box: Box) -> None:
        """The cells that the item covers."""
        if box != self.box:
            self.prepareGeometryChange()
            self.box = box

    def boundingRect(self) -> QRectF:
        return scene_rect(self.box)

    def repaint(self, box: Box) -> None:
        """Paint these cells again."""
        self.update(scene_rect(box))


class GhostItem(GridItem):
    """The padding around the input, with the value that each of its cells contributes."""

    def __init__(self, labels: Labels, value_at: Callable[[int, int], float], theme: Theme) -> None:
        super().__init__(z=-1)
        self._labels, self._value_at, self.theme = labels, value_at, theme

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        size = painter.worldTransform().m11()
        box = exposed(option, self.box)
        painter.fillRect(scene_rect(box), QColor(self.theme.ghost))
        painter.fillRect(scene_rect(box), QBrush(QColor(self.theme.grid), Qt.BrushStyle.BDiagPattern))
        if size < NUMBERS_FROM:
            return
        place = to_pixels(painter)
        self._labels.aim(painter)
        for row in box.rows:
            for col in box.cols:
                value = self._value_at(row, col)
                if value == value:  # a cell of the input itself answers nan
                    self._labels.draw(
                        painter,
                        place.map(QPointF(col + 0.5, row + 0.5)),
                        self._labels.text(value),
                        self.theme.quiet,
                    )


class CellsItem(GridItem):
    """Lines between the cells, the number in each, and marks on values that no colour can show."""

    def __init__(self, labels: Labels, dark: Callable[[int, int], bool], theme: Theme) -> None:
        """`dark` says of a cell whether white text on it reads better than black."""
        super().__init__(z=1)
        self._labels, self._dark, self.theme = labels, dark, theme
        self.values: NDArray[np.floating] = np.zeros((0, 0), np.float32)
        self._scale: Scale | None = None
        self.reveal_of: Callable[[int, int], Reveal] | None = None  # where a mask says how cells appear

    def set_values(self, values: NDArray[np.floating], scale: Scale) -> None:
        """The array that the numbers are read from whenever a cell is painted."""
        self.values, self._scale = values, scale
        self.set_box(Box(0, values.shape[0], 0, values.shape[1]))
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        size = painter.worldTransform().m11()
        box = exposed(option, self.box)
        if box.is_empty or size < LINES_FROM:
            return
        place = to_pixels(painter)
        self._paint_oddities(painter, place, box)
        if size >= NUMBERS_FROM:
            self._paint_numbers(painter, place, box)
        painter.setPen(QPen(QColor(self.theme.grid), 1))
        corner, end = place.map(QPointF(box.left, box.top)), place.map(QPointF(box.right, box.bottom))
        for row in range(box.top, box.bottom + 1):
            y = round(place.dy() + row * size)
            painter.drawLine(round(corner.x()), y, round(end.x()), y)
        for col in range(box.left, box.right + 1):
            x = round(place.dx() + col * size)
            painter.drawLine(x, round(corner.y()), x, round(end.y()))

    def _paint_numbers(self, painter: QPainter, place: QTransform, box: Box) -> None:
        labels, dark = self._labels, self._dark
        labels.aim(painter)
        rows = self.values[box.slices].tolist()
        for row, line in enumerate(rows, box.top):
            for col, value in enumerate(line, box.left):
                color = "#ffffff" if dark(row, col) else "#10161d"
                text = labels.text(value)
                reveal = self.reveal_of(row, col) if self.reveal_of else Reveal.WHOLE
                if reveal is not Reveal.WHOLE:
                    color = self.theme.text  # the mask below is of the card's colour
                    text = "·" if reveal is Reveal.HIDDEN else text
                labels.draw(painter, place.map(QPointF(col + 0.5, row + 0.5)), text, color)

    def _paint_oddities(self, painter: QPainter, place: QTransform, box: Box) -> None:
        """Hatch what is not a number; a corner on what lies beyond the scale."""
        values = self.values[box.slices]
        odd = ~np.isfinite(values)
        for row, col in np.argwhere(odd):
            cell = place.mapRect(QRectF(box.left + int(col), box.top + int(row), 1, 1))
            painter.fillRect(cell, QBrush(QColor(self.theme.bad), Qt.BrushStyle.DiagCrossPattern))
        if self._scale is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.accent))
        for row, col in np.argwhere(self._scale.beyond(values) & ~odd):
            cell = place.mapRect(QRectF(box.left + int(col), box.top + int(row), 1, 1))
            third = QPointF(cell.width() / 4, 0), QPointF(0, cell.width() / 4)
            painter.drawPolygon([cell.topRight(), cell.topRight() - third[0], cell.topRight() + third[1]])
