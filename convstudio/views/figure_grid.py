"""One grid of a figure: cells with colours and numbers, a title above, marks on it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from convstudio.engine.digits import format_value
from convstudio.views.colors import Scale
from convstudio.views.theme import LIGHT

TITLE_HEIGHT = 44.0
LARGEST_CELL = 48.0
SMALLEST_WITH_LINES = 12.0
SMALLEST_WITH_NUMBERS = 22.0
NARROWEST = 118.0  # room for the title


class Grid(NamedTuple):
    """What to draw of one array.

    Attributes:
        title: above it.
        subtitle: below the title.
        colors: 0xffRRGGBB of each cell, `(rows, cols)`.
        values: the numbers, `(rows, cols)`; None where a cell has several (a colour picture).
        dark: where white text reads better than black, `(rows, cols)`.
        cell: side of a cell in pixels.
        ghosts: cells that stand outside the input, `(rows, cols)`, if there are any.
    """

    title: str
    subtitle: str
    colors: NDArray[np.uint32]
    values: NDArray[np.floating] | None
    dark: NDArray[np.bool_]
    cell: float
    ghosts: NDArray[np.bool_] | None = None

    @property
    def size(self) -> QSizeF:
        """Pixels that it takes, its title included."""
        rows, cols = self.colors.shape
        return QSizeF(max(NARROWEST, cols * self.cell), TITLE_HEIGHT + rows * self.cell)

    def rect(self, origin: QPointF, top: float, left: float, rows: float = 1, cols: float = 1) -> QRectF:
        """Pixels of a block of cells where the grid is drawn at `origin`."""
        corner = QPointF(origin.x() + left * self.cell, origin.y() + TITLE_HEIGHT + top * self.cell)
        return QRectF(corner, QSizeF(cols * self.cell, rows * self.cell))


def scaled_grid(title: str, subtitle: str, values: NDArray[np.floating], scale: Scale, cell: float) -> Grid:
    """A grid whose colours a scale gives."""
    dark = scale.palette.dark[scale.entries(values)]
    return Grid(title, subtitle, scale.colors(values), values, dark, cell)


def cell_side(rows: int, cols: int, room: float) -> float:
    """Side of a cell so that a grid fits into a square; whole pixels where cells can be told apart."""
    side = min(LARGEST_CELL, room / max(rows, cols))
    return float(int(side)) if side >= 2 else side


def font(pixels: int, bold: bool = False) -> QFont:
    """The font of figures."""
    chosen = QFont()
    chosen.setPixelSize(pixels)
    chosen.setBold(bold)
    return chosen


def draw_grid(painter: QPainter, grid: Grid, origin: QPointF) -> None:
    """Draw a grid with its title at `origin`."""
    _draw_title(painter, grid, origin)
    rows, cols = grid.colors.shape
    box = grid.rect(origin, 0, 0, rows, cols)
    pixels = np.ascontiguousarray(grid.colors)
    image = QImage(pixels.data, cols, rows, cols * 4, QImage.Format.Format_RGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, grid.cell < 1)
    painter.drawImage(box, image)
    if grid.ghosts is not None:
        _draw_ghosts(painter, grid, origin, grid.ghosts)
    if grid.cell >= SMALLEST_WITH_LINES:
        _draw_lines(painter, grid, box)
    if grid.values is not None and grid.cell >= SMALLEST_WITH_NUMBERS:
        _draw_numbers(painter, grid, origin, grid.values)


def frame(painter: QPainter, box: QRectF, width: float = 3.0) -> None:
    """Outline a block of cells in the colour of the window."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(LIGHT.accent), width))
    painter.drawRoundedRect(box, 2, 2)


def draw_bar(painter: QPainter, scale: Scale, corner: QPointF, height: float) -> None:
    """Draw the legend of a scale, its highest value at the top."""
    table = np.ascontiguousarray(scale.palette.table[::-1, None])
    bar = QRectF(corner, QSizeF(12, height))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(bar, QImage(table.data, 1, len(table), 4, QImage.Format.Format_RGB32))
    painter.setPen(QColor(LIGHT.quiet))
    painter.setFont(font(12))
    x = bar.right() + 6
    painter.drawText(QPointF(x, bar.top() + 11), format_value(scale.high, 3))
    painter.drawText(QPointF(x, bar.bottom()), format_value(scale.low, 3))
    if scale.low < 0:
        painter.drawText(QPointF(x, bar.center().y() + 5), "0")


def draw_text(painter: QPainter, box: QRectF, text: str, pixels: int = 13) -> None:
    """Draw a text of its own, large signs in the middle of the box and small ones at its left."""
    painter.setPen(QColor(LIGHT.quiet))
    painter.setFont(font(pixels))
    side = Qt.AlignmentFlag.AlignHCenter if len(text) == 1 else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)


def _draw_title(painter: QPainter, grid: Grid, origin: QPointF) -> None:
    painter.setPen(QColor(LIGHT.text))
    painter.setFont(font(15, bold=True))
    painter.drawText(origin + QPointF(0, 14), grid.title)
    painter.setPen(QColor(LIGHT.quiet))
    painter.setFont(font(12))
    painter.drawText(origin + QPointF(0, 32), grid.subtitle)


def _draw_ghosts(painter: QPainter, grid: Grid, origin: QPointF, ghosts: NDArray[np.bool_]) -> None:
    """Padding looks pale: it is not part of the input."""
    veil = QColor(LIGHT.ghost)
    veil.setAlphaF(0.75)
    for row, col in np.argwhere(ghosts).tolist():
        painter.fillRect(grid.rect(origin, row, col), veil)


def _draw_lines(painter: QPainter, grid: Grid, box: QRectF) -> None:
    painter.setPen(QPen(QColor(LIGHT.grid), 1))
    rows, cols = grid.colors.shape
    for row in range(rows + 1):
        y = box.top() + row * grid.cell
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    for col in range(cols + 1):
        x = box.left() + col * grid.cell
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


def _draw_numbers(painter: QPainter, grid: Grid, origin: QPointF, values: NDArray[np.floating]) -> None:
    painter.setFont(font(round(min(15, 0.36 * grid.cell))))
    metrics = painter.fontMetrics()
    for (row, col), value in np.ndenumerate(values):
        texts = (format_value(value, digits) for digits in (3, 2, 1))
        text = next((text for text in texts if metrics.horizontalAdvance(text) < grid.cell - 2), "…")
        is_ghost = grid.ghosts is not None and bool(grid.ghosts[row, col])
        pale = QColor(LIGHT.quiet)
        painter.setPen(pale if is_ghost else QColor("#ffffff" if grid.dark[row, col] else LIGHT.text))
        painter.drawText(grid.rect(origin, row, col), Qt.AlignmentFlag.AlignCenter, text)
