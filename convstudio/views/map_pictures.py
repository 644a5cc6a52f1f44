"""Small pictures of feature maps, made when they are painted and kept until the map changes."""

from collections.abc import Callable, Container, Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from convstudio.views.colors import Scale
from convstudio.views.painting import CellGrid, grid_image, paint_cells, paint_texts, thinned
from convstudio.views.pixels import draw_pixels
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import paint_frame

MOST_CELLS = 128  # along a side of a picture; larger maps are thinned
THINNEST = 0.25  # the shorter side of a picture, as a part of the longer


class MapPictures:
    """The pictures of maps (rows, cols, maps)."""

    def __init__(self, scale_of: Callable[[int], Scale]) -> None:
        """`scale_of` says how a map is coloured when its picture is made."""
        self._scale_of = scale_of
        self._maps: NDArray[np.floating] | None = None
        self._pictures: dict[int, QImage] = {}
        self._empty: set[int] = set()
        self.missing: Container[int] = ()  # the numbers of maps that are not there yet

    def has_map(self, number: int) -> bool:
        """Whether there is anything to paint."""
        return self._maps is not None and number not in self.missing

    @property
    def shape(self) -> tuple[int, ...] | None:
        """(rows, cols, maps) of what is painted."""
        return None if self._maps is None else self._maps.shape

    def show(self, maps: NDArray[np.floating] | None) -> None:
        """Paint other maps from now on."""
        self._maps = maps
        self._pictures.clear()

    def renew(self, maps: NDArray[np.floating], numbers: Iterable[int]) -> list[int]:
        """The same maps, but those of these numbers have other values now; gives the numbers."""
        self._maps, changed = maps, list(numbers)
        for number in changed:
            self._pictures.pop(number, None)
        return changed

    def paint(self, painter: QPainter, number: int, area: QRect) -> None:
        """Paint a map in its proportions into a square, with a frame; an empty one says so."""
        assert self._maps is not None
        rows, cols = self._maps.shape[:2]
        draw_pixels(
            painter, QRectF(inside(area, rows, cols)), self._picture(number, self._maps[:, :, number])
        )
        paint_frame(painter, area, QPen(QColor(current_theme().line)))
        if number in self._empty:
            self._paint_empty(painter, area, self._scale_of(number))

    def _paint_empty(self, painter: QPainter, area: QRect, scale: Scale) -> None:
        tile = CellGrid(area.left(), area.top(), area.width(), area.height(), 1, 1)
        colors = paint_cells(painter, tile, np.zeros((1, 1)), scale, QColor(current_theme().line))
        paint_texts(painter, tile, [QCoreApplication.translate("Mosaic", "empty")], colors)

    def _picture(self, number: int, values: NDArray[np.floating]) -> QImage:
        if number not in self._pictures:
            few = thinned(values, MOST_CELLS)
            self._pictures[number] = grid_image(few, self._scale_of(number))
            if few.any() or values.any():
                self._empty.discard(number)
            else:
                self._empty.add(number)
        return self._pictures[number]


def inside(area: QRect, rows: int, cols: int) -> QRect:
    """The largest part of a square that has the map's proportions, but never a mere line."""
    longer, least = max(rows, cols), round(area.width() * THINNEST)
    inner = QRect(area)
    inner.setWidth(max(round(area.width() * cols / longer), least))
    inner.setHeight(max(round(area.height() * rows / longer), least))
    inner.moveCenter(area.center())
    return inner
