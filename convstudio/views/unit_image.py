"""Pictures of colours, and of vectors: many maps of one cell each, painted all at once."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from convstudio.views.network_layout import Place

UNIT, AIR = 4, 1  # pixels of a unit and of the room after it, in the proportions of the layout


def color_image(colors: NDArray[np.uint32]) -> QImage:
    """A picture of 0xaarrggbb (rows, cols), darkened by how clear they are."""
    rows, cols = colors.shape
    data = np.ascontiguousarray(colors)
    return QImage(data.data, cols, rows, cols * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def mask_image(marked: NDArray[np.bool_], color: QColor) -> QImage:
    """A picture in which the marked places (rows, cols) have a colour, more or less clear; a byte a place."""
    rows, cols = marked.shape
    data = np.ascontiguousarray(marked).view(np.uint8)
    image = QImage(data.data, cols, rows, cols, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([0, color.rgba()])
    return image


def unit_image(colors: NDArray[np.uint32], place: Place) -> QImage:
    """One square a unit, as they stand in their place; between them all is clear."""
    lines = -(-place.maps // place.columns)
    cells = np.zeros(lines * place.columns, np.uint32)
    cells[: place.maps] = colors
    blocks = np.zeros((lines, UNIT + AIR, place.columns, UNIT + AIR), np.uint32)
    blocks[:, :UNIT, :, :UNIT] = cells.reshape(lines, 1, place.columns, 1)
    return color_image(blocks.reshape(lines * (UNIT + AIR), -1))
