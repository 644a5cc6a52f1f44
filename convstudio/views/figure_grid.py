"""One grid of a figure: cells with colours and numbers, a title above."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from convstudio.engine.digits import format_value
from convstudio.files.drawing.fonts import font
from convstudio.files.drawing.painting import paint
from convstudio.files.drawing.shapes import Cells, Frame, Shape, Strokes, Text, centred
from convstudio.views.colors import Scale
from convstudio.views.labels import shorter_and_shorter
from convstudio.views.theme import LIGHT, Theme

TITLE_HEIGHT = 44.0
LARGEST_CELL = 48.0
SMALLEST_WITH_LINES = 12.0
SMALLEST_WITH_NUMBERS = 22.0
SMALLEST_HATCHED = 3.0
NARROWEST = 118.0  # room for the title
ROW_OF_BAR = 2.0  # height of one colour of a legend
ON_DARK, ON_BRIGHT = "#ffffff", LIGHT.text  # numbers; a cell has its colour in every theme
GHOST = 191  # opacity 0…255 of what lies over cells of the padding


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
        tall: height of a cell where that is not its width.
    """

    title: str
    subtitle: str
    colors: NDArray[np.uint32]
    values: NDArray[np.floating] | None
    dark: NDArray[np.bool_]
    cell: float
    ghosts: NDArray[np.bool_] | None = None
    tall: float = 0.0

    @property
    def height(self) -> float:
        """Of a cell."""
        return self.tall or self.cell

    @property
    def size(self) -> QSizeF:
        """Pixels that it takes, its title included."""
        rows, cols = self.colors.shape
        return QSizeF(max(NARROWEST, cols * self.cell), TITLE_HEIGHT + rows * self.height)

    def rect(self, origin: QPointF, top: float, left: float, rows: float = 1, cols: float = 1) -> QRectF:
        """Pixels of a block of cells where the grid is drawn at `origin`."""
        corner = QPointF(origin.x() + left * self.cell, origin.y() + TITLE_HEIGHT + top * self.height)
        return QRectF(corner, QSizeF(cols * self.cell, rows * self.height))

    def area(self, origin: QPointF) -> QRectF:
        """Pixels of all cells."""
        return self.rect(origin, 0, 0, *self.colors.shape)


def scaled_grid(title: str, subtitle: str, values: NDArray[np.floating], scale: Scale, cell: float) -> Grid:
    """A grid whose colours a scale gives."""
    entries = scale.entries(values)
    return Grid(title, subtitle, scale.palette.table[entries], values, scale.palette.dark[entries], cell)


def cell_side(rows: int, cols: int, room: float) -> float:
    """Side of a cell so that a grid fits into a square; whole pixels where cells can be told apart."""
    side = min(LARGEST_CELL, room / max(rows, cols))
    return float(int(side)) if side >= 2 else side


def draw_grid(painter: QPainter, grid: Grid, origin: QPointF) -> None:
    """Draw a grid with its title at `origin`."""
    paint(painter, grid_shapes(grid, origin))


def grid_shapes(grid: Grid, origin: QPointF, theme: Theme = LIGHT) -> Iterator[Shape]:
    """A grid with its title at `origin`."""
    yield Text(origin + QPointF(0, 14), grid.title, 15, theme.text, is_bold=True)
    yield Text(origin + QPointF(0, 32), grid.subtitle, 12, theme.quiet)
    yield from cell_shapes(grid, origin + QPointF(0, TITLE_HEIGHT), theme)


def cell_shapes(
    grid: Grid, corner: QPointF, theme: Theme = LIGHT, texts: Sequence[str] | None = None
) -> Iterator[Shape]:
    """A grid without its title, its first cell at `corner`; `texts` are the numbers, row by row."""
    origin = corner - QPointF(0, TITLE_HEIGHT)
    yield Cells(grid.area(origin), grid.colors)
    if grid.ghosts is not None and grid.ghosts.any():
        veil = np.uint32(GHOST << 24 | int(theme.ghost[1:], 16))
        yield Cells(grid.area(origin), np.where(grid.ghosts, veil, np.uint32(0)))
    if grid.values is not None and grid.cell >= SMALLEST_HATCHED:
        yield from _hatching(grid, origin, grid.values)
    if grid.cell >= SMALLEST_WITH_LINES:
        yield _lines(grid, origin, theme.grid)
    if texts is None and grid.values is not None and grid.cell >= SMALLEST_WITH_NUMBERS:
        texts = _fitting_texts(grid.values, grid.cell)
    if texts:
        yield from _numbers(grid, origin, texts, theme)


def window_shapes(area: QRectF, theme: Theme, width: float = 3.0, fill: float = 0.0) -> Frame:
    """The outline of a block of cells in the colour of the window."""
    return Frame(area, theme.accent if fill else "", fill, theme.accent, width, 2)


def bar_shapes(scale: Scale, corner: QPointF, height: float, theme: Theme) -> Iterator[Shape]:
    """The legend of a scale, its highest value at the top."""
    rows = max(2, min(len(scale.palette.table), int(height / ROW_OF_BAR)))
    places = np.linspace(len(scale.palette.table) - 1, 0, rows).round().astype(int)
    bar = QRectF(corner, QSizeF(12, height))
    yield Cells(bar, scale.palette.table[places][:, None])
    words = partial(Text, size=12, color=theme.quiet)
    x = bar.right() + 6
    yield words(QPointF(x, bar.top() + 11), format_value(scale.high, 3))
    yield words(QPointF(x, bar.bottom()), format_value(scale.low, 3))
    if scale.low < 0:
        yield words(QPointF(x, bar.center().y() + 5), "0")


def _hatching(grid: Grid, origin: QPointF, values: NDArray[np.floating]) -> Iterator[Shape]:
    """Strokes over each cell that holds no number."""
    half = QPointF(0.5 * grid.cell, 0), QPointF(0, 0.5 * grid.height)
    lines = []
    for row, col in np.argwhere(~np.isfinite(values)).tolist():
        box = grid.rect(origin, row, col)
        lines.append(QLineF(box.bottomLeft(), box.topRight()))
        lines.append(QLineF(box.topLeft() + half[1], box.topLeft() + half[0]))
        lines.append(QLineF(box.bottomLeft() + half[0], box.topRight() + half[1]))
    if lines:
        yield Strokes(tuple(lines), ON_BRIGHT)


def _lines(grid: Grid, origin: QPointF, color: str) -> Strokes:
    box = grid.area(origin)
    rows, cols = grid.colors.shape
    across = (box.top() + row * grid.height for row in range(rows + 1))
    down = (box.left() + col * grid.cell for col in range(cols + 1))
    return Strokes(
        (
            *(QLineF(box.left(), y, box.right(), y) for y in across),
            *(QLineF(x, box.top(), x, box.bottom()) for x in down),
        ),
        color,
    )


def _fitting_texts(values: NDArray[np.floating], cell: float) -> list[str]:
    """The numbers with as many digits as fit into a cell."""
    metrics = QFontMetricsF(font(_text_size(cell)))

    def fitting(value: float) -> str:
        return next(
            (text for text in shorter_and_shorter(value) if metrics.horizontalAdvance(text) < cell - 2), "…"
        )

    numbers = values.ravel().tolist()
    known = {value: fitting(value) for value in set(numbers)}
    return [known.get(value, "nan") for value in numbers]


def _numbers(grid: Grid, origin: QPointF, texts: Sequence[str], theme: Theme) -> Iterator[Shape]:
    size = _text_size(min(grid.cell, grid.height))
    dark, cols = grid.dark.ravel().tolist(), grid.colors.shape[1]
    ghosts = grid.ghosts.ravel().tolist() if grid.ghosts is not None else [False] * len(dark)
    for place, text in enumerate(texts):
        on_cell = ON_DARK if dark[place] else ON_BRIGHT
        color = theme.quiet if ghosts[place] else on_cell
        yield centred(grid.rect(origin, *divmod(place, cols)), text, size, color)


def _text_size(cell: float) -> int:
    return round(min(15, 0.36 * cell))
