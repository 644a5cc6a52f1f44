"""The mask over the part of a feature map that the window has not reached yet: a mask and no more.

It lies over the colours and under the numbers, which ask it how to appear.
"""

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from convstudio.engine.geometry import Box
from convstudio.views.grid_items import GridItem, exposed, scene_rect
from convstudio.views.reveal import Reveal
from convstudio.views.theme import Theme


class VeilItem(GridItem):
    """Covers the cells after a place, in the order of the walk (left to right, then down)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(z=0.5)
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

    def over(self, row: int, col: int) -> Reveal:
        """How a cell appears."""
        if (row, col) == self._cell_hidden:
            return Reveal.HIDDEN
        return self.reveal if self._last is not None and (row, col) > self._last else Reveal.WHOLE

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
        shown = exposed(option, self.box)
        for area, reveal in self._areas():
            part = area.intersect(shown)
            if part.is_empty:
                continue
            paper = QColor(self.theme.card)
            paper.setAlpha(255 if reveal is Reveal.HIDDEN else self.theme.veil)
            painter.fillRect(scene_rect(part), paper)
