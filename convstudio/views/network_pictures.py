"""The pictures of all maps of a network, made when they are first seen."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.model.overview import Overview, value_range
from convstudio.model.studio import Studio
from convstudio.model.tracing import Tracing
from convstudio.nn.layer import Array
from convstudio.views.colors import Scale, input_scale, map_scale, opaque
from convstudio.views.network_layout import Place
from convstudio.views.painting import grid_image, thinned
from convstudio.views.scales import chosen_palettes, scale_of_map
from convstudio.views.theme import current_theme
from convstudio.views.unit_image import unit_image

MOST_CELLS = 256  # along a side of a picture
UNITS = -1  # number of the picture of all units of a vector
Key = tuple[int, int | None]


class NetworkPictures:
    """One pixel a cell, kept until the map changes."""

    def __init__(self, studio: Studio, tracing: Tracing) -> None:
        self._studio, self._tracing = studio, tracing
        self._pictures: dict[Key, QImage] = {}
        self._few: Array | None = None  # cells of a colour picture

    @property
    def in_colour(self) -> bool:
        """Whether the input is a colour picture."""
        project = self._studio.document.project
        return not project.is_1d and project.input.shape[-1] == 3

    def forget(self, level: int | None = None, maps: range | None = None) -> None:
        """The maps of a level, or of all, are others now; some of them alone, if each has its own scale."""
        if not level:
            self._few = None
        if level is None:
            self._pictures.clear()
        elif maps is None or self._studio.settings.scale == "shared":
            self._pictures = {key: kept for key, kept in self._pictures.items() if key[0] != level}
        else:
            for number in (*maps, UNITS):
                self._pictures.pop((level, number), None)

    def picture(self, level: int, number: int | None) -> QImage:
        """A map, or the whole colour picture; null where nothing of it is there."""
        if level >= self._tracing.depth:  # a moment ago it was there
            return QImage()
        key = level, number
        if key not in self._pictures:
            self._pictures[key] = self._made(level, number)
        return self._pictures[key]

    def units(self, level: int, place: Place) -> QImage:
        """All units of a vector; null where they are not there."""
        key = level, UNITS
        if key not in self._pictures:
            values = self._seen(level, 0) if level < self._tracing.depth else None
            if values is None:
                return QImage()
            self._pictures[key] = unit_image(self.scale(level, 0).colors(values[0, 0]), place)
        return self._pictures[key]

    def scale(self, level: int, number: int) -> Scale:
        """How the values of a map are coloured: as everywhere, by the range that they can have."""
        if level:
            return scale_of_map(self._studio, number, level - 1)
        values = self._studio.results.input_of(0)
        assert values is not None
        return input_scale(values[:, :, number], self._studio.document.project.look)

    def _made(self, level: int, number: int | None) -> QImage:
        values, place = self._seen(level, number or 0), number or 0
        if values is None:
            return QImage()
        if level == 0 and self.in_colour:
            return _tinted(self._few_of_input(values), number)
        one, overview = values[:, :, place], self._overview(level)
        if overview is not None and not overview.known[place]:
            return self._begun(level, one, overview)
        return grid_image(thinned(one, MOST_CELLS), self.scale(level, place))

    def image(self, level: int, number: int | None, part: Array) -> QImage:
        """The picture of a part of a map (rows, cols), coloured as the whole map is.

        A part of the colour picture is (rows, cols, channels).
        """
        if number is None:
            return _tinted(part, None)
        if level == 0 and self.in_colour:
            return _tinted(np.repeat(part[:, :, np.newaxis], 3, axis=2), number)
        return grid_image(part, self.scale(level, number))

    def _few_of_input(self, values: Array) -> Array:
        """Every few cells: to fetch them from a large picture takes as long as the rest."""
        if self._few is None:
            step = max(1, -(-max(values.shape[:2]) // MOST_CELLS))
            self._few = np.ascontiguousarray(values[::step, ::step])
        return self._few

    def _begun(self, level: int, rows: Array, overview: Overview) -> QImage:
        """The first rows of a map whose other rows are still to come."""
        range_ = self._tracing.output_range(level)
        scale = map_scale(*value_range(rows), range_, *chosen_palettes(self._studio))
        height, width = overview.small.shape[:2]
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(current_theme().card))
        painter = QPainter(image)
        painter.drawImage(0, 0, grid_image(rows, scale))
        painter.end()
        return image

    def _overview(self, level: int) -> Overview | None:
        return self._studio.results.overview(level - 1) if level else None

    def _seen(self, level: int, number: int) -> Array | None:
        """What is there of a level (rows, cols, maps): all, or every few cells of maps too large for that."""
        overview = self._overview(level)
        if overview is None:
            return self._tracing.values(level)
        rows = len(overview.small) if overview.known[number] else overview.rows_there
        return overview.small[:rows] if rows else None


def _tinted(values: Array, number: int | None) -> QImage:
    """A picture (rows, cols, 3) in its colours, or one of its channels in its own."""
    return color_picture(tinted_colors(values, number))


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
