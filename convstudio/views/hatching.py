"""Hatching over many cells of a grid, one item for all of them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from convstudio.engine.geometry import Box, runs
from convstudio.views.grid_items import LINES_FROM, GridItem, exposed, scene_rect, to_pixels
from convstudio.views.theme import Theme

Flags = NDArray[np.bool_]


class HatchItem(GridItem):
    """Covers the cells (rows, cols) that are flagged, where they are large enough; None flags nothing."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(z=2)
        self.theme = theme
        self.mask: Flags | None = None
        self._lines: list[tuple[range, ...]] = []  # of each row, the runs that are flagged

    def set_flags(self, flags: Flags | None) -> None:
        """Flag other cells; the same array is the same cells."""
        if flags is not self.mask:
            self.mask = flags
            self._lines = [] if flags is None else [runs(np.flatnonzero(line)) for line in flags]
            self.set_box(Box(0, 0, 0, 0) if flags is None else Box.whole(flags.shape))
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        box = exposed(option, self.box)
        if box.is_empty or painter.worldTransform().m11() < LINES_FROM:
            return
        place = to_pixels(painter)
        brush = QBrush(QColor(self.theme.quiet), Qt.BrushStyle.Dense6Pattern)
        for row in box.rows:
            for run in self._lines[row]:
                part = Box(row, row + 1, run.start, run.stop).intersect(box)
                if not part.is_empty:
                    painter.fillRect(place.mapRect(scene_rect(part)), brush)


def merged(cells: NDArray[np.intp]) -> list[Box]:
    """Cells (count, 2) as blocks: side by side in a row, and rows that are alike."""
    blocks: list[Box] = []
    for row in np.unique(cells[:, 0]).tolist():
        for run in runs(np.unique(cells[cells[:, 0] == row, 1])):
            above = next((b for b in blocks if b.bottom == row and b[2:] == (run.start, run.stop)), None)
            if above is not None:
                blocks.remove(above)
            top = row if above is None else above.top
            blocks.append(Box(top, row + 1, run.start, run.stop))
    return blocks
