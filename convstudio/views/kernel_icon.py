"""A small picture of some filters of a kernel."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from convstudio.views.colors import weight_scale
from convstudio.views.unit_image import color_image


def kernel_icon(kernel: NDArray[np.floating], size: QSize) -> QPixmap:
    """The weights (rows, cols) as large as fits; where there are none (NaN) all is clear."""
    colors = weight_scale(kernel).colors(kernel)
    colors[np.isnan(kernel)] = 0
    picture = QPixmap.fromImage(color_image(colors))
    scaled = picture.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    )
    framed = QPixmap(size)
    framed.fill(Qt.GlobalColor.transparent)
    _draw(framed, scaled)
    return framed


def _draw(onto: QPixmap, picture: QPixmap) -> None:
    painter = QPainter(onto)
    painter.drawPixmap(0, (onto.height() - picture.height()) // 2, picture)
    painter.end()
