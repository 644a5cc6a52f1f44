"""Painting small grids: cells with a colour and a number, pictures of maps, texts that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontInfo, QFontMetrics, QImage, QPainter, QPixmap

from convstudio.views.colors import Scale
from convstudio.views.pixels import draw_pixels

SMALLEST_TEXT = 7  # pixels; smaller numbers cannot be read
SMALLEST_KERNEL = 3  # cells along a side of its picture, so that a single weight is no poster
MARGIN = 3  # pixels between a number and the edge of its cell


@dataclass(frozen=True)
class CellGrid:
    """Where the cells of a small grid stand: rows and columns of one size from (left, top) on."""

    left: int
    top: int
    width: int  # of one cell
    height: int
    rows: int
    cols: int

    def rect(self, row: int, col: int) -> QRect:
        """The pixels of one cell; cells beside the grid have theirs too."""
        return QRect(self.left + col * self.width, self.top + row * self.height, self.width, self.height)

    @property
    def bounds(self) -> QRect:
        """The pixels of the whole grid."""
        return QRect(self.left, self.top, self.cols * self.width, self.rows * self.height)

    def at(self, point: QPoint) -> tuple[int, int] | None:
        """The cell under a point, None beside the grid."""
        if not self.bounds.contains(point):
            return None
        return (point.y() - self.top) // self.height, (point.x() - self.left) // self.width


def grid_image(values: NDArray[np.floating], scale: Scale) -> QImage:
    """One pixel a value, coloured by the scale; values are (rows, cols)."""
    return _image(np.ascontiguousarray(scale.colors(values)))


def _image(colors: NDArray[np.uint32]) -> QImage:
    rows, cols = colors.shape
    return QImage(colors.data, cols, rows, cols * 4, QImage.Format.Format_RGB32).copy()


def thinned(values: NDArray[np.floating], most: int) -> NDArray[np.floating]:
    """At most `most` rows and columns, evenly chosen: what a thumbnail of a large map needs."""
    rows, cols = (max(1, -(-length // most)) for length in values.shape)
    return values[::rows, ::cols]


def fitting_font(font: QFont, texts: Iterable[str], width: int, height: int) -> QFont | None:
    """The font, smaller where the widest text needs it to fit a cell; None where it would be unreadable."""
    metrics = QFontMetrics(font)
    widest = max(map(metrics.horizontalAdvance, set(texts)), default=0)
    ratio = min(1.0, (width - 2 * MARGIN) / max(1, widest), height / metrics.height())
    if ratio == 1.0:
        return font
    size = int(QFontInfo(font).pixelSize() * ratio)
    if size < SMALLEST_TEXT:
        return None
    smaller = QFont(font)
    smaller.setPixelSize(size)
    return smaller


def paint_cells(
    painter: QPainter, grid: CellGrid, values: NDArray[np.floating], scale: Scale, line: QColor
) -> list[QColor]:
    """Colours and lines of a grid (rows, cols); what is no number is hatched.

    Gives for each cell, row by row, the colour in which a text on it can be read: white or black.
    """
    entries = scale.entries(values)
    draw_pixels(painter, QRectF(grid.bounds), _image(np.ascontiguousarray(scale.palette.table[entries])))
    hatch(painter, grid, values)
    paint_lines(painter, grid, line)
    black, white = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.white)
    return [white if dark else black for dark in scale.palette.dark[entries].ravel().tolist()]


def paint_lines(painter: QPainter, grid: CellGrid, line: QColor) -> None:
    """The lines between and around the cells."""
    painter.setPen(line)
    box = grid.bounds
    for row in range(grid.rows + 1):
        y = grid.top + row * grid.height
        painter.drawLine(box.left(), y, box.left() + box.width(), y)
    for col in range(grid.cols + 1):
        x = grid.left + col * grid.width
        painter.drawLine(x, box.top(), x, box.top() + box.height())


def paint_texts(painter: QPainter, grid: CellGrid, texts: Sequence[str], colors: Sequence[QColor]) -> None:
    """One text a cell, row by row, in the painter's font or a smaller one; nothing where none can be read."""
    before = painter.font()
    font = fitting_font(before, texts, grid.width, grid.height)
    if font is None:
        return
    painter.setFont(font)
    for place, (text, color) in enumerate(zip(texts, colors, strict=True)):
        painter.setPen(color)
        painter.drawText(grid.rect(*divmod(place, grid.cols)), Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(before)


def hatch(painter: QPainter, grid: CellGrid, values: NDArray[np.floating]) -> None:
    """Mark the cells that hold no number (NaN, infinity)."""
    for row, col in np.argwhere(~np.isfinite(values)).tolist():
        painter.fillRect(grid.rect(row, col), QBrush(Qt.GlobalColor.black, Qt.BrushStyle.BDiagPattern))


def kernel_picture(
    kernel: NDArray[np.floating], scale: Scale, line: QColor, side: int, ratio: float = 1.0
) -> QPixmap:
    """A kernel (rows, cols) as a square picture of `side` pixels on a screen of `ratio`, without numbers."""
    rows, cols = kernel.shape
    cell = max(1, (side - 1) // max(rows, cols, SMALLEST_KERNEL))
    grid = CellGrid((side - cell * cols) // 2, (side - cell * rows) // 2, cell, cell, rows, cols)
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_cells(painter, grid, kernel, scale, line)
    painter.end()
    return picture
