"""What lights up in the network for a cell: what it sees, how strongly, or what it influences."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPolygonF

from convstudio.engine.geometry import Box
from convstudio.engine.links import Cells, Counts
from convstudio.model.tracing import Spot, Tracing
from convstudio.nn.receptive_field import Region, cover
from convstudio.nn.trace import Part
from convstudio.views.colors import Scale, map_scale
from convstudio.views.network_layout import Place
from convstudio.views.theme import Theme
from convstudio.views.unit_image import color_image

REGION, PATHS, FIELD = PICTURES = ("region", "paths", "field")
TINT = 72  # opacity 0…255 of the cells of a region
HIDDEN = 96  # the same of cells that nobody sees
SIGNED = (-1.0, 1.0)


class Seeing(Protocol):
    """Answers what a cell sees, as `Tracing` does."""

    def regions(self, spot: Spot) -> list[Region]: ...
    def paths(self, spot: Spot) -> list[Counts]: ...
    def gradients(self, spot: Spot) -> list[Part | None]: ...
    def influence(self, spot: Spot) -> list[Part | None]: ...


@dataclass(frozen=True, eq=False)
class Glow:
    """One level lit up: a picture over the places of `box`, in each of some maps.

    `colors` (maps, rows, cols) are 0xaarrggbb, the clear ones darkened already; of one map, it is that of
    all. `veiled`: what is below fades, so that the colours of the picture count.
    """

    level: int
    box: Box
    maps: Sequence[int]
    colors: NDArray[np.uint32]
    veiled: bool = False

    def __post_init__(self) -> None:
        # QImage reads the memory as it lies there.
        object.__setattr__(self, "colors", np.ascontiguousarray(self.colors))

    def image(self, number: int) -> QImage:
        """The picture over a map; it lives as long as the glow."""
        colors = self.colors[number if len(self.colors) > 1 else 0]
        rows, cols = colors.shape
        return QImage(colors.data, cols, rows, cols * 4, QImage.Format.Format_ARGB32_Premultiplied)

    def unit_colors(self, count: int, other: int) -> NDArray[np.uint32]:
        """The colour of each of `count` maps of one cell; `other` for those that are not lit."""
        found = np.full(count, other, np.uint32)
        lit = np.array(self.maps, np.intp)
        found[lit] = self.colors[lit if len(self.colors) > 1 else 0, 0, 0]
        return found


@dataclass(frozen=True)
class Light:
    """Everything that lights up for a spot."""

    spot: Spot | None = None
    glows: tuple[Glow, ...] = ()
    bands: tuple[QPolygonF, ...] = ()
    reaches: dict[int, float] = field(default_factory=dict)  # by level: the number of the strongest colour


def light_of(tracing: Seeing, spot: Spot, picture: str, places: Sequence[Place], theme: Theme) -> Light:
    """What a cell of the input influences, or what another cell sees, as the chosen picture has it."""
    reaches: dict[int, float] = {}
    if spot.level == 0:
        glows = _influence(tracing, spot, reaches)
    elif picture == FIELD:
        glows = _field(tracing, spot, reaches)
    else:
        glows = _seen(tracing, spot, picture == PATHS, theme, reaches)
    return Light(spot, glows, _bands(spot, glows, places), reaches)


def unseen_images(tracing: Tracing, theme: Theme) -> list[QImage | None]:
    """For each level a picture of the places that no output sees; None where all are seen."""
    color = QColor(theme.bad)
    color.setAlpha(HIDDEN)
    colors = ((places, _mask_colors(places, color)) for places in tracing.unseen())
    return [color_image(shades) if places.any() else None for places, shades in colors]


def _seen(
    tracing: Seeing, spot: Spot, by_paths: bool, theme: Theme, reaches: dict[int, float]
) -> tuple[Glow, ...]:
    glows = []
    color = QColor(theme.accent)
    color.setAlpha(TINT)
    for level, region in enumerate(tracing.regions(spot)[:-1]):
        box = cover(region)
        if box is None:
            continue
        if by_paths:
            counts = tracing.paths(spot)[level][box.slices]
            reaches[level] = float(counts.max())
            colors = map_scale(0, reaches[level], (0, np.inf)).colors(counts)
        else:
            colors = _mask_colors(_places(region, box), color)
        glows.append(Glow(level, box, _channels(region), colors[np.newaxis], by_paths))
    return tuple(glows)


def _field(tracing: Seeing, spot: Spot, reaches: dict[int, float]) -> tuple[Glow, ...]:
    glows = []
    regions = tracing.regions(spot)
    for level, part in enumerate(tracing.gradients(spot)[:-1]):
        if part is not None:
            reaches[level] = part.reach
            scale = map_scale(0, part.reach, (0, np.inf))
            glows.append(_glow(level, Part(part.box, np.abs(part.values)), scale, _channels(regions[level])))
    return tuple(glows)


def _influence(tracing: Seeing, spot: Spot, reaches: dict[int, float]) -> tuple[Glow, ...]:
    glows = []
    for level, part in enumerate(tracing.influence(spot)[1:], 1):
        if part is not None:
            reaches[level] = part.reach
            scale = map_scale(-part.reach, part.reach, SIGNED)
            glows.append(_glow(level, part, scale, range(part.values.shape[2])))
    return tuple(glows)


def _glow(level: int, part: Part, scale: Scale, maps: Sequence[int]) -> Glow:
    colors = np.ascontiguousarray(np.moveaxis(scale.colors(part.values), 2, 0))
    return Glow(level, part.box, maps, colors, veiled=True)


def _places(region: Region, box: Box) -> NDArray[np.bool_]:
    """The places of a region within the block that covers it."""
    marked = np.zeros(box.shape, bool)
    for cells in region:
        marked[np.ix_(cells.rows - box.top, cells.cols - box.left)] = True
    return marked


def _channels(region: Region) -> Sequence[int]:
    channels: list[int] = reduce(np.union1d, (Cells(*cells).channels for cells in region)).tolist()
    return channels


def _mask_colors(marked: NDArray[np.bool_], color: QColor) -> NDArray[np.uint32]:
    """A colour, more or less clear, on the marked places."""
    return np.where(marked, premultiplied(color), np.uint32(0))


def premultiplied(color: QColor) -> np.uint32:
    """A colour as 0xaarrggbb, darkened by how clear it is."""
    clear = color.alphaF()
    red, green, blue = (round(level * clear) for level in (color.red(), color.green(), color.blue()))
    return np.uint32(color.alpha() << 24 | red << 16 | green << 8 | blue)


def _bands(spot: Spot, glows: Sequence[Glow], places: Sequence[Place]) -> tuple[QPolygonF, ...]:
    """From each lit level to the next, and to the cell itself."""
    own = Box(spot.row, spot.row + 1, spot.col, spot.col + 1)
    ends: list[tuple[int, Box, Sequence[int | None]]] = [(g.level, g.box, list(g.maps)) for g in glows]
    ends.append((spot.level, own, [spot.channel]))
    ends.sort(key=lambda end: end[0])
    return tuple(
        _band(places[before[0]], before, places[after[0]], after) for before, after in pairwise(ends)
    )


def _band(
    left: Place,
    before: tuple[int, Box, Sequence[int | None]],
    right: Place,
    after: tuple[int, Box, Sequence[int | None]],
) -> QPolygonF:
    first_row = [number for number in before[2] if number is None or number < left.columns]
    source = None if left.picture and before[2] != [None] else (first_row or before[2])[-1]
    if left.picture is not None and len(before[2]) < left.maps and before[2] != [None]:
        source = before[2][-1]
    start, end = left.box_rect(source, before[1]), right.box_rect(after[2][0], after[1])
    corners = start.topRight(), end.topLeft(), end.bottomLeft(), start.bottomRight()
    return QPolygonF([QPointF(corner) for corner in corners])
