"""The maps that the gallery shows: those of the active layer, of large ones every few cells."""

import numpy as np
from numpy.typing import NDArray

from convstudio.model.empty_map import why_empty
from convstudio.model.overview import Overview
from convstudio.model.studio import Studio
from convstudio.nn.shapes import planar_shape
from convstudio.views.empty_text import empty_text


def shown_maps(studio: Studio) -> NDArray[np.floating] | None:
    """Maps (rows, cols, maps); none while they are to be predicted, or are not there."""
    if studio.predict.is_enabled:
        return None
    overview = overview_of(studio)
    return studio.results.output_of(studio.document.active_layer) if overview is None else overview.small


def overview_of(studio: Studio) -> Overview | None:
    """The maps of the active layer where they are large."""
    return studio.results.overview(studio.document.active_layer)


def missing_maps(studio: Studio) -> frozenset[int]:
    """The numbers of large maps that are not there yet."""
    overview = overview_of(studio)
    return frozenset() if overview is None else overview.missing


def is_vector(studio: Studio) -> bool:
    """Whether the maps are single cells: bars can be read, tiles of one cell cannot."""
    shape = studio.results.output_shape(studio.document.active_layer)
    return shape is not None and planar_shape(shape)[:2] == (1, 1)


def why_map_is_empty(studio: Studio, number: int) -> str:
    """Why a map is nothing but 0; "" where it is not, or what it is made of is not there."""
    results, active, maps = studio.results, studio.document.active_layer, shown_maps(studio)
    if maps is None or number >= maps.shape[2] or is_vector(studio):
        return ""
    layer, x, shape = results.layer(active), results.input_of(active), results.output_shape(active)
    if layer is None or x is None or shape is None or not _is_empty(studio, maps, number):
        return ""
    rows, cols, _ = planar_shape(shape)
    return empty_text(number, why_empty(layer, x, (rows, cols), number))


def _is_empty(studio: Studio, maps: NDArray[np.floating], number: int) -> bool:
    overview = overview_of(studio)
    if overview is None:
        return not maps[:, :, number].any()
    return bool(overview.known[number] and overview.low[number] == overview.high[number] == 0)
