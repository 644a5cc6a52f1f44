"""The part of a map that is in sight, finer than its picture: all cells, or as many as there are pixels."""

from functools import reduce
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
            self._look(level, number, place, sight, step, box)
        kept = self._kept.get((level, number))
        return kept if kept is not None and kept.step == step and box.intersect(kept.box) == box else None

    def _look(self, level: int, number: int | None, place: Place, sight: Sight, step: int, box: Box) -> None:
        """Make the pictures of all maps of a level that are in sight: they are computed together."""
        if number is None or self._tracing.known[level] is not None:
            numbers, boxes = [number], [box]
        else:
            numbers = [one for one in place.visible(sight.area) if place.map_rect(one).intersects(sight.area)]
            tiles = [place.map_rect(one) for one in numbers]
            boxes = [_cells(tile.intersected(sight.area), tile, *place.grid) for tile in tiles]
        box = reduce(Box.cover, boxes)
        maps = range(3) if number is None else [one for one in numbers if one is not None]
        part = None if box.is_empty else self._tracing.part(level, box, step, maps)
        if part is None:
            return
        if len(self._kept) + len(numbers) > MOST_PARTS:
            self._kept.clear()
        for place_in_part, one in enumerate(numbers):
            few = part if one is None else part[:, :, place_in_part]
            image = self._pictures.image(level, one, np.ascontiguousarray(few))
            self._kept[level, one] = Detail(box, step, image)


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
