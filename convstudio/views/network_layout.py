"""Where the levels of a network stand beside each other, and their maps and cells; in pixels before zoom."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF

from convstudio.engine.geometry import Box

MARGIN = 24
HEAD = 52  # above the maps: two lines of text
FOOT = 26  # below them: one line
BETWEEN = 60  # from level to level, room for the bands
GAP = 9
PICTURE = 168  # side of a single map, and of a colour picture
LEAST = 16  # the shorter side of a map
_SIDES = ((1, 1, PICTURE), (4, 2, 84), (10, 2, 84), (32, 4, 56), (64, 8, 44))  # up to so many: columns, side
_MANY = 32  # side of a map where there are more


@dataclass(frozen=True)
class Place:
    """Where a level stands: its maps in rows from `top` on, `columns` beside each other.

    `grid` are rows and columns of cells of a map. `picture` is the place of the whole colour picture.
    """

    left: float
    top: float
    columns: int
    width: float  # of one map
    height: float
    gap: float
    grid: tuple[int, int]
    maps: int
    least_width: float = 0.0
    picture: QRectF | None = None

    def map_rect(self, number: int | None) -> QRectF:
        """The place of a map; None is the colour picture, or the first map where there is none."""
        if number is None:
            return self.picture or self.map_rect(0)
        down, right = divmod(number, self.columns)
        x, y = self.left + right * (self.width + self.gap), self.top + down * (self.height + self.gap)
        return QRectF(x, y, self.width, self.height)

    def box_rect(self, number: int | None, box: Box) -> QRectF:
        """The place of a block of cells in a map."""
        area = self.map_rect(number)
        wide, high = area.width() / self.grid[1], area.height() / self.grid[0]
        left, top = area.left() + box.left * wide, area.top() + box.top * high
        return QRectF(left, top, (box.right - box.left) * wide, (box.bottom - box.top) * high)

    def at(self, point: QPointF) -> tuple[int, int, int | None] | None:
        """(row, col, map) of the cell under a point, map None in the colour picture; None beside all."""
        if self.picture is not None and self.picture.contains(point):
            return (*self._cell(self.picture, point), None)
        down = int((point.y() - self.top) // (self.height + self.gap))
        right = int((point.x() - self.left) // (self.width + self.gap))
        number = down * self.columns + right
        if not (0 <= right < self.columns and 0 <= number < self.maps):
            return None
        area = self.map_rect(number)
        return (*self._cell(area, point), number) if area.contains(point) else None

    @property
    def are_units(self) -> bool:
        """Whether the maps are single cells: units of a vector."""
        return self.grid == (1, 1)

    @property
    def tiles(self) -> QRectF:
        """The place of all maps, with the room after the last."""
        lines = ceil(self.maps / self.columns)
        wide, high = self.columns * (self.width + self.gap), lines * (self.height + self.gap)
        return QRectF(self.left, self.top, wide, high)

    @property
    def bounds(self) -> QRectF:
        """The whole level with its texts."""
        wide = self.tiles.width() - self.gap
        if self.picture is not None:
            wide = max(wide, self.picture.width())
        bottom = self.tiles.bottom() - self.gap + FOOT
        return QRectF(self.left, MARGIN, max(wide, self.least_width), bottom - MARGIN)

    def visible(self, area: QRectF) -> list[int]:
        """Numbers of the maps that may be seen in an area."""
        first = max(0, int((area.top() - self.top) // (self.height + self.gap)))
        last = int((area.bottom() - self.top) // (self.height + self.gap))
        if area.right() < self.left or area.left() > self.bounds.right() or last < first:
            return []
        return list(range(first * self.columns, min(self.maps, (last + 1) * self.columns)))

    def _cell(self, area: QRectF, point: QPointF) -> tuple[int, int]:
        rows, cols = self.grid
        row = int((point.y() - area.top()) / area.height() * rows)
        col = int((point.x() - area.left()) / area.width() * cols)
        return min(row, rows - 1), min(col, cols - 1)


def lay_out(planes: Sequence[tuple[int, int, int]], widths: Sequence[float], in_colour: bool) -> list[Place]:
    """The places of levels of planes (rows, cols, maps), each at least as wide as its text.

    `in_colour`: the first level has its colour picture above its channels.
    """
    places: list[Place] = []
    left = float(MARGIN)
    for number, (shape, width) in enumerate(zip(planes, widths, strict=True)):
        places.append(_place(left, shape, width, in_colour and number == 0))
        left = places[-1].bounds.right() + BETWEEN
    return places


def bounds(places: Sequence[Place]) -> QRectF:
    """Everything with a margin."""
    right = max(place.bounds.right() for place in places)
    bottom = max(place.bounds.bottom() for place in places)
    return QRectF(0, 0, right + MARGIN, bottom + MARGIN)


def _place(left: float, planes: tuple[int, int, int], least: float, in_colour: bool) -> Place:
    rows, cols, maps = planes
    top = float(MARGIN + HEAD)
    if rows == cols == 1:
        columns = 1 if maps <= 12 else ceil(maps / 20)
        return Place(left, top, columns, LEAST, LEAST, 4, (1, 1), maps, least)
    columns, side = next(((c, s) for most, c, s in _SIDES if maps <= most), (ceil(maps / 12), _MANY))
    if rows == 1:  # a line: long and thin
        columns, side = (1, PICTURE) if maps <= 24 else (2, PICTURE // 2)
    picture = None
    if in_colour:
        columns, side = 3, 80
        wide, high = _size(rows, cols, PICTURE)
        picture = QRectF(left, top, wide, high)
        top += high + 2 * GAP
    width, height = _size(rows, cols, side)
    return Place(left, top, columns, width, height, GAP, (rows, cols), maps, least, picture)


def _size(rows: int, cols: int, side: float) -> tuple[float, float]:
    """A map in its proportions, the longer side so long, and no mere line."""
    longer = max(rows, cols)
    return max(side * cols / longer, LEAST), max(side * rows / longer, LEAST)
