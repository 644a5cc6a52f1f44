"""Every stop of the window, in order: left to right, down, filter by filter."""

import operator
from collections.abc import Sequence
from typing import NamedTuple, overload


class Step(NamedTuple):
    """One stop of the window; everything counts from 0."""

    index: int  # type: ignore[assignment]  # a step is never searched like a tuple
    filter: int
    row: int
    col: int


class Walk(Sequence[Step]):
    """All steps over the output cells of a layer. Computed when asked; holds no position."""

    def __init__(self, rows: int, cols: int, filters: int) -> None:
        """A walk over `filters` maps of `rows` x `cols` cells.

        Raises:
            ValueError: a number is below 1.
        """
        if min(rows, cols, filters) < 1:
            raise ValueError(
                "A walk needs at least one row, column and filter. "
                f"Received: rows={rows}, cols={cols}, filters={filters}"
            )
        self.rows, self.cols, self.filters = rows, cols, filters

    def __len__(self) -> int:
        return self.rows * self.cols * self.filters

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self._step(i) for i in range(*index.indices(len(self)))]
        place = operator.index(index)
        place += len(self) if place < 0 else 0
        if not 0 <= place < len(self):
            raise IndexError(f"The walk has {len(self)} steps. Received: index {index}")
        return self._step(place)

    def index_of(self, filter: int, row: int, col: int) -> int:
        """Index of the step at a map cell.

        Raises:
            ValueError: there is no such cell.
        """
        if not (0 <= filter < self.filters and 0 <= row < self.rows and 0 <= col < self.cols):
            raise ValueError(
                f"The maps have {self.filters} filters of {self.rows} x {self.cols} cells. "
                f"Received: filter={filter}, row={row}, col={col}"
            )
        return (filter * self.rows + row) * self.cols + col

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Index of a step, without a search."""
        last = len(self) if stop is None else stop
        if isinstance(value, Step) and start <= value.index < last and value in self:
            return value.index
        raise ValueError(f"{value!r} is not a step of this walk")

    def __contains__(self, value: object) -> bool:
        return isinstance(value, Step) and 0 <= value.index < len(self) and self._step(value.index) == value

    def _step(self, index: int) -> Step:
        filter, place = divmod(index, self.rows * self.cols)
        return Step(index, filter, *divmod(place, self.cols))
