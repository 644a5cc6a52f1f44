"""The mask over the part of a feature map that the window has not reached yet: a mask and no more."""

from enum import Enum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from convstudio.engine.geometry import Box
from convstudio.views.grid_items import LINES_FROM, GridItem, exposed, scene_rect, to_pixels
from convstudio.views.theme import Theme


class Reveal(Enum):
    """How what lies ahead of the window appears."""

    WHOLE = "whole"
    PALE = "pale"
    HIDDEN = "hidden"


class VeilItem(GridItem):
    """Covers the cells after a place, in the order of the walk (left to right, then down)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(z=2)
        self.theme = theme
        self.reveal = Reveal.PALE
        self._last: tuple[int, int] | None = None
        self._cell_hidden: tuple[int, int] | None = None

    def set_reveal(self, reveal: Reveal) -> None:
        """Change how it covers."""
        if reveal is not self.reveal:
            self.reveal = reveal
            self.update()

    def set_last(self, last: tuple[int, int] | None) -> None:
        """The last cell that is shown; None shows all."""
        before, self._last = self._last, last
        if before is None or last is None:
            self.update()
        elif before != last and self.reveal is not Reveal.WHOLE:
            (first_row, first_col), (end_row, end_col) = sorted((before, last))
            if first_row == end_row:
                self.repaint(Box(first_row, first_row + 1, first_col, end_col + 1))
            else:
                self.repaint(Box(first_row, end_row + 1, 0, self.box.right))

    def hide_cell(self, cell: tuple[int, int] | None) -> None:
        """Cover this cell in any mode: somebody has to predict it."""
        for changed in (self._cell_hidden, cell):
            if changed is not None:
                self.repaint(Box(changed[0], changed[0] + 1, changed[1], changed[1] + 1))
        self._cell_hidden = cell

    def covers(self, row: int, col: int) -> bool:
        """Whether the cell lies under the mask."""
        if (row, col) == self._cell_hidden:
            return True
        return self.reveal is not Reveal.WHOLE and self._last is not None and (row, col) > self._last

    def _areas(self) -> list[tuple[Box, Reveal]]:
        areas: list[tuple[Box, Reveal]] = []
        if self._last is not None and self.reveal is not Reveal.WHOLE:
            row, col = self._last
            rest_of_row = Box(row, row + 1, col + 1, self.box.right)
            areas += [
                (rest_of_row, self.reveal),
                (Box(row + 1, self.box.bottom, 0, self.box.right), self.reveal),
            ]
        if self._cell_hidden is not None:
            row, col = self._cell_hidden
            areas.append((Box(row, row + 1, col, col + 1), Reveal.HIDDEN))
        return areas

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        size = painter.worldTransform().m11()
        shown = exposed(option, self.box)
        for area, reveal in self._areas():
            part = area.intersect(shown)
            if part.is_empty:
                continue
            paper = QColor(self.theme.card)
            paper.setAlpha(255 if reveal is Reveal.HIDDEN else 200)
            painter.fillRect(scene_rect(part), paper)
            if size >= LINES_FROM:
                painter.save()
                self._paint_grid(painter, part, size, dots=reveal is Reveal.HIDDEN)
                painter.restore()

    def _paint_grid(self, painter: QPainter, part: Box, size: float, dots: bool) -> None:
        place = to_pixels(painter)
        start, end = place.map(QPointF(part.left, part.top)), place.map(QPointF(part.right, part.bottom))
        painter.setPen(QColor(self.theme.grid))
        for row in range(part.top, part.bottom + 1):
            y = round(place.dy() + row * size)
            painter.drawLine(round(start.x()), y, round(end.x()), y)
        for col in range(part.left, part.right + 1):
            x = round(place.dx() + col * size)
            painter.drawLine(x, round(start.y()), x, round(end.y()))
        if dots and size >= 12:
            painter.setPen(QColor(self.theme.quiet))
            for row in part.rows:
                for col in part.cols:
                    painter.drawPoint(place.map(QPointF(col + 0.5, row + 0.5)))
