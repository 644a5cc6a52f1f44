"""Small pictures of feature maps, made when they are painted and kept until the map changes."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from convstudio.engine.geometry import Box
from convstudio.views.colors import Scale
from convstudio.views.painting import CellGrid, grid_image, paint_cells, paint_texts, thinned
from convstudio.views.pixels import draw_pixels
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import paint_frame

MOST_CELLS = 128  # along a side of a picture; larger maps are thinned
MOST_STALE = 64  # blocks of cells of a picture that are painted one by one
THINNEST = 0.25  # the shorter side of a picture, as a part of the longer


@dataclass
class _Picture:
    """A picture, the scale of its colours, and the cells that are others by now."""

    image: QImage
    scale: Scale
    stale: list[Box] = field(default_factory=list)
    is_stale: bool = False

    def mend(self, values: NDArray[np.floating]) -> None:
        """Paint the cells that are others."""
        painter = QPainter(self.image)
        for box in self.stale:
            if not box.is_empty:
                painter.drawImage(box.left, box.top, grid_image(values[box.slices], self.scale))
        painter.end()
        self.stale, self.is_stale = [], False


class MapPictures:
    """The pictures of maps (rows, cols, maps)."""

    def __init__(self, scale_of: Callable[[int], Scale]) -> None:
        """`scale_of` says how a map is coloured when its picture is made."""
        self._scale_of = scale_of
        self._maps: NDArray[np.floating] | None = None
        self._pictures: dict[int, _Picture] = {}
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

    def renew(
        self, maps: NDArray[np.floating], numbers: Iterable[int], boxes: Sequence[Box] | None = None
    ) -> list[int]:
        """The same maps, but those of these numbers have other values now; gives the numbers.

        The other values are in blocks of cells, everywhere without. Of a thinned map all is painted anew.
        """
        self._maps, changed = maps, list(numbers)
        is_thinned = max(maps.shape[:2]) > MOST_CELLS
        for number in changed:
            kept = self._pictures.get(number)
            if kept is None or boxes is None or is_thinned or len(kept.stale) > MOST_STALE:
                self._pictures.pop(number, None)
            else:
                kept.stale += boxes
                kept.is_stale = True
        return changed

    def paint(self, painter: QPainter, number: int, area: QRect) -> None:
        """Paint a map in its proportions into a square, with a frame; an empty one says so."""
        assert self._maps is not None
        rows, cols = self._maps.shape[:2]
        image = self._picture(number, self._maps[:, :, number])
        draw_pixels(painter, QRectF(inside(area, rows, cols)), image)
        paint_frame(painter, area, QPen(QColor(current_theme().line)))
        if number in self._empty:
            self._paint_empty(painter, area, self._scale_of(number))

    def _paint_empty(self, painter: QPainter, area: QRect, scale: Scale) -> None:
        tile = CellGrid(area.left(), area.top(), area.width(), area.height(), 1, 1)
        colors = paint_cells(painter, tile, np.zeros((1, 1)), scale, QColor(current_theme().line))
        paint_texts(painter, tile, [QCoreApplication.translate("Mosaic", "empty")], colors)

    def _picture(self, number: int, values: NDArray[np.floating]) -> QImage:
        kept = self._pictures.get(number)
        if kept is not None and not kept.is_stale:
            return kept.image
        scale, few = self._scale_of(number), thinned(values, MOST_CELLS)
        if kept is not None and kept.scale == scale:
            kept.mend(few)
        else:
            self._pictures[number] = _Picture(grid_image(few, scale), scale)
        if few.any() or values.any():
            self._empty.discard(number)
        else:
            self._empty.add(number)
        return self._pictures[number].image


def inside(area: QRect, rows: int, cols: int) -> QRect:
    """The largest part of a square that has the map's proportions, but never a mere line."""
    longer, least = max(rows, cols), round(area.width() * THINNEST)
    inner = QRect(area)
    inner.setWidth(max(round(area.width() * cols / longer), least))
    inner.setHeight(max(round(area.height() * rows / longer), least))
    inner.moveCenter(area.center())
    return inner
