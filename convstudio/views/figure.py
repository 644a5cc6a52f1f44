"""Figures of a project for export: input, filter and feature map side by side, and the frames of the walk."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.engine.digits import format_value
from convstudio.engine.explain import Explanation
from convstudio.files.computed import Computed, check_place, compute
from convstudio.files.project import Project
from convstudio.files.step_sums import heading
from convstudio.views.figure_grid import TITLE_HEIGHT, Grid, draw_bar, draw_grid, draw_text, frame
from convstudio.views.figure_parts import filter_grids, input_grid, map_grid, map_scale_of
from convstudio.views.theme import LIGHT

MARGIN, GAP, SLICE_GAP, FOOTER, BAR_ROOM = 24.0, 52.0, 6.0, 36.0, 76.0
SHARP = 1.5  # pixels of a picture for each of the layout
MOST_FRAMES = 400


class Figure:
    """One filter of a project's active layer, drawn; a QGuiApplication must be there for the texts."""

    def __init__(self, project: Project, computed: Computed, filter: int, sharpness: float = 1.0) -> None:
        """Draw all but the step.

        Args:
            project: what is drawn.
            computed: the same, computed.
            filter: which, from 0.
            sharpness: pixels of the picture for each of the layout.

        Raises:
            ValueError: there is no such filter.
        """
        check_place(computed.maps.shape, 0, 0, filter)
        self._computed, self._filter = computed, filter
        self._scale = map_scale_of(computed, filter)
        self._input = input_grid(project, computed)
        slices = filter_grids(computed.explain(0, 0, filter), computed.maps.shape[2])
        self._map = map_grid(computed, filter, self._scale)
        self._columns: list[list[Grid]] = [[self._input.grid], slices, [self._map]]
        self._places, size = (_stacked if computed.x.shape[0] == 1 else _side_by_side)(self._columns)
        self._size, self._sharpness = size, sharpness
        self._base = QImage((size * sharpness).toSize(), QImage.Format.Format_RGB32)
        self._draw_base()

    def image(self) -> QImage:
        """The whole map, with no step marked."""
        return self._base.copy()

    def step_image(self, row: int, col: int, hides_ahead: bool = False) -> QImage:
        """One step marked, and what lies ahead of it pale if so wished.

        Raises:
            ValueError: the map has no such cell.
        """
        step = self._computed.explain(row, col, self._filter)
        image = self._base.copy()
        painter = self._painter(image)
        if hides_ahead:
            self._veil(painter, row, col)
        frame(painter, self._map.rect(self._places[-1][0], row, col))
        if isinstance(step, Explanation):
            self._frame_window(painter, step)
        draw_text(painter, self._footer(), f"{heading(step)} = {format_value(step.value)}")
        painter.end()
        return image

    def _draw_base(self) -> None:
        self._base.fill(QColor(LIGHT.card))
        painter = self._painter(self._base)
        for grids, places in zip(self._columns, self._places, strict=True):
            for grid, place in zip(grids, places, strict=True):
                draw_grid(painter, grid, place)
        corner = self._map.rect(self._places[-1][0], 0, self._map.colors.shape[1]).topLeft()
        draw_bar(
            painter, self._scale, corner + QPointF(14, 0), max(60.0, self._map.size.height() - TITLE_HEIGHT)
        )
        if self._computed.x.shape[0] > 1 and self._columns[1]:
            self._draw_signs(painter)
        painter.end()

    def _painter(self, image: QImage) -> QPainter:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._sharpness, self._sharpness)
        return painter

    def _draw_signs(self, painter: QPainter) -> None:
        for sign, places in zip("★=", self._places[1:], strict=True):
            corner = places[0]
            height = TITLE_HEIGHT + self._map.size.height()
            draw_text(painter, QRectF(corner.x() - GAP, corner.y(), GAP, height), sign, 24)

    def _footer(self) -> QRectF:
        return QRectF(MARGIN, self._size.height() - FOOTER, self._size.width() - 2 * MARGIN, FOOTER - 8)

    def _frame_window(self, painter: QPainter, step: Explanation) -> None:
        (top, left), (bottom, right) = step.positions[0, 0].tolist(), step.positions[-1, -1].tolist()
        grid, shift_down, shift_right = self._input
        box = grid.rect(
            self._places[0][0], top + shift_down, left + shift_right, bottom - top + 1, right - left + 1
        )
        fill = QColor(LIGHT.accent)
        fill.setAlphaF(0.15)
        painter.fillRect(box, fill)
        frame(painter, box)

    def _veil(self, painter: QPainter, row: int, col: int) -> None:
        """Cover what the walk has not reached: the rest of this row, and the rows below."""
        rows, cols = self._map.colors.shape
        place = self._places[-1][0]
        veil = QColor(LIGHT.card)
        veil.setAlphaF(0.8)
        painter.fillRect(self._map.rect(place, row, col + 1, 1, cols - col - 1), veil)
        painter.fillRect(self._map.rect(place, row + 1, 0, rows - row - 1, cols), veil)


def map_image(project: Project, filter: int = 0, cell: tuple[int, int] | None = None) -> QImage:
    """Draw input, filter and feature map; with a cell, its step is marked.

    Args:
        project: its active layer is drawn.
        filter: which, from 0.
        cell: `(row, col)` of the map.

    Raises:
        ValueError: a layer does not fit, or there is no such filter or cell.
    """
    figure = Figure(project, compute(project), filter, SHARP)
    return figure.image() if cell is None else figure.step_image(*cell)


def walk_frames(project: Project, most: int = MOST_FRAMES) -> Iterator[QImage]:
    """Draw the walk of the active layer, a frame for each step; of long walks `most` steps, evenly chosen.

    Raises:
        ValueError: a layer does not fit.
    """
    computed = compute(project)
    walk = computed.walk
    count = min(len(walk), most)
    figure, filter = None, -1
    for number in range(count):
        step = walk[(number + 1) * len(walk) // count - 1 if count < len(walk) else number]
        if figure is None or step.filter != filter:
            figure, filter = Figure(project, computed, step.filter), step.filter
        yield figure.step_image(step.row, step.col, hides_ahead=True)


Places = list[list[QPointF]]


def _side_by_side(columns: Sequence[Sequence[Grid]]) -> tuple[Places, QSizeF]:
    places, left, bottom = [], MARGIN, 0.0
    for grids in columns:
        tops = _below_each_other(grids, MARGIN, SLICE_GAP)
        places.append([QPointF(left, top) for top in tops])
        bottom = max([bottom, *(top + grid.size.height() for top, grid in zip(tops, grids, strict=True))])
        left += max((grid.size.width() + GAP for grid in grids), default=0.0)
    return places, QSizeF(left - GAP + BAR_ROOM + MARGIN, bottom + FOOTER + 8)


def _stacked(columns: Sequence[Sequence[Grid]]) -> tuple[Places, QSizeF]:
    grids = [grid for column in columns for grid in column]
    tops = iter(_below_each_other(grids, MARGIN, MARGIN))
    places = [[QPointF(MARGIN, next(tops)) for _ in column] for column in columns]
    width = max(grid.size.width() for grid in grids)
    height = sum(grid.size.height() + MARGIN for grid in grids)
    return places, QSizeF(width + BAR_ROOM + 2 * MARGIN, MARGIN + height + FOOTER)


def _below_each_other(grids: Sequence[Grid], first: float, gap: float) -> list[float]:
    tops = [first]
    for grid in grids[:-1]:
        tops.append(tops[-1] + grid.size.height() + gap)
    return tops[: len(grids)]
