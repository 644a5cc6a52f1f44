"""The scale in which the patch of a step is painted: that of the input, or of the maps before the layer."""

from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.views.colors import Scale, input_scale, map_scale

MOST_CELLS = 512  # along a side; of larger inputs every few cells tell enough of their range


def patch_scale(studio: Studio, number: int) -> Scale:
    """The scale of what reaches layer `number`; its values must be there."""
    x = studio.results.input_of(number)
    assert x is not None
    rows, cols = (-(-length // MOST_CELLS) for length in x.shape[:2])
    values = x[::rows, ::cols]
    before = studio.results.layer(number - 1) if number else None
    if before is None:
        return input_scale(values, studio.document.project.look)
    return map_scale(*value_range(values), before.output_range)
