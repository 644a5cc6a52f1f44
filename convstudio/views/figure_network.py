"""All layers of a network with their maps as a figure, and what one cell sees of them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from convstudio.files.drawing.fonts import text_width
from convstudio.files.drawing.shapes import Cells, Frame, Shape, Sheet, Text
from convstudio.files.export_source import ExportSource
from convstudio.files.project import Project
from convstudio.model.overview import value_range
from convstudio.model.tracing import Spot
from convstudio.nn.shapes import planar_shape
from convstudio.nn.trace import Trace
from convstudio.views.colors import input_scale, map_scale
from convstudio.views.figure_network_light import light_shapes
from convstudio.views.look import Look
from convstudio.views.network_items import LINE, LevelText
from convstudio.views.network_layout import FOOT, Place, bounds, lay_out
from convstudio.views.network_pictures import tinted_colors
from convstudio.views.network_texts import input_level_text, layer_level_text
from convstudio.views.painting import thinned

WORDS = 12.0
CELLS_PER_UNIT = 4  # of a map; more cannot be told apart


def network_figure(source: ExportSource, spot: Spot | None, look: Look) -> Sheet:
    """Every layer that fits; with a cell, that and what it sees.

    Raises:
        ValueError: there is no such cell.
    """
    trace, project = source.trace, source.project
    if spot is not None:
        _check(spot, trace)
    texts = [input_level_text(project)]
    for part, layer, before, shape in zip(
        project.layers, trace.layers, trace.shapes, trace.shapes[1:], strict=False
    ):
        texts.append(layer_level_text(part, layer, before, shape))
    widths = [max(text_width(words, WORDS, is_bold=True) for words in text) for text in texts]
    places = lay_out([planar_shape(shape) for shape in trace.shapes], widths, _in_colour(project))
    shapes: list[Shape] = []
    for level, (place, text) in enumerate(zip(places, texts, strict=True)):
        shapes += _texts(place, text, look)
        shapes += _maps(source, level, place, look)
    if spot is not None:
        shapes += light_shapes(trace, spot, places, look.theme)
    return Sheet(bounds(places).size(), look.theme.card, tuple(shapes), project.title)


def _check(spot: Spot, trace: Trace) -> None:
    if spot.level >= len(trace.shapes):
        raise ValueError(f"layer {spot.level} does not fit, so it has no cells")
    rows, cols, maps = planar_shape(trace.shapes[spot.level])
    if not (0 <= spot.row < rows and 0 <= spot.col < cols and 0 <= (spot.channel or 0) < maps):
        raise ValueError(
            f"layer {spot.level} has {maps} maps of {rows} × {cols} cells; "
            f"there is no cell [{spot.row}, {spot.col}] of map {(spot.channel or 0) + 1}"
        )


def _in_colour(project: Project) -> bool:
    return not project.is_1d and project.input.shape[-1] == 3


def _texts(place: Place, text: LevelText, look: Look) -> Iterator[Text]:
    theme, area = look.theme, place.bounds
    down = 0.75 * LINE  # from the top of a line to its base
    corner = area.topLeft() + QPointF(0, down)
    yield Text(corner, text.title, WORDS, theme.text, is_bold=True)
    yield Text(corner + QPointF(0, LINE * 1.15), text.detail, WORDS, theme.quiet)
    if text.foot:
        at = QPointF(area.left(), area.bottom() - FOOT + 6 + down)
        yield Text(at, text.foot, WORDS, theme.quiet)


def _maps(source: ExportSource, level: int, place: Place, look: Look) -> Iterator[Shape]:
    values = source.trace.levels[level]
    most = max(1, round(CELLS_PER_UNIT * max(place.width, place.height)))
    is_colour = level == 0 and _in_colour(source.project)
    if is_colour and place.picture is not None:
        yield Cells(place.picture, tinted_colors(_thinned(values, 2 * most), None))
        yield Frame(place.picture, line=look.theme.line)
    for number in range(place.maps):
        area = place.map_rect(number)
        if is_colour:
            colors = tinted_colors(_thinned(values, most), number)
        else:
            colors = _map_colors(source, level, number, most, look)
        yield Cells(area, colors)
        yield Frame(area, line=look.theme.line)


def _map_colors(source: ExportSource, level: int, number: int, most: int, look: Look) -> NDArray[np.uint32]:
    values, one = source.trace.levels[level], source.trace.levels[level][..., number]
    counted = values if look.is_shared or values.shape[:2] == (1, 1) else one
    if level == 0:
        scale = input_scale(counted, source.project.look)
    else:
        scale = map_scale(*value_range(counted), source.trace.output_range(level), *look.palettes)
    return scale.colors(thinned(one, most))


def _thinned(values: NDArray[np.floating], most: int) -> NDArray[np.floating]:
    step = max(1, -(-max(values.shape[:2]) // most))
    return values[::step, ::step]
