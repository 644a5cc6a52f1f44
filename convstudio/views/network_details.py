"""The part of a map that is in sight, finer than its picture: all cells, or as many as there are pixels."""

from math import ceil, floor
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from convstudio.engine.geometry import Box
from convstudio.model.tracing import Tracing
from convstudio.views.network_layout import Place
from convstudio.views.network_pictures import NetworkPictures

COARSE = 1.5  # pixels of the screen for one of the picture, from which on it is worth while to look closer
GRID = 64  # cells; parts begin and end at multiples of it, so that a small move needs no other one
MOST_PARTS = 128


class Sight(NamedTuple):
    """What is in sight, in units of the scene, and how many pixels of the screen a unit has."""

    area: QRectF
    pixels: float


class Detail(NamedTuple):
    """A picture of every `step`-th row and column of a block of cells."""

    box: Box
    step: int
    image: QImage


class NetworkDetails:
    """Pictures of parts of maps, kept until the map changes."""

    def __init__(self, tracing: Tracing, pictures: NetworkPictures) -> None:
        self._tracing, self._pictures = tracing, pictures
        self._kept: dict[tuple[int, int | None], Detail] = {}

    def forget(self, level: int | None = None) -> None:
        """The maps of a level, or of all, are others now."""
        self._kept = {} if level is None else {key: one for key, one in self._kept.items() if key[0] != level}

    def detail(
        self, level: int, number: int | None, place: Place, sight: Sight, coarse: QImage
    ) -> Detail | None:
        """The part of a map that is in sight; None if its picture is fine enough, or all that is there."""
        tile = place.map_rect(number)
        rows, cols = place.grid
        pixels = tile.width() * sight.pixels
        if coarse.isNull() or coarse.width() >= cols or pixels < COARSE * coarse.width():
            return None
        step, box = max(1, floor(cols / pixels)), _cells(tile.intersected(sight.area), tile, rows, cols)
        kept = self._kept.get((level, number))
        if kept is None or kept.step != step or box.intersect(kept.box) != box:
            if box.is_empty or (image := self._image(level, number, box, step)) is None:
                return None
            kept = Detail(box, step, image)
            if len(self._kept) >= MOST_PARTS:
                self._kept.clear()
            self._kept[level, number] = kept
        return kept

    def _image(self, level: int, number: int | None, box: Box, step: int) -> QImage | None:
        part = self._tracing.part(level, box)
        if part is None:
            return None
        few = np.ascontiguousarray(part[::step, ::step])
        return self._pictures.image(level, number, few)


def _cells(part: QRectF, tile: QRectF, rows: int, cols: int) -> Box:
    """The cells under a part of a map, and some around."""
    high, wide = rows / tile.height(), cols / tile.width()
    top, bottom = (part.top() - tile.top()) * high, (part.bottom() - tile.top()) * high
    left, right = (part.left() - tile.left()) * wide, (part.right() - tile.left()) * wide
    return Box(
        max(0, floor(top / GRID) * GRID),
        min(rows, ceil(bottom / GRID) * GRID),
        max(0, floor(left / GRID) * GRID),
        min(cols, ceil(right / GRID) * GRID),
    )
