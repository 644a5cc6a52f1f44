"""What lights up in the figure of a network: what a cell sees, the bands between, and the cell itself."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.engine.links import Counts
from convstudio.files.drawing.shapes import Cells, Frame, Polygon, Shape
from convstudio.model.tracing import Spot
from convstudio.nn.receptive_field import Region, paths, regions
from convstudio.nn.trace import Part, Trace
from convstudio.views.network_items import BAND
from convstudio.views.network_layout import Place
from convstudio.views.network_light import REGION, Glow, light_of
from convstudio.views.theme import Theme

LEAST_CELL = 5.0  # units of the frame around a cell


def light_shapes(trace: Trace, spot: Spot, places: Sequence[Place], theme: Theme) -> Iterator[Shape]:
    """What lights up for a cell, as in the Network view."""
    light = light_of(_Answers(trace), spot, REGION, places, theme)
    for glow in light.glows:
        yield from _glow(glow, places[glow.level], theme)
    for band in light.bands:
        points = tuple(band.at(number) for number in range(band.size()))
        yield Polygon(points, theme.accent, BAND / 255, theme.accent)
    place = places[spot.level]
    yield Frame(place.map_rect(spot.channel), line=theme.accent, width=2)
    cell = place.box_rect(spot.channel, Box(spot.row, spot.row + 1, spot.col, spot.col + 1))
    grow = max(0.0, (LEAST_CELL - cell.width()) / 2)
    cell = cell.adjusted(-grow, -grow, grow, grow)
    yield Frame(cell, line=theme.card, width=5)
    yield Frame(cell, line=theme.accent, width=3)


def _glow(glow: Glow, place: Place, theme: Theme) -> Iterator[Shape]:
    picture: list[int | None] = [None] if place.picture is not None else []
    for number in picture + list(glow.maps):
        area = place.box_rect(number, glow.box)
        yield Cells(area, unmixed(glow.colors[(number or 0) if len(glow.colors) > 1 else 0]))
        if not place.are_units:
            yield Frame(area, line=theme.accent, width=1.5)


def unmixed(colors: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Colours 0xaarrggbb that are darkened by how clear they are, as they are without that."""
    alpha = colors >> np.uint32(24)
    found = alpha << np.uint32(24)
    for shift in (16, 8, 0):
        level = (colors >> np.uint32(shift)) & np.uint32(255)
        plain = np.minimum(255, (level * 255 + alpha // 2) // np.maximum(alpha, 1))
        found |= plain.astype(np.uint32) << np.uint32(shift)
    return found


class _Answers:
    """What a cell of a trace sees; nothing is kept."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def regions(self, spot: Spot) -> list[Region]:
        return regions(self._trace.layers, self._trace.shapes, *_place(spot))

    def paths(self, spot: Spot) -> list[Counts]:
        return paths(self._trace.layers, self._trace.shapes, *_place(spot))

    def gradients(self, spot: Spot) -> list[Part | None]:
        return self._trace.gradients(*_place(spot))

    def influence(self, spot: Spot) -> list[Part | None]:
        return self._trace.influence(spot.level, spot[1:])


def _place(spot: Spot) -> tuple[int, tuple[int, int, int]]:
    return spot.level, (spot.row, spot.col, spot.channel or 0)
