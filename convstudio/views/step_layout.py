"""Where the grids of one step stand: filter ⊙ patch = products, channel beside channel."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from convstudio.views.painting import CellGrid

LARGEST_TABLE = 7  # rows or columns with numbers in the cells; larger kernels are heatmaps
LONGEST_ROW = 16  # of a kernel with one row
EDGE = 2  # pixels above and below everything


@dataclass(frozen=True)
class Measures:
    """What decides the sizes, in pixels: the room, the text, the widest number of each kind of grid."""

    height: int
    line: int  # height of a line of text
    widest: tuple[int, int, int]

    @property
    def gap(self) -> int:
        """Between things."""
        return self.line // 2

    @property
    def sign(self) -> int:
        """Room for ⊙, = and +."""
        return 2 * self.line


@dataclass(frozen=True)
class Block:
    """The three grids of one channel, the signs between them, a caption above, the subtotal below."""

    grids: tuple[CellGrid, CellGrid, CellGrid]
    signs: tuple[QRect, QRect]
    line: int

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
        """The line below."""
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

    def at(self, point: QPoint) -> tuple[int, int, int, int] | None:
        """(block, grid, row, col) under a point, None beside the grids."""
        for number, block in enumerate(self.blocks):
            for kind, grid in enumerate(block.grids):
                cell = grid.at(point)
                if cell:
                    return number, kind, *cell
        return None


def is_numbered(rows: int, cols: int) -> bool:
    """Whether a kernel of this size is small enough for numbers in its cells."""
    return rows <= LARGEST_TABLE and cols <= (LONGEST_ROW if rows == 1 else LARGEST_TABLE)


def layout_step(rows: int, cols: int, channels: int, measures: Measures) -> StepLayout:
    """Lay out `channels` kernels of (rows, cols). A kernel of one row has its grids one below the other."""
    numbered = is_numbered(rows, cols)
    caption = measures.line + measures.gap // 2 if channels > 1 else 0
    room = measures.height - 2 * caption - 2 * EDGE
    place = _stacked if rows == 1 else _abreast
    blocks, left = [], 0
    for _ in range(channels):
        block = place(rows, cols, QPoint(left, EDGE + caption), room, numbered, measures)
        blocks.append(block)
        left = block.bounds.right() + 1 + measures.sign
    width = max(0, left - measures.sign) + 1
    height = blocks[0].bounds.bottom() + 1 + caption + EDGE if blocks else 0
    return StepLayout(tuple(blocks), numbered, QSize(width, height))


def _cell_height(rows: int, room: int, numbered: bool, measures: Measures) -> int:
    if not numbered:
        return max(2, min(room // rows, measures.line))
    smallest, largest = round(1.4 * measures.line), round(2.6 * measures.line)
    return min(max(room // rows, smallest), largest)


def _abreast(rows: int, cols: int, corner: QPoint, room: int, numbered: bool, measures: Measures) -> Block:
    height = _cell_height(rows, room, numbered, measures)
    left, grids, signs = corner.x(), [], []
    for widest in measures.widest:
        width = max(height, widest) if numbered else height
        grids.append(CellGrid(left, corner.y(), width, height, rows, cols))
        left += width * cols
        signs.append(QRect(left, corner.y(), measures.sign, height * rows))
        left += measures.sign
    return Block((grids[0], grids[1], grids[2]), (signs[0], signs[1]), measures.line)


def _stacked(rows: int, cols: int, corner: QPoint, room: int, numbered: bool, measures: Measures) -> Block:
    gap = measures.gap
    height = _cell_height(3 * rows, room - 2 * gap, True, measures)
    width = max(height, *measures.widest) if numbered else max(2, height // 4)
    left, top = corner.x() + measures.sign, corner.y()
    first, second, third = (
        CellGrid(left, top + n * (height + gap), width, height, rows, cols) for n in range(3)
    )
    signs = tuple(QRect(corner.x(), grid.top, measures.sign, height) for grid in (second, third))
    return Block((first, second, third), (signs[0], signs[1]), measures.line)
