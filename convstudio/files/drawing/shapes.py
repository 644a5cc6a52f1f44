"""What a drawing consists of. Lengths are units of which a sheet at its own size has 96 to the inch."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

LEFT, MIDDLE, RIGHT = ANCHORS = ("left", "middle", "right")


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells that fill an area, each in one colour, without anything between them.

    Attributes:
        area: what they fill.
        colors: 0xaarrggbb of each, `(rows, cols)`; clear ones are not drawn.
    """

    area: QRectF
    colors: NDArray[np.uint32]

    @property
    def cell(self) -> QSizeF:
        """Size of one cell."""
        rows, cols = self.colors.shape
        return QSizeF(self.area.width() / cols, self.area.height() / rows)


@dataclass(frozen=True)
class Frame:
    """A rectangle: filled, outlined, or both. Colours are '#rrggbb', or '' for none."""

    area: QRectF
    fill: str = ""
    opacity: float = 1.0  # of the filling
    line: str = ""
    width: float = 1.0  # of the line, half of it on each side of the edge
    radius: float = 0.0  # of the corners


@dataclass(frozen=True)
class Strokes:
    """Straight lines of one kind."""

    lines: tuple[QLineF, ...]
    color: str
    width: float = 1.0


@dataclass(frozen=True)
class Polygon:
    """A filled area with straight edges and a thin outline."""

    points: tuple[QPointF, ...]
    fill: str
    opacity: float
    line: str


@dataclass(frozen=True)
class Text:
    """One line of text; `at` is the point on its base line that `anchor` names."""

    at: QPointF
    text: str
    size: float  # pixels of the font
    color: str
    anchor: str = LEFT
    is_bold: bool = False
    is_mono: bool = False


Shape: TypeAlias = Cells | Frame | Strokes | Polygon | Text


@dataclass(frozen=True, eq=False)
class Sheet:
    """A drawing: its size, the colour behind everything, and the shapes from the lowest to the topmost."""

    size: QSizeF
    ground: str
    shapes: tuple[Shape, ...]
    title: str = ""

    @property
    def area(self) -> QRectF:
        """All of it."""
        return QRectF(QPointF(0, 0), self.size)


def centred(area: QRectF, text: str, size: float, color: str) -> Text:
    """A text in the middle of an area."""
    return Text(QPointF(area.center().x(), area.center().y() + 0.36 * size), text, size, color, MIDDLE)
