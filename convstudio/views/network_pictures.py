"""The pictures of all maps of a network, made when they are first seen."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.model.tracing import Tracing
from convstudio.nn.layer import Array
from convstudio.views.colors import Scale, input_scale, map_scale, opaque
from convstudio.views.network_layout import Place
from convstudio.views.painting import grid_image, thinned
from convstudio.views.scales import chosen_palettes
from convstudio.views.unit_image import unit_image

MOST_CELLS = 512  # along a side of a picture
Key = tuple[int, int | None]


class NetworkPictures:
    """One pixel a cell, kept until the map changes."""

    def __init__(self, studio: Studio, tracing: Tracing) -> None:
        self._studio, self._tracing = studio, tracing
        self._pictures: dict[Key, QImage] = {}
        self._input = studio.document.project.input

    @property
    def in_colour(self) -> bool:
        """Whether the input is a colour picture."""
        project = self._studio.document.project
        return not project.is_1d and project.input.shape[-1] == 3

    def forget(self, level: int | None = None) -> None:
        """The maps of a level, or of all, are others now."""
        if level is None:
            self._pictures.clear()
        else:
            self._pictures = {key: kept for key, kept in self._pictures.items() if key[0] != level}

    def follow_input(self) -> None:
        """Forget the picture of the input if that is another one now; a large one takes long."""
        if self._studio.document.project.input is not self._input:
            self._input = self._studio.document.project.input
            self.forget(0)

    def picture(self, level: int, number: int | None) -> QImage:
        """A map, or the whole colour picture."""
        if level >= self._tracing.levels:  # a moment ago it was there
            return QImage()
        key = level, number
        if key not in self._pictures:
            self._pictures[key] = self._made(level, number)
        return self._pictures[key]

    def units(self, level: int, place: Place) -> QImage:
        """All units of a vector."""
        if level >= self._tracing.levels:
            return QImage()
        key = level, -1
        if key not in self._pictures:
            values = self._tracing.trace.levels[level][0, 0]
            self._pictures[key] = unit_image(self.scale(level, values).colors(values), place)
        return self._pictures[key]

    def _made(self, level: int, number: int | None) -> QImage:
        values = self._tracing.trace.levels[level]
        if level == 0 and self.in_colour:
            return _tinted(values, number)
        overview = self._studio.results.overview(level - 1) if level else None
        if overview is not None:  # too large to be looked through here
            values = overview.small
        one = values[:, :, number or 0]
        together = self._studio.settings.scale == "shared"
        return grid_image(thinned(one, MOST_CELLS), self.scale(level, values if together else one))

    def scale(self, level: int, values: Array) -> Scale:
        """How the values of a map are coloured: by the range of its activation, as everywhere."""
        if level == 0:
            return input_scale(values, self._studio.document.project.look)
        range_ = self._tracing.output_range(level)
        return map_scale(*value_range(values), range_, *chosen_palettes(self._studio))


def _tinted(values: Array, number: int | None) -> QImage:
    """A picture in its colours, or one of its three channels in its own."""
    step = max(1, -(-max(values.shape[:2]) // MOST_CELLS))
    return color_picture(tinted_colors(values[::step, ::step], number))


def color_picture(colors: NDArray[np.uint32]) -> QImage:
    """A picture of 0xffRRGGBB (rows, cols)."""
    data = np.ascontiguousarray(colors)
    rows, cols = data.shape
    return QImage(data.data, cols, rows, cols * 4, QImage.Format.Format_RGB32).copy()


def tinted_colors(values: Array, number: int | None) -> NDArray[np.uint32]:
    """The colours of a picture (rows, cols, 3), or those of one of its channels, as 0xffRRGGBB."""
    some = values if np.isfinite(values).all() else np.nan_to_num(values)
    low, high = min(0.0, float(some.min(initial=0))), max(1.0, float(some.max(initial=1)))
    levels = ((some - low) * (255 / (high - low))).round().astype(np.uint32)
    if number is not None:
        levels[..., [channel for channel in range(3) if channel != number]] = 0
    return opaque(levels)
