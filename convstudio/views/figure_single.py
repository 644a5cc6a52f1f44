"""Figures of one thing: the input, a filter, a feature map, and all maps of a layer."""

from collections.abc import Iterable
from math import ceil, sqrt

from PySide6.QtCore import QPointF, QRectF, QSizeF

from convstudio.engine.explain import Explanation
from convstudio.files.computed import check_place
from convstudio.files.drawing.fonts import text_width
from convstudio.files.drawing.shapes import Frame, Shape, Sheet, Text
from convstudio.files.export_source import ExportSource
from convstudio.views.figure import BAR_ROOM, MARGIN
from convstudio.views.figure_grid import (
    TITLE_HEIGHT,
    Grid,
    bar_shapes,
    cell_shapes,
    cell_side,
    grid_shapes,
    scaled_grid,
    window_shapes,
)
from convstudio.views.figure_parts import (
    FILTER_ROOM,
    SLICE_ROOM,
    filter_grids,
    input_grid,
    map_grid,
    map_scale_of,
    scale_of_weights,
    sizes_text,
)
from convstudio.views.look import Look

TILE_GAP = 10.0
CAPTION = 16.0  # above a tile
LONG_LINE = 320.0  # of a map of one row
_ROOMS = ((1, 288.0), (4, 200.0), (16, 120.0), (64, 80.0), (256, 56.0))  # up to so many tiles: side of one
_LEAST_ROOM = 40.0  # of one of more


def input_figure(source: ExportSource, look: Look) -> Sheet:
    """The input of the active layer, with its padding."""
    grid, _, _ = input_grid(source.project, source.computed, look)
    corner = QPointF(MARGIN, MARGIN)
    return _sheet(source, grid.size, grid_shapes(grid, corner, look.theme), look)


def filter_figure(source: ExportSource, filter: int, look: Look) -> Sheet:
    """Every slice of a filter.

    Raises:
        ValueError: there is no such filter, or the layer has no weights.
    """
    computed = source.computed
    check_place(computed.maps.shape, 0, 0, filter)
    step = computed.explain(0, 0, filter)
    if not isinstance(step, Explanation):
        raise ValueError(f"a layer of kind {step.layer_kind} has no filters that could be drawn")
    first = filter_grids(step, computed.maps.shape[2], look)[0]
    rows, cols, channels = step.weights.shape
    scale = scale_of_weights(step.weights, look)
    side = cell_side(rows, cols, FILTER_ROOM if channels == 1 else SLICE_ROOM)
    slices = [
        (f"channel {number + 1}", scaled_grid("", "", step.weights[..., place], scale, side))
        for place, number in enumerate(step.channels)
    ]
    if channels == 1:
        return _sheet(source, first.size, grid_shapes(first, QPointF(MARGIN, MARGIN), look.theme), look)
    heading = first.title, sizes_text(step.weights.shape)
    return _tiled(source, heading, slices, look)


def map_figure(source: ExportSource, filter: int, cell: tuple[int, int] | None, look: Look) -> Sheet:
    """A feature map with its legend; with a cell, that is framed.

    Raises:
        ValueError: there is no such filter or cell.
    """
    computed = source.computed
    check_place(computed.maps.shape, *(cell or (0, 0)), filter)
    scale = map_scale_of(computed, filter, look)
    grid, corner = map_grid(computed, filter, scale), QPointF(MARGIN, MARGIN)
    area = grid.area(corner)
    height = max(60.0, area.height())
    shapes = [
        *grid_shapes(grid, corner, look.theme),
        *bar_shapes(scale, area.topRight() + QPointF(14, 0), height, look.theme),
    ]
    if cell is not None:
        shapes.append(window_shapes(grid.rect(corner, *cell), look.theme))
    size = QSizeF(max(grid.size.width(), area.width() + BAR_ROOM), TITLE_HEIGHT + height)
    return _sheet(source, size, shapes, look)


def maps_figure(source: ExportSource, look: Look) -> Sheet:
    """All feature maps of the active layer."""
    maps = source.computed.maps
    rows, cols, count = maps.shape
    room = next((side for most, side in _ROOMS if count <= most), _LEAST_ROOM)
    side = cell_side(rows, cols, LONG_LINE if rows == 1 and cols > 1 else room)
    tiles = []
    for filter in range(count):
        scale = map_scale_of(source.computed, filter, look)
        tiles.append((str(filter + 1), scaled_grid("", "", maps[..., filter], scale, side)))
    heading = f"Feature maps 1–{count}" if count > 1 else "Feature map 1"
    is_shared = look.is_shared or look.map_range is not None
    scales = "one scale for all" if is_shared else "each with a scale of its own"
    shape = sizes_text(source.computed.layer.output_shape_for(source.computed.input_shape))
    return _tiled(source, (heading, f"{shape}, {scales}"), tiles, look)


def _tiled(
    source: ExportSource, heading: tuple[str, str], tiles: list[tuple[str, Grid]], look: Look
) -> Sheet:
    """Tiles with captions, about as many beside as below each other."""
    cells = tiles[0][1].area(QPointF(0, 0)).size()
    words = max(text_width(caption, 11) for caption, _ in tiles)
    tile = QSizeF(max(cells.width(), words) + TILE_GAP, cells.height() + CAPTION + TILE_GAP)
    columns = min(len(tiles), max(1, ceil(sqrt(1.5 * len(tiles) * tile.height() / tile.width()))))
    shapes: list[Shape] = [
        Text(QPointF(MARGIN, MARGIN + 14), heading[0], 15, look.theme.text, is_bold=True),
        Text(QPointF(MARGIN, MARGIN + 32), heading[1], 12, look.theme.quiet),
    ]
    for number, (caption, grid) in enumerate(tiles):
        down, right = divmod(number, columns)
        corner = QPointF(MARGIN + right * tile.width(), MARGIN + TITLE_HEIGHT + down * tile.height())
        shapes.append(Text(corner + QPointF(0, 11), caption, 11, look.theme.quiet))
        place = corner + QPointF(0, CAPTION)
        shapes += cell_shapes(grid, place, look.theme)
        shapes.append(Frame(QRectF(place, cells), line=look.theme.line))
    width = max(columns * tile.width() - TILE_GAP, *(text_width(text, 15, True) for text in heading))
    height = TITLE_HEIGHT + ceil(len(tiles) / columns) * tile.height() - TILE_GAP
    return _sheet(source, QSizeF(width, height), shapes, look)


def _sheet(source: ExportSource, size: QSizeF, shapes: Iterable[Shape], look: Look) -> Sheet:
    """A sheet with a margin around what is on it."""
    whole = QSizeF(size.width() + 2 * MARGIN, size.height() + 2 * MARGIN)
    return Sheet(whole, look.theme.card, tuple(shapes), source.project.title)
