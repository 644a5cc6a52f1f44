"""Frames and tints over cells: the window, what hovering lights up, the cursor."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from convstudio.engine.geometry import Box
from convstudio.views.grid_items import GridItem, scene_rect, to_pixels
from convstudio.views.labels import Labels
from convstudio.views.theme import Theme

COVERED = 3  # pixels of the value that the text of a mark may cover


@dataclass(frozen=True)
class Mark:
    """One frame over a block of cells."""

    box: Box
    color: str
    width: int = 3  # pixels of the frame; 0 for none
    tint: int = 0  # opacity 0…255 of the filling
    dashed: bool = False
    hatched: bool = False
    text: str = ""  # at the lower edge of the block


class MarksItem(GridItem):
    """All marks of a view. Changing them repaints where marks were and where they are."""

    def __init__(self, values: Labels, texts: Labels, theme: Theme) -> None:
        """`values` stand in the middle of cells, `texts` of marks at their lower edge."""
        super().__init__(z=3)
        self._values, self._labels, self.theme = values, texts, theme
        self._groups: dict[str, tuple[Mark, ...]] = {}
        self._margin = 0.5

    def set_marks(self, group: str, marks: tuple[Mark, ...]) -> None:
        """Replace the marks of one group ("window", "hover", "cursor" …)."""
        before = self._groups.get(group, ())
        if before == marks:
            return
        self._groups[group] = marks
        for mark in set(before) ^ set(marks):
            self.update(self._touched(mark.box))

    def marks(self, group: str) -> tuple[Mark, ...]:
        """The marks of one group, as they were set."""
        return self._groups.get(group, ())

    def set_cell_pixels(self, size: float) -> None:
        """How large a cell is on screen; frames reach a few pixels beyond their cells."""
        self.prepareGeometryChange()
        self._margin = 4 / max(size, 0.05)

    def boundingRect(self) -> QRectF:
        return self._touched(self.box)

    def _touched(self, box: Box) -> QRectF:
        m = self._margin
        return scene_rect(box).adjusted(-m, -m, m, m)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        place = to_pixels(painter)
        for group in self._groups.values():
            for mark in group:
                if self._touched(mark.box).intersects(option.exposedRect):
                    self._paint_mark(painter, place.mapRect(scene_rect(mark.box)), mark)

    def _paint_mark(self, painter: QPainter, area: QRectF, mark: Mark) -> None:
        color = QColor(mark.color)
        if mark.tint:
            filling = QColor(color)
            filling.setAlpha(mark.tint)
            painter.fillRect(area, filling)
        if mark.hatched:
            painter.fillRect(area, QBrush(color, Qt.BrushStyle.Dense6Pattern))
        if mark.width:
            pen = QPen(color, mark.width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            if mark.dashed:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
        if mark.text and self._labels.fits(mark.text, area.width()) and self._has_room(area):
            self._paint_text(painter, area, mark)

    def _has_room(self, area: QRectF) -> bool:
        """Whether a text at the lower edge leaves the value legible: it may cover its descenders."""
        return area.height() >= self._values.height + 2 * (self._labels.height - COVERED)

    def _paint_text(self, painter: QPainter, area: QRectF, mark: Mark) -> None:
        height = self._labels.height
        strip = QRectF(area.left(), area.bottom() - height, area.width(), height)
        painter.fillRect(strip, QColor(self.theme.card))
        painter.setPen(QColor(mark.color))
        self._labels.aim(painter)
        self._labels.draw(painter, QPointF(strip.center()), mark.text, mark.color)
