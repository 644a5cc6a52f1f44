"""Squares in rows that wrap: where each stands and which is under a point."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect


@dataclass(frozen=True)
class Flow:
    """`count` squares of `side` pixels with `gap` around them, in an area `width` pixels wide."""

    count: int
    side: int
    gap: int
    width: int

    @property
    def step(self) -> int:
        """Pixels from one square to the next."""
        return self.side + self.gap

    @property
    def columns(self) -> int:
        """Squares in a row; at least one."""
        return max(1, (self.width - self.gap) // self.step)

    @property
    def height(self) -> int:
        """Pixels that all rows take."""
        return -(-self.count // self.columns) * self.step + self.gap

    def rect(self, number: int) -> QRect:
        """Where a square stands."""
        row, col = divmod(number, self.columns)
        return QRect(self.gap + col * self.step, self.gap + row * self.step, self.side, self.side)

    def within(self, top: int, bottom: int) -> range:
        """The squares of all rows that reach into the pixels from `top` to `bottom`."""
        first, last = (top - self.gap) // self.step, (bottom + self.gap) // self.step
        return range(max(0, first) * self.columns, min(self.count, (max(0, last) + 1) * self.columns))

    def at(self, point: QPoint) -> int | None:
        """The square under a point, None beside them."""
        row, col = (point.y() - self.gap) // self.step, (point.x() - self.gap) // self.step
        number = row * self.columns + col
        inside = row >= 0 and 0 <= col < self.columns and number < self.count
        return number if inside and self.rect(number).contains(point) else None
