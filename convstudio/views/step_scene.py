"""What a step looks like in a given room: its numbers, its grids and its sentences, ready to be painted."""

import dataclasses
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.views.colors import Scale, weight_scale
from convstudio.views.painting import MARGIN
from convstudio.views.step_aside import asides
from convstudio.views.step_column import LEAST_LINE, LINE, VALUE, StepColumn
from convstudio.views.step_exact import exact_subtotal, exact_sums, exact_text
from convstudio.views.step_layout import Block, Measures, StepLayout, is_numbered, layout_step
from convstudio.views.step_lines import plain_lines, step_lines
from convstudio.views.step_numbers import StepNumbers, channels_to_show, step_numbers
from convstudio.views.step_picture import StepPicture
from convstudio.views.text_sizes import TextSizes
from convstudio.views.theme import Theme

WIDEST_CELL = 5  # lines of text; longer numbers become smaller
SHARE = 0.5  # of the room that the sentences may take while grids are cut off
SHARE_FOLDED = 0.6  # the same where what each of many channels adds stands beside them


@dataclass
class Widths:
    """Widest texts so far, in pixels, so that nothing jumps about from step to step."""

    cells: tuple[int, int, int] = (0, 0, 0)  # weights, patch, products
    column: int = 0


class StepScene:
    """One step; `arrange` comes before painting."""

    def __init__(
        self, step: CellExplanation, patch_scale: Scale, hidden: bool, most: int, widths: Widths, font: QFont
    ) -> None:
        """`most` is how many channels stand side by side; the rest is told as one sum."""
        self._all = (step, patch_scale, hidden, most)
        self._font, self._metrics, self._widths = font, QFontMetrics(font), widths
        sizes = TextSizes(font, VALUE)
        self._step = step if isinstance(step, Explanation) else None
        self._numbers: StepNumbers | None = None
        self._layout = StepLayout((), False, QSize(), 0)
        self._asides: tuple[tuple[str, ...], ...] = ((),)
        self.room_for_grids = 0
        if self._step is None:
            self._column = StepColumn(plain_lines(step, hidden), (), sizes)
            return
        self._scales = (weight_scale(self._step.weights), patch_scale, weight_scale(self._step.products))
        numbered = is_numbered(*self._step.weights.shape[:2])
        self._numbers = step_numbers(self._step, channels_to_show(self._step, most), numbered)
        self._asides = asides(self._step, self._numbers, numbered, hidden)
        self._column = StepColumn(
            step_lines(self._step, self._numbers, hidden),
            self._asides[0],
            sizes,
            aside_whole=numbered and not self._numbers.folded,
        )

    def in_font(self, font: QFont, widths: Widths) -> "StepScene":
        """The same step in another font."""
        return StepScene(*self._all, widths, font)

    @property
    def step(self) -> CellExplanation:
        """What is shown."""
        return self._all[0]

    @property
    def column(self) -> StepColumn:
        """The sentences."""
        return self._column

    @property
    def numbers(self) -> StepNumbers | None:
        """The numbers as they are shown; None for a layer without products."""
        return self._numbers

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The grids, block by block."""
        return self._layout.blocks

    # where things are

    def arrange(self, room: QSize) -> QSize:
        """Lay out for a room; gives the size that all of it needs."""
        self._place(room, narrow=False)
        is_cut = self.room_for_grids < self._layout.size.width()
        if is_cut or not self._shows_aside(room):
            self._place(room, narrow=True)
            if not is_cut and not self._shows_aside(room):
                self._place(room, narrow=False)
        return self._needed(room)

    def _place(self, room: QSize, narrow: bool) -> None:
        """Lay out the grids, and choose the form of what stands aside."""
        line = self._metrics.height()
        if self._step is not None and self._numbers is not None:
            rows, cols, _ = self._step.weights.shape
            measures = Measures(room.height(), line, self._widest_cells(self._numbers), narrow)
            self._layout = layout_step(rows, cols, len(self._numbers.channels), measures)
        limit = round(room.width() * SHARE)
        width = self._column.width(limit)
        self._widths.column = max(width, min(self._widths.column, limit))
        grids = self._layout.size.width()
        beside = room.width() - self._gap - self._room_beside(room.width())
        self.room_for_grids = min(grids, max(beside, line))
        self._choose_aside(room)

    def _choose_aside(self, room: QSize) -> None:
        """Sentences are as far apart as the height allows, nearer where only then something fits aside."""
        columns = [
            dataclasses.replace(self._column, aside=lines, line=spacing, aside_below=False)
            for spacing in (LINE, LEAST_LINE)
            for lines in self._asides
        ]
        fitting = [column for column in columns if self._height(column) <= room.height()]
        shown = (column for column in fitting if self._aside_place(column, room))
        self._column = next(shown, fitting[0] if fitting else columns[-1])

    def _needed(self, room: QSize) -> QSize:
        """Pixels of everything; what stands aside of heatmaps is never left out."""
        below = bool(self.blocks) and not self._layout.numbered and not self._shows_aside(room)
        self._column = dataclasses.replace(self._column, aside_below=below)
        grids = self._layout.size
        return QSize(
            room.width() + grids.width() - self.room_for_grids,
            max(grids.height(), self._height(self._column)),
        )

    def _height(self, column: StepColumn) -> int:
        """Pixels of the sentences with their margin."""
        return column.height(self._widths.column) + self._corner.y()

    @property
    def _gap(self) -> int:
        """Pixels between the grids and the sentences."""
        return self._layout.gap if self.blocks else 0

    @property
    def _corner(self) -> QPoint:
        """Where the sentences start."""
        return QPoint(self.room_for_grids + self._gap, self._metrics.height() // 4)

    def _shows_aside(self, room: QSize) -> bool:
        return not self._column.aside or self._aside_place(self._column, room) is not None

    def _aside_place(self, column: StepColumn, room: QSize) -> QPoint | None:
        end = QPoint(room.width() - 1, room.height() - 1)
        return column.aside_place(self._corner, self._widths.column, end)

    def _room_beside(self, room: int) -> int:
        """Pixels of the sentences, with what every channel adds where that leaves the grids their share."""
        width = self._widths.column
        with_aside = self._column.width_with_aside(width) + 1
        folded = self._numbers is not None and self._numbers.folded
        return with_aside if folded and with_aside <= room * SHARE_FOLDED else width

    def _widest_cells(self, numbers: StepNumbers) -> tuple[int, int, int]:
        most = WIDEST_CELL * self._metrics.height()
        widest = list(self._widths.cells)
        for channel in numbers.channels:
            for kind, texts in enumerate((channel.weights, channel.patch, channel.products)):
                needed = max(map(self._metrics.horizontalAdvance, set(texts)), default=0) + 2 * MARGIN
                widest[kind] = max(widest[kind], min(needed, most))
        self._widths.cells = (widest[0], widest[1], widest[2])
        return self._widths.cells

    def product_rect(self, block: int, row: int, col: int) -> QRect | None:
        """The cell of a product, None where it is not shown."""
        if block >= len(self.blocks):
            return None
        grid = self.blocks[block].grids[2]
        return grid.rect(row, col) if row < grid.rows and col < grid.cols else None

    def moved(self, cursor: tuple[int, int, int], down: int, right: int) -> tuple[int, int, int]:
        """The cell next to the cursor; beyond the right edge comes the next block."""
        block, row, col = cursor
        grid = self.blocks[min(block, len(self.blocks) - 1)].grids[2]
        place = min(max(block * grid.cols + col + right, 0), len(self.blocks) * grid.cols - 1)
        return place // grid.cols, min(max(row + down, 0), grid.rows - 1), place % grid.cols

    # painting

    def paint(self, painter: QPainter, area: QRect, offset: QPoint, theme: Theme) -> None:
        """Paint the grids scrolled by the offset, and the sentences, which only scroll down."""
        if self._step is not None and self._numbers is not None:
            painter.save()
            painter.setClipRect(QRect(area.left(), area.top(), self.room_for_grids, area.height()))
            painter.translate(-offset)
            seen = QRect(offset.x(), offset.y(), self.room_for_grids, area.height())
            StepPicture(self._step, self._numbers, self._layout, self._scales, theme).paint(painter, seen)
            painter.restore()
        corner = self._corner - QPoint(0, offset.y())
        self._column.paint(painter, corner, self._widths.column, area.bottomRight(), theme)

    # exact numbers

    def tip_at(self, point: QPoint, offset: QPoint | None = None) -> str:
        """The exact numbers of what stands under a point of a view that is scrolled by the offset."""
        if point.x() >= self.room_for_grids:
            return self.tip_of_sums()
        inside = point + (offset or QPoint())
        place = self._layout.at(inside)
        if place:
            return self.tip_of(place[0], *place[2:])
        frames = enumerate(block.frame for block in self.blocks)
        return next((self._tip_of_block(number) for number, frame in frames if frame.contains(inside)), "")

    def tip_of_sums(self) -> str:
        """The exact numbers of the sentences; empty while they are to be predicted."""
        _, _, hidden, *_ = self._all
        shown = [one.channel for one in self._numbers.channels] if self._numbers else []
        return "" if hidden else exact_sums(self.step, shown)

    def _tip_of_block(self, block: int) -> str:
        if self._step is None or self._numbers is None:
            return ""
        return exact_subtotal(self._step, self._numbers.channels[block].channel)

    def tip_of(self, block: int, row: int, col: int) -> str:
        """The exact weight, input and product of a cell."""
        if self._step is None or self._numbers is None:
            return ""
        return exact_text(self._step, row, col, self._numbers.channels[block].channel)
