"""One filter at work, as a figure: the input, the filter, and the feature map that they make."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage

from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.files.computed import Computed, check_place, compute
from convstudio.files.drawing.fonts import text_width
from convstudio.files.drawing.painting import picture
from convstudio.files.drawing.shapes import Frame, Shape, Sheet, Text, centred
from convstudio.files.project import Project
from convstudio.files.step_sums import heading
from convstudio.views.figure_grid import TITLE_HEIGHT, Grid, bar_shapes, grid_shapes, window_shapes
from convstudio.views.figure_parts import filter_grids, input_grid, map_grid, map_scale_of
from convstudio.views.look import Look

MARGIN, GAP, SLICE_GAP, FOOTER, BAR_ROOM = 24.0, 52.0, 6.0, 36.0, 76.0
MOST_FRAMES = 400
SHARP = 1.5  # pixels of a picture for each unit of the layout
VEILS = {"whole": 0.0, "pale": 0.8, "hidden": 1.0}  # opacity of what covers the cells that lie ahead
FOOTER_TEXT = 13.0
TINT = 0.15  # opacity of the window on the input
Places = list[list[QPointF]]


class Figure:
    """One filter of a project's active layer; a QGuiApplication must be there for the texts."""

    def __init__(
        self, project: Project, computed: Computed, filter: int = 0, look: Look | None = None
    ) -> None:
        """Lay out all but the step.

        Args:
            project: what is drawn.
            computed: the same, computed.
            filter: which, from 0.
            look: colours.

        Raises:
            ValueError: there is no such filter.
        """
        check_place(computed.maps.shape, 0, 0, filter)
        self._computed, self._filter, self._look = computed, filter, look or Look()
        self._title = project.title
        self._scale = map_scale_of(computed, filter, self._look)
        self._input = input_grid(project, computed, self._look)
        slices = filter_grids(computed.explain(0, 0, filter), computed.maps.shape[2], self._look)
        self._map = map_grid(computed, filter, self._scale)
        self._columns: list[list[Grid]] = [[self._input.grid], slices, [self._map]]
        is_line = computed.x.shape[0] == 1
        self._places, size = (_stacked if is_line else _side_by_side)(self._columns)
        self.size = size.expandedTo(QSizeF(self._widest_footer(), 0))

    def sheet(self, cell: tuple[int, int] | None = None) -> Sheet:
        """The whole map; with a cell `(row, col)`, its step is marked.

        Raises:
            ValueError: the map has no such cell.
        """
        marks = [] if cell is None else self.step_shapes(*cell)
        ground = self._look.theme.card
        return Sheet(self.size, ground, (*self._base_shapes(), *marks), self._title)

    def step_shapes(self, row: int, col: int) -> list[Shape]:
        """What marks one step; raises ValueError where the map has no such cell."""
        step, theme = self._computed.explain(row, col, self._filter), self._look.theme
        value = float(self._computed.maps[row, col, self._filter])  # what the map holds, to its last bit
        text = f"{heading(step)} = {format_value(value)}"
        return [
            window_shapes(self.map_area(row, col), theme),
            *(window_shapes(area, theme, fill=TINT) for area in self._window_areas(step)),
            Text(self.footer.bottomLeft() - QPointF(0, 9), text, FOOTER_TEXT, theme.quiet),
        ]

    def veil(self) -> Frame:
        """What covers the map before the walk begins."""
        area = self.map_area(0, 0, *self._map.colors.shape)
        return Frame(area, self._look.theme.card, VEILS[self._look.reveal])

    def map_area(self, row: int, col: int, rows: int = 1, cols: int = 1) -> QRectF:
        """Where a block of cells of the map stands."""
        return self._map.rect(self._places[-1][0], row, col, rows, cols)

    @property
    def map_shape(self) -> tuple[int, int]:
        """Rows and columns of the map."""
        rows, cols = self._map.colors.shape
        return rows, cols

    @property
    def footer(self) -> QRectF:
        """The line for what a step is."""
        width, height = self.size.width(), self.size.height()
        return QRectF(MARGIN, height - FOOTER, width - 2 * MARGIN, FOOTER - 8)

    def _widest_footer(self) -> float:
        """Units for the words of the last step, which has the largest numbers, and any value."""
        rows, cols, _ = self._computed.maps.shape
        text = f"{heading(self._computed.explain(rows - 1, cols - 1, self._filter))} = -1.23456e-05"
        return 2 * MARGIN + text_width(text, FOOTER_TEXT)

    def _base_shapes(self) -> Iterator[Shape]:
        theme = self._look.theme
        for grids, places in zip(self._columns, self._places, strict=True):
            for grid, place in zip(grids, places, strict=True):
                yield from grid_shapes(grid, place, theme)
        corner = self.map_area(0, self._map.colors.shape[1]).topLeft() + QPointF(14, 0)
        height = max(60.0, self._map.size.height() - TITLE_HEIGHT)
        yield from bar_shapes(self._scale, corner, height, theme)
        if self._computed.x.shape[0] > 1 and self._columns[1]:
            yield from self._signs()

    def _signs(self) -> Iterator[Shape]:
        for sign, places in zip("★=", self._places[1:], strict=True):
            height = TITLE_HEIGHT + self._map.size.height()
            area = QRectF(places[0].x() - GAP, places[0].y(), GAP, height)
            yield centred(area, sign, 24, self._look.theme.quiet)

    def _window_areas(self, step: CellExplanation) -> list[QRectF]:
        """Where the window stands on the input, as far as it is drawn."""
        places = step.positions.reshape(-1, 2) if isinstance(step, Explanation) else step.inputs()[:, :2]
        if not len(places):
            return []
        (top, left), (bottom, right) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        grid, down, across = self._input
        corner = self._places[0][0]
        return [grid.rect(corner, top + down, left + across, bottom - top + 1, right - left + 1)]


def map_image(project: Project, filter: int = 0, cell: tuple[int, int] | None = None) -> QImage:
    """Draw input, filter and feature map; with a cell, its step is marked.

    Args:
        project: its active layer is drawn.
        filter: which, from 0.
        cell: `(row, col)` of the map.

    Raises:
        ValueError: a layer does not fit, or there is no such filter or cell.
    """
    return picture(Figure(project, compute(project), filter).sheet(cell), SHARP)


def walk_frames(project: Project, most: int = MOST_FRAMES) -> Iterator[QImage]:
    """Draw the walk of the active layer, a frame for each step; of long walks `most` steps, evenly chosen.

    Raises:
        ValueError: a layer does not fit.
    """
    from convstudio.views.step_pixels import image_over
    from convstudio.views.walk_film import WalkFilm  # it draws this figure

    film = WalkFilm(project, compute(project))
    count = min(len(film), most)
    for number in range(count):
        yield image_over(film.frame((number + 1) * len(film) // count - 1)).copy()


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
