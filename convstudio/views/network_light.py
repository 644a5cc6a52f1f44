"""What lights up in the network for a cell: what it sees, how strongly, or what it influences."""

import dataclasses
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
from convstudio.views.unit_image import mask_image

REGION, PATHS, FIELD = PICTURES = ("region", "paths", "field")
TINT = 72  # opacity 0…255 of the cells of a region
HIDDEN = 96  # the same of cells that nobody sees
MOST_CELLS = 512  # along a side of the picture of a large block


class Seeing(Protocol):
    """Answers what a cell sees, as `Tracing` does; None where the answer is not there yet."""

    def regions(self, spot: Spot) -> list[Region]: ...
    def paths(self, spot: Spot) -> list[Counts] | None: ...
    def gradients(self, spot: Spot) -> list[Part | None] | None: ...
    def influence(self, spot: Spot) -> list[Part | None] | None: ...


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
    scales: dict[int, Scale] = field(default_factory=dict)  # by level: what its colours mean
    is_due: bool = False  # what lights up is not known yet

    @property
    def reaches(self) -> dict[int, float]:
        """By level: the number of the strongest colour; 0 where nothing depends on anything."""
        return {level: scale.high for level, scale in self.scales.items()}


def light_of(tracing: Seeing, spot: Spot, picture: str, places: Sequence[Place], theme: Theme) -> Light:
    """What a cell of the input influences, or what another cell sees, as the chosen picture has it."""
    scales: dict[int, Scale] = {}
    if spot.level == 0:
        glows = _influence(tracing, spot, scales)
    elif picture == FIELD:
        glows = _field(tracing, spot, scales)
    elif picture == PATHS:
        glows = _paths(tracing, spot, scales)
    else:
        glows = _seen(tracing, spot, theme)
    if glows is None:
        return Light(spot, is_due=True)
    return Light(spot, glows, _bands(spot, glows, places), scales)


def unseen_images(tracing: Tracing, theme: Theme) -> list[QImage | None]:
    """For each level a picture of the places that no output sees; None where all are seen."""
    color = QColor(theme.bad)
    color.setAlpha(HIDDEN)
    return [mask_image(places, color) if places.any() else None for places in tracing.unseen()]


def _seen(tracing: Seeing, spot: Spot, theme: Theme) -> tuple[Glow, ...]:
    color = QColor(theme.accent)
    color.setAlpha(TINT)
    glows = []
    for level, region in enumerate(tracing.regions(spot)[:-1]):
        box = cover(region)
        if box is not None:
            colors = np.where(_places(region, box), premultiplied(color), np.uint32(0))
            glows.append(Glow(level, box, _channels(region), colors[np.newaxis]))
    return tuple(glows)


def _paths(tracing: Seeing, spot: Spot, scales: dict[int, Scale]) -> tuple[Glow, ...] | None:
    glows, paths = [], tracing.paths(spot)
    if paths is None:
        return None
    for level, region in enumerate(tracing.regions(spot)[:-1]):
        box = cover(region)
        if box is not None:
            counts = paths[level][box.slices]
            scales[level] = _scale(float(counts.max()))
            colors = scales[level].colors(counts[_few(box)])
            glows.append(Glow(level, box, _channels(region), colors[np.newaxis], veiled=True))
    return tuple(glows)


def _field(tracing: Seeing, spot: Spot, scales: dict[int, Scale]) -> tuple[Glow, ...] | None:
    glows, gradients = [], tracing.gradients(spot)
    if gradients is None:
        return None
    regions = tracing.regions(spot)
    for level, part in enumerate(gradients[:-1]):
        if part is not None:
            scale = scales[level] = _scale(part.reach)
            glows.append(_glow(level, Part(part.box, np.abs(part.values)), scale, _channels(regions[level])))
    return tuple(glows)


def _influence(tracing: Seeing, spot: Spot, scales: dict[int, Scale]) -> tuple[Glow, ...] | None:
    glows, influence = [], tracing.influence(spot)
    if influence is None:
        return None
    for level, part in enumerate(influence[1:], 1):
        if part is not None:
            scale = scales[level] = _scale(part.reach, is_signed=True)
            glows.append(_glow(level, part, scale, range(part.values.shape[2])))
    return tuple(glows)


def _scale(reach: float, is_signed: bool = False) -> Scale:
    """To the strongest, though that be 0: maps that are empty have a wider one."""
    low = -reach if is_signed else 0.0
    return dataclasses.replace(map_scale(low, reach, (-1.0 if is_signed else 0.0, 1.0)), low=low, high=reach)


def _glow(level: int, part: Part, scale: Scale, maps: Sequence[int]) -> Glow:
    colors = np.ascontiguousarray(np.moveaxis(scale.colors(part.values[_few(part.box)]), 2, 0))
    return Glow(level, part.box, maps, colors, veiled=True)


def _few(box: Box) -> tuple[slice, slice]:
    """Every few rows and columns of a large block: enough to be seen."""
    down, right = (slice(None, None, max(1, -(-length // MOST_CELLS))) for length in box.shape)
    return down, right


def _places(region: Region, box: Box) -> NDArray[np.bool_]:
    """The places of a region within the block that covers it, of a large one every few rows and columns."""
    rows, cols = _few(box)
    marked = np.zeros(np.zeros(box.shape, bool)[rows, cols].shape, bool)
    for cells in region:
        down, right = np.zeros(box.shape[0], bool), np.zeros(box.shape[1], bool)
        down[cells.rows - box.top] = right[cells.cols - box.left] = True
        marked |= down[rows, np.newaxis] & right[cols]
    return marked


def _channels(region: Region) -> Sequence[int]:
    channels: list[int] = reduce(np.union1d, (Cells(*cells).channels for cells in region)).tolist()
    return channels


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
