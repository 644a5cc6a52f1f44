"""All feature maps of a layer as small pictures, with a "+" at the end."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from convstudio.views.colors import Scale
from convstudio.views.painting import CellGrid, grid_image, paint_cells, paint_texts, thinned
from convstudio.views.pixels import draw_pixels
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import FRAME, paint_frame
from convstudio.views.tiles import Tiles

MOST_CELLS = 128  # along a side of a picture; larger maps are thinned
THINNEST = 0.25  # the shorter side of a picture, as a part of the longer


class Mosaic(Tiles):
    """One tile a map; where there can be more, the tile after the last map is the "+"."""

    def __init__(
        self, scale_of: Callable[[int], Scale], tip_of: Callable[[int], str], parent: QWidget | None = None
    ) -> None:
        """`scale_of` says how a map is coloured when it is painted, `tip_of` what its tooltip says."""
        super().__init__(parent)
        self._scale_of, self._tip_of = scale_of, tip_of
        self._maps: NDArray[np.floating] | None = None
        self._pictures: dict[int, QImage] = {}
        self._empty: set[int] = set()
        self._maps_count = 0
        self._chosen = 0

    @property
    def maps(self) -> int:
        """How many maps there are; also the number of the "+"."""
        return self._maps_count

    @property
    def chosen(self) -> int:
        """The framed map."""
        return self._chosen

    def has_shape(self, shape: tuple[int, ...]) -> bool:
        """Whether the shown maps have this shape (rows, cols, filters)."""
        return self._maps is not None and self._maps.shape == shape

    def show_maps(self, maps: NDArray[np.floating] | None, count: int, can_grow: bool) -> None:
        """Show `count` maps (rows, cols, filters), None for empty places; and a "+" if it can grow."""
        self._maps, self._maps_count = maps, count
        self._pictures.clear()
        self._chosen = min(self._chosen, max(0, count - 1))
        self.set_count(count + can_grow)

    def renew(self, maps: NDArray[np.floating], numbers: Iterable[int]) -> None:
        """The same maps, but those of these numbers have other values now."""
        self._maps = maps
        for number in numbers:
            self._pictures.pop(number, None)
            self.update_tile(number)

    def choose(self, number: int) -> None:
        """Frame a map and bring it into sight."""
        self.update_tile(self._chosen)
        self._chosen = number
        self.move_cursor(number)

    def tile_tip(self, number: int) -> str:
        """Which map it is, and why it is empty."""
        return self._tip_of(number)

    def paint_tile(self, painter: QPainter, number: int, area: QRect) -> None:
        """The map in its proportions; a dashed place for the "+" and for a map that there is not."""
        theme = current_theme()
        if number < self.maps and self._maps is not None:
            draw_pixels(painter, QRectF(_inside(area, *self._maps.shape[:2])), self._picture(number))
            paint_frame(painter, area, QPen(QColor(theme.line)))
            if number in self._empty:
                self._paint_empty(painter, area, number)
        else:
            paint_frame(painter, area, QPen(QColor(theme.quiet), 1, Qt.PenStyle.DotLine))
            painter.setPen(QColor(theme.quiet))
            text = "+" if number == self.maps else str(number + 1)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        if number == self._chosen:
            paint_frame(painter, area.adjusted(-1, -1, 2, 2), QPen(QColor(theme.accent), FRAME))

    def _paint_empty(self, painter: QPainter, area: QRect, number: int) -> None:
        """Say that a map is 0 everywhere."""
        tile = CellGrid(area.left(), area.top(), area.width(), area.height(), 1, 1)
        colors = paint_cells(
            painter, tile, np.zeros((1, 1)), self._scale_of(number), QColor(current_theme().line)
        )
        paint_texts(painter, tile, [self.tr("empty")], colors)

    def _picture(self, number: int) -> QImage:
        if number not in self._pictures:
            assert self._maps is not None
            values = thinned(self._maps[:, :, number], MOST_CELLS)
            self._pictures[number] = grid_image(values, self._scale_of(number))
            if self._maps[:, :, number].any():
                self._empty.discard(number)
            else:
                self._empty.add(number)
        return self._pictures[number]


def _inside(area: QRect, rows: int, cols: int) -> QRect:
    """The largest part of a square that has the map's proportions, but never a mere line."""
    longer, least = max(rows, cols), round(area.width() * THINNEST)
    inner = QRect(area)
    inner.setWidth(max(round(area.width() * cols / longer), least))
    inner.setHeight(max(round(area.height() * rows / longer), least))
    inner.moveCenter(area.center())
    return inner
