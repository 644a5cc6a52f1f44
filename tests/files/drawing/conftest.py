"""A drawing with a shape of every kind."""

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from convstudio.files.drawing.shapes import Cells, Frame, Polygon, Sheet, Strokes, Text

RED, BLUE, BROWN = 0xFFB2182B, 0xFF2166AC, 0xFFB45309


@pytest.fixture
def sheet(qapp):
    """2×3 cells of 20 units in red, red, blue and blue, blue, red; a frame, a line, a band, two texts."""
    colors = np.array([[RED, RED, BLUE], [BLUE, BLUE, RED]], np.uint32)
    return Sheet(
        QSizeF(120, 90),
        "#ffffff",
        (
            Cells(QRectF(10, 20, 60, 40), colors),
            Strokes((QLineF(10, 40, 70, 40), QLineF(30, 20, 30, 60)), "#d5dae2"),
            Frame(QRectF(30, 20, 20, 20), fill="#b45309", opacity=0.25, line="#b45309", width=3, radius=2),
            Polygon((QPointF(80, 20), QPointF(110, 20), QPointF(110, 60)), "#b45309", 0.5, "#b45309"),
            Text(QPointF(10, 14), "3 × 3 & <more>", 12, "#17202c", is_bold=True),
            Text(QPointF(40, 80), "[0,  1] . 100 % #1", 12, "#5b6675", "middle", is_mono=True),
        ),
        "A title",
    )
