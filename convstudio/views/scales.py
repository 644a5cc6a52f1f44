"""The scale of a feature map, as the person chose it."""

from convstudio.model.studio import Studio
from convstudio.views.colors import DIVERGING, SEQUENTIAL, Scale, map_scale, palettes, value_range


def scale_of_map(studio: Studio, number: int) -> Scale:
    """The scale of map `number` of the active layer: its own, or the one that all maps share."""
    layer = studio.document.active_layer
    values = studio.results.output_of(layer)
    assert values is not None
    is_vector = values.shape[:2] == (1, 1)  # a scale for each of its values would tell nothing
    shown = values if is_vector or studio.settings.scale == "shared" else values[:, :, number]
    low, high = value_range(shown)
    built = studio.results.layer(layer)
    assert built is not None  # it gave these values
    return map_scale(low, high, built.output_range, *chosen_palettes(studio))


def chosen_palettes(studio: Studio) -> tuple[str, str]:
    """The palettes for maps without and with negative values; a chosen one replaces that of its kind."""
    chosen = palettes().get(studio.settings.palette)
    sequential = chosen.id if chosen and chosen.kind == SEQUENTIAL else "viridis"
    diverging = chosen.id if chosen and chosen.kind == DIVERGING else "red-blue"
    return sequential, diverging
