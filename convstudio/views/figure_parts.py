"""The grids of a figure, made from what a project computes."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.engine.geometry import Axis, Geometry, source_indices
from convstudio.files.computed import Computed
from convstudio.files.project import Project
from convstudio.model.overview import value_range
from convstudio.views.colors import Scale, input_scale, map_scale, weight_scale
from convstudio.views.figure_grid import Grid, cell_side, scaled_grid
from convstudio.views.look import Look

ROOM, FILTER_ROOM, SLICE_ROOM, LINE_ROOM = 288.0, 160.0, 78.0, 640.0
MOST_SLICES = 3
MOST_CELLS_WITH_PADDING = 64
LINE_HEIGHT = 24.0  # of the cells of a line, at least


class InputGrid(NamedTuple):
    """The input as it is drawn; its first cell stands at `(top, left)`, after the padding."""

    grid: Grid
    top: int
    left: int


def input_grid(project: Project, computed: Computed, look: Look | None = None) -> InputGrid:
    """The input of the active layer with the padding around it, in colour where it is a picture."""
    x = computed.x
    geometry = computed.layer.geometry(computed.input_shape)
    padded = _padded(x, geometry) if geometry else None
    cells, ghosts = padded or (x, np.zeros(x.shape[:2], np.bool_))
    top, left = (geometry.rows.pad[0], geometry.cols.pad[0]) if geometry and padded else (0, 0)
    subtitle = sizes_text(computed.input_shape)
    if project.active_layer == 0 and _is_color(x):
        grid = _color_grid(cells, subtitle, _room(x))
    else:
        if x.shape[2] > 1:
            subtitle += f", channel 1 of {x.shape[2]}"
        scale = scale_before(project, x[..., 0], look or Look())
        rows, cols = cells.shape[:2]
        grid = scaled_grid("Input", subtitle, cells[..., 0], scale, cell_side(rows, cols, _room(x)))
    return InputGrid(_standing(grid)._replace(ghosts=ghosts), top, left)


def scale_before(project: Project, x: NDArray[np.floating], look: Look) -> Scale:
    """The scale of what reaches the active layer: a drawing or a picture, or maps of the layer before."""
    if project.active_layer == 0:
        return input_scale(x, project.look)
    low, high = value_range(x)
    return map_scale(low, high, (-np.inf if low < 0 else 0.0, np.inf), *look.palettes)


def _standing(grid: Grid) -> Grid:
    """A line of small cells is still to be seen."""
    is_thin = grid.colors.shape[0] == 1 and grid.cell < LINE_HEIGHT
    return grid._replace(tall=LINE_HEIGHT) if is_thin else grid


def filter_grids(step: CellExplanation, filters: int, look: Look | None = None) -> list[Grid]:
    """The slices of a filter, up to three; none where the layer has no weights."""
    if not isinstance(step, Explanation):
        return []
    rows, cols, channels = step.weights.shape
    scale = scale_of_weights(step.weights, look or Look())
    room = FILTER_ROOM if channels == 1 else SLICE_ROOM
    cell = cell_side(rows, cols, room)
    titles = [f"Filter {step.filter + 1} of {filters}"] + [""] * MOST_SLICES
    whole = sizes_text(step.weights.shape[1:] if "1D" in step.layer_kind else step.weights.shape)
    subtitles = [whole] if channels == 1 else [f"channel {n + 1}" for n in step.channels]
    if channels > MOST_SLICES:
        subtitles[0] += f", {MOST_SLICES} of {channels} shown"
    return [
        scaled_grid(titles[place], subtitles[place], step.weights[..., place], scale, cell)
        for place in range(min(channels, MOST_SLICES))
    ]


def scale_of_weights(weights: NDArray[np.floating], look: Look) -> Scale:
    """The scale of the weights of a filter."""
    scale = weight_scale(weights, look.palettes[1])
    return replace(scale, low=-look.weight_reach, high=look.weight_reach) if look.weight_reach else scale


def map_scale_of(computed: Computed, filter: int, look: Look | None = None) -> Scale:
    """The scale of one feature map: its own, or that of all."""
    look = look or Look()
    if look.map_range is not None:
        return map_scale(*look.map_range, computed.layer.output_range, *look.palettes)
    is_vector = computed.maps.shape[:2] == (1, 1)  # a scale for each value tells nothing
    together = look.is_shared or is_vector
    low, high = value_range(computed.maps if together else computed.maps[..., filter])
    return map_scale(low, high, computed.layer.output_range, *look.palettes)


def map_grid(computed: Computed, filter: int, scale: Scale) -> Grid:
    """One whole feature map."""
    values = computed.maps[..., filter]
    rows, cols = values.shape
    cell = cell_side(rows, cols, _room(computed.maps))
    sizes = sizes_text(computed.layer.output_shape_for(computed.input_shape))
    return _standing(scaled_grid(f"Feature map {filter + 1}", sizes, values, scale, cell))


def _room(planes: NDArray[np.floating]) -> float:
    return LINE_ROOM if planes.shape[0] == 1 else ROOM


def sizes_text(shape: tuple[int, ...]) -> str:
    """A shape as people write it."""
    return " × ".join(map(str, shape))


def _padded(
    x: NDArray[np.floating], geometry: Geometry
) -> tuple[NDArray[np.floating], NDArray[np.bool_]] | None:
    """The input with its padding, and where that is; None without any, or where cells get too small."""
    axes = (geometry.rows, geometry.cols)
    if (
        not any(map(any, (axis.pad for axis in axes)))
        or max(axis.padded for axis in axes) > MOST_CELLS_WITH_PADDING
    ):
        return None
    rows, cols = (source_indices(axis.length, axis.pad, axis.border) for axis in axes)
    cells = x[rows][:, cols]
    cells[rows < 0] = 0
    cells[:, cols < 0] = 0
    return cells, _outside(axes[0])[:, None] | _outside(axes[1])


def _outside(axis: Axis) -> NDArray[np.bool_]:
    outside = np.ones(axis.padded, np.bool_)
    outside[axis.pad[0] : axis.pad[0] + axis.length] = False
    return outside


def _is_color(x: NDArray[np.floating]) -> bool:
    return x.shape[2] == 3 and bool(((x >= 0) & (x <= 1)).all())


def _color_grid(cells: NDArray[np.floating], subtitle: str, room: float) -> Grid:
    levels = np.rint(cells * 255).astype(np.uint32)
    red, green, blue = (levels[..., channel] for channel in range(3))
    colors: NDArray[np.uint32] = (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32, copy=False)
    rows, cols = colors.shape
    return Grid(
        "Input", subtitle, colors, None, np.zeros(colors.shape, np.bool_), cell_side(rows, cols, room)
    )
