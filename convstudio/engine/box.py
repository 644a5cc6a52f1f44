"""A rectangular part of a grid: what was touched, what has to be computed again, what is seen."""

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import NamedTuple

Pair = tuple[int, int]


class Box(NamedTuple):
    """A block of cells, half-open: rows top … bottom-1, columns left … right-1."""

    top: int
    bottom: int
    left: int
    right: int

    @classmethod
    def whole(cls, shape: tuple[int, ...]) -> "Box":
        """All cells of a grid of `shape` (rows, cols, ...)."""
        return cls(0, shape[0], 0, shape[1])

    @classmethod
    def of(cls, rows: range, cols: range) -> "Box":
        """The cells in these rows and columns."""
        return cls(rows.start, rows.stop, cols.start, cols.stop)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of the block in an array (rows, cols, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def rows(self) -> range:
        """The rows of the block."""
        return range(self.top, self.bottom)

    @property
    def cols(self) -> range:
        """The columns of the block."""
        return range(self.left, self.right)

    @property
    def shape(self) -> Pair:
        """Rows and columns of the block."""
        return len(self.rows), len(self.cols)

    @property
    def size(self) -> int:
        """How many cells the block has."""
        return len(self.rows) * len(self.cols)

    @property
    def is_empty(self) -> bool:
        """Whether the block has no cell."""
        return self.top >= self.bottom or self.left >= self.right

    def intersect(self, other: "Box") -> "Box":
        """The cells of both; may be empty."""
        return Box(
            max(self.top, other.top),
            min(self.bottom, other.bottom),
            max(self.left, other.left),
            min(self.right, other.right),
        )

    def cover(self, other: "Box") -> "Box":
        """The smallest block that holds both."""
        return Box(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


def bands(shape: Pair, height: int) -> Iterator[Box]:
    """A grid of `shape` (rows, cols) in blocks of at most `height` rows, from the top down."""
    rows, cols = shape
    for top in range(0, rows, height):
        yield Box(top, min(rows, top + height), 0, cols)


def joined(boxes: Iterable[Box], most: int = 16) -> tuple[Box, ...]:
    """Boxes apart from each other, at most `most`, that hold all cells of these (and maybe cells between)."""
    apart: list[Box] = []
    for box in boxes:
        if not box.is_empty:
            _put(box, apart)
    if len(apart) > most:
        return (reduce(Box.cover, apart),)
    return tuple(sorted(apart))


def _put(box: Box, apart: list[Box]) -> None:
    """Add a box to boxes that do not overlap, covering those that it meets."""
    while meeting := next((other for other in apart if not box.intersect(other).is_empty), None):
        apart.remove(meeting)
        box = box.cover(meeting)
    apart.append(box)
