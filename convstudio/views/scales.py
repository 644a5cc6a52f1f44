"""The scale of a feature map, as the person chose it."""

import numpy as np
from numpy.typing import NDArray

from convstudio.model.studio import Studio
from convstudio.views.colors import (
    DIVERGING,
    SEQUENTIAL,
    Scale,
    input_scale,
    map_scale,
    palettes,
    value_range,
)


def scale_of_map(studio: Studio, number: int) -> Scale:
    """The scale of map `number` of the active layer: its own, or the one that all maps share."""
    layer = studio.document.active_layer
    values = studio.results.output_of(layer)
    assert values is not None
    is_vector = values.shape[:2] == (1, 1)  # a scale for each of its values would tell nothing
    shown = values if is_vector or studio.settings.scale == "shared" else values[:, :, number]
    low, high = value_range(shown)
    return map_scale(low, high, studio.results.output_range(layer), *chosen_palettes(studio))


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
