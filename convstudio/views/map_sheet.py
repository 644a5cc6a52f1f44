"""All feature maps of a layer on one sheet, a pixel for each value, as a picture to save."""

import math
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from convstudio.files.atomic import write_atomically
from convstudio.files.computed import Computed
from convstudio.files.drawing.encoding import encoded
from convstudio.files.npy import write_npy
from convstudio.model.overview import value_range
from convstudio.views.colors import map_scale

SEAM = 2  # pixels between maps
PAPER = np.uint32(0xFFFFFFFF)


def map_sheet(computed: Computed) -> QImage:
    """Tile all maps, left to right and down, each with a scale of its own."""
    rows, cols, filters = computed.maps.shape
    across = math.ceil(math.sqrt(filters * (rows + SEAM) / (cols + SEAM)))
    across = min(filters, across)
    down = math.ceil(filters / across)
    sheet = np.full((down * (rows + SEAM) - SEAM, across * (cols + SEAM) - SEAM), PAPER, np.uint32)
    for filter in range(filters):
        row, col = divmod(filter, across)
        top, left = row * (rows + SEAM), col * (cols + SEAM)
        sheet[top : top + rows, left : left + cols] = _colors(computed, computed.maps[..., filter])
    height, width = sheet.shape
    return QImage(sheet.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def save_picture(image: QImage, path: str | os.PathLike[str]) -> None:
    """Write a picture in the format that the end of its name says, wholly or not at all.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no such format.
    """
    write_atomically(path, encoded(image, path))


def write_maps(computed: Computed, target: Path) -> None:
    """Write `target`.npy, (rows, cols, filters), and `target`.png with all maps.

    Raises:
        OSError: a file cannot be written.
    """
    write_npy(target.with_name(f"{target.name}.npy"), computed.maps)
    save_picture(map_sheet(computed), target.with_name(f"{target.name}.png"))


def _colors(computed: Computed, values: NDArray[np.floating]) -> NDArray[np.uint32]:
    low, high = value_range(values)
    return map_scale(low, high, computed.layer.output_range).colors(values)
