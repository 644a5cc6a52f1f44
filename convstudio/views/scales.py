"""The scale of a feature map, as the person chose it."""

import numpy as np
from numpy.typing import NDArray

from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.nn.shapes import planar_shape
from convstudio.views.colors import (
    DIVERGING,
    SEQUENTIAL,
    Scale,
    input_scale,
    map_scale,
    palettes,
)


def scale_of_map(studio: Studio, number: int, layer: int | None = None) -> Scale:
    """The scale of map `number` of a layer, or of the active one: its own, or the one that all maps share."""
    layer = studio.document.active_layer if layer is None else layer
    low, high = _range_of_map(studio, layer, number)
    return map_scale(low, high, studio.results.output_range(layer), *chosen_palettes(studio))


def _range_of_map(studio: Studio, layer: int, number: int) -> tuple[float, float]:
    """Lowest and highest value; of large maps as far as they are there."""
    shape = studio.results.output_shape(layer)
    is_vector = shape is not None and planar_shape(shape)[:2] == (1, 1)  # a scale for each tells nothing
    together = is_vector or studio.settings.scale == "shared"
    overview = studio.results.overview(layer)
    if overview is not None:
        known = overview.known if together else overview.known & (np.arange(overview.known.size) == number)
        return float(overview.low[known].min(initial=0)), float(overview.high[known].max(initial=0))
    values = studio.results.output_of(layer)
    assert values is not None
    return value_range(values if together else values[:, :, number])


def scale_of_input(studio: Studio, values: NDArray[np.floating]) -> Scale:
    """The scale of one channel of what the active layer sees: an input, or a map of the layer before."""
    layer = studio.document.active_layer
    if layer == 0:
        return input_scale(values, studio.document.project.look)
    spread = studio.results.output_range(layer - 1)
    return map_scale(*value_range(values), spread, *chosen_palettes(studio))


def chosen_palettes(studio: Studio) -> tuple[str, str]:
    """The palettes for maps without and with negative values; a chosen one replaces that of its kind."""
    chosen = palettes().get(studio.settings.palette)
    sequential = chosen.id if chosen and chosen.kind == SEQUENTIAL else "viridis"
    diverging = chosen.id if chosen and chosen.kind == DIVERGING else "red-blue"
    return sequential, diverging
