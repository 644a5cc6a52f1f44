"""Where the grids of one step stand: filter ⊙ patch = products, channel beside channel."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect, QSize

from convstudio.views.painting import CellGrid

LARGEST_TABLE = 7  # rows or columns with numbers in the cells; larger kernels are heatmaps
LONGEST_ROW = 16  # of a kernel with one row
EDGE = 2  # pixels above and below everything
LOWEST_CELL, NARROWEST_CELL, NARROW_SIGN = 1.2, 1.2, 1.4  # lines of text


@dataclass(frozen=True)
class Measures:
    """What decides the sizes, in pixels: the room, the text, the widest number of each kind of grid."""

    height: int
    line: int  # height of a line of text
    widest: tuple[int, int, int]
    narrow: bool = False  # cells are no wider than their numbers need

    @property
    def gap(self) -> int:
        """Between things."""
        return self.line // 2

    @property
    def sign(self) -> int:
        """Room for ⊙, = and +."""
        return round(NARROW_SIGN * self.line) if self.narrow else 2 * self.line


@dataclass(frozen=True)
class Block:
    """The three grids of one channel, the signs between them, a caption above, the subtotal below."""

    grids: tuple[CellGrid, CellGrid, CellGrid]
    signs: tuple[QRect, QRect]
    line: int
    tight: bool = False  # the subtotal stands in the line of the caption

    @property
    def bounds(self) -> QRect:
        """The pixels of all three grids."""
        return self.grids[0].bounds.united(self.grids[2].bounds)

    @property
    def caption(self) -> QRect:
        """The line above."""
        return QRect(self.bounds.left(), self.bounds.top() - self.line, self.bounds.width(), self.line)

    @property
    def subtotal(self) -> QRect:
        """The line below, or the right half of the caption."""
        if self.tight:
            return self.caption.adjusted(self.bounds.width() // 2, 0, 0, 0)
        return QRect(self.bounds.left(), self.bounds.bottom() + 3, self.bounds.width(), self.line)

    @property
    def frame(self) -> QRect:
        """Everything that belongs to the block."""
        return self.signs[0].united(self.caption).united(self.subtotal)


@dataclass(frozen=True)
class StepLayout:
    """Blocks side by side; `size` holds them with captions above and subtotals below."""

    blocks: tuple[Block, ...]
    numbered: bool  # cells have numbers; else they are heatmaps
    size: QSize
    gap: int  # pixels that stay free beside them

    def at(self, point: QPoint) -> tuple[int, int, int, int] | None:
        """(block, grid, row, col) under a point, None beside the grids."""
        for number, block in enumerate(self.blocks):
            for kind, grid in enumerate(block.grids):
                cell = grid.at(point)
                if cell:
                    return number, kind, *cell
        return None

    def without_cut_cells(self, seen: QRect) -> QRect:
        """The part of a rectangle in which no cell with a number is seen in part."""
        left, top, right, bottom = seen.left(), seen.top(), seen.right() + 1, seen.bottom() + 1
        for grid in (grid for block in self.blocks for grid in block.grids if self.numbered):
            left, right = _whole(left, right, grid.left, grid.width, grid.cols)
            top, bottom = _whole(top, bottom, grid.top, grid.height, grid.rows)
        return QRect(left, top, right - left, bottom - top)


def _whole(first: int, last: int, start: int, size: int, count: int) -> tuple[int, int]:
    """A span, shortened to the edges of the cells that it cuts."""
    end = start + size * count
    if start < first < end:
        first = start + -(-(first - start) // size) * size
    if start < last < end:
        last = start + (last - start) // size * size
    return first, last


def is_numbered(rows: int, cols: int) -> bool:
    """Whether a kernel of this size is small enough for numbers in its cells."""
    return rows <= LARGEST_TABLE and cols <= (LONGEST_ROW if rows == 1 else LARGEST_TABLE)


def layout_step(rows: int, cols: int, channels: int, measures: Measures) -> StepLayout:
    """Lay out `channels` kernels of (rows, cols). A kernel of one row has its grids one below the other."""
    numbered = is_numbered(rows, cols)
    caption = measures.line + measures.gap // 2 if channels > 1 else 0
    tight = bool(caption) and measures.height < _lowest(rows, numbered, measures) + 2 * caption + 2 * EDGE
    below = 0 if tight else caption
    room = measures.height - caption - below - 2 * EDGE
    place = _stacked if rows == 1 else _abreast
    blocks, left = [], 0
    for _ in range(channels):
        block = place(rows, cols, QPoint(left, EDGE + caption), room, numbered, measures)
        blocks.append(replace(block, tight=tight))
        left = block.bounds.right() + 1 + measures.sign
    width = max(0, left - measures.sign) + 1
    height = blocks[0].bounds.bottom() + 1 + below + EDGE if blocks else 0
    return StepLayout(tuple(blocks), numbered, QSize(width, height), measures.sign)


def _lowest(rows: int, numbered: bool, measures: Measures) -> int:
    """Pixels of height that the grids take at least."""
    if rows == 1:
        return 3 * _cell_height(rows, 0, True, measures) + 2 * measures.gap
    return rows * _cell_height(rows, 0, numbered, measures)


def _cell_height(rows: int, room: int, numbered: bool, measures: Measures) -> int:
    if not numbered:
        return max(2, min(room // rows, measures.line))
    smallest, largest = round(LOWEST_CELL * measures.line), round(2.6 * measures.line)
    return min(max(room // rows, smallest), largest)


def _narrowest(height: int, measures: Measures) -> int:
    """Pixels of width that a cell has at least: it is a square, if there is room."""
    return min(height, round(NARROWEST_CELL * measures.line)) if measures.narrow else height


def _abreast(rows: int, cols: int, corner: QPoint, room: int, numbered: bool, measures: Measures) -> Block:
    height = _cell_height(rows, room, numbered, measures)
    left, grids, signs = corner.x(), [], []
    for widest in measures.widest:
        width = max(_narrowest(height, measures), widest) if numbered else height
        grids.append(CellGrid(left, corner.y(), width, height, rows, cols))
        left += width * cols
        signs.append(QRect(left, corner.y(), measures.sign, height * rows))
        left += measures.sign
    return Block((grids[0], grids[1], grids[2]), (signs[0], signs[1]), measures.line)


def _stacked(rows: int, cols: int, corner: QPoint, room: int, numbered: bool, measures: Measures) -> Block:
    gap = measures.gap
    height = _cell_height(3 * rows, room - 2 * gap, True, measures)
    width = max(_narrowest(height, measures), *measures.widest) if numbered else max(2, height // 4)
    left, top = corner.x() + measures.sign, corner.y()
    first, second, third = (
        CellGrid(left, top + n * (height + gap), width, height, rows, cols) for n in range(3)
    )
    signs = tuple(QRect(corner.x(), grid.top, measures.sign, height) for grid in (second, third))
    return Block((first, second, third), (signs[0], signs[1]), measures.line)
