"""The scale in which the patch of a step is painted: that of the input, or of the maps before the layer."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.views.colors import Scale, input_scale, map_scale

MOST_CELLS = 256  # along a side; of larger inputs every few cells tell enough of their range


def patch_scale(studio: Studio, number: int) -> Scale:
    """The scale of what reaches layer `number`; its values must be there."""
    results = studio.results
    x = results.input_of(number)
    assert x is not None
    rows, cols = (-(-length // MOST_CELLS) for length in x.shape[:2])
    values = x[::rows, ::cols]
    if number == 0 or results.layer(number - 1) is None:
        return input_scale(values, studio.document.project.look)
    return map_scale(*value_range(values), results.output_range(number - 1))


def outgrows(values: NDArray[np.floating], scale: Scale, boxes: Iterable[Box]) -> bool:
    """Whether cells of these blocks of `values` (rows, cols, ...) are beyond a scale."""
    parts = (values[box.slices] for box in boxes if not box.is_empty)
    return any(float(np.nanmin(part)) < scale.low or float(np.nanmax(part)) > scale.high for part in parts)
