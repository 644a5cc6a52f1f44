"""How a window slides over a grid: sizes, padding, and who sees whom.

The shape formula, the walk, the links of the mouse, the region that an edit touches and the receptive field
all come from here. Positions are input cells counted from 0; a negative one, or one past the end, is padding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.along import Along
from convstudio.engine.box import Box, Pair
from convstudio.engine.padding import (
    BORDERS,
    NAMED_PADDINGS,
    Padding,
    output_length,
    pad_amount,
    resolve,
    source_indices,
)

__all__ = [
    "BORDERS",
    "NAMED_PADDINGS",
    "Axis",
    "Box",
    "Geometry",
    "Index",
    "Padding",
    "Pair",
    "output_length",
    "pad_amount",
    "runs",
    "source_indices",
]

Index = slice | NDArray[np.intp]


@dataclass(frozen=True)
class Axis:
    """A window sliding along one axis. Raises ValueError where it cannot."""

    length: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    pad: Pair = (0, 0)
    border: str = "zeros"

    def __post_init__(self) -> None:
        output_length(self.length, self.kernel, self.stride, self.dilation, self.pad)
        if self.border not in BORDERS:
            raise ValueError(f"border must be one of {BORDERS}. Received: {self.border!r}")

    @cached_property
    def span(self) -> int:
        """Cells from the first to the last under the window, both counted."""
        return (self.kernel - 1) * self.dilation + 1

    @cached_property
    def padded(self) -> int:
        """Cells of the axis with its padding."""
        return self.length + sum(self.pad)

    @cached_property
    def outputs(self) -> int:
        """Places where the window stands."""
        return (self.padded - self.span) // self.stride + 1

    def start(self, output: int) -> int:
        """First input position under the window of `output`; may be negative."""
        return output * self.stride - self.pad[0]

    def positions(self, output: int) -> range:
        """Input positions under the window of `output`, unresolved."""
        start = self.start(output)
        return range(start, start + self.span, self.dilation)

    def sources(self, output: int) -> NDArray[np.intp]:
        """Input cells under the window of `output` as the border resolves them; -1 where a zero stands."""
        return resolve(np.array(self.positions(output)), self.length, self.border)

    @cached_property
    def along(self) -> Along:
        """Every output with each input cell under its window, once for each tap, borders resolved."""
        starts = np.arange(self.outputs) * self.stride - self.pad[0]
        places = starts[:, None] + np.arange(0, self.span, self.dilation)
        cells = resolve(places.ravel(), self.length, self.border)
        is_cell = cells >= 0
        outputs = np.arange(self.outputs).repeat(self.kernel)
        return Along(outputs[is_cell], cells[is_cell], self.outputs, self.length)

    def met(self, tap: int, outputs: range | None = None, cells: range | None = None) -> tuple[Index, Index]:
        """Where one weight of the window meets input cells: outputs, and the cell for each.

        Only some `outputs` and `cells` may be asked for; both answers count from the start of their range.
        """
        outputs, cells = outputs or range(self.outputs), cells or range(self.length)
        begin = tap * self.dilation - self.pad[0]
        if self.border == "zeros" or not any(self.pad):
            first = max(outputs.start, -((begin - cells.start) // self.stride))
            last = max(first, min(outputs.stop, -((begin - cells.stop) // self.stride)))
            place = begin - cells.start
            met = slice(place + first * self.stride, place + last * self.stride, self.stride)
            return slice(first - outputs.start, last - outputs.start), met
        sources = resolve(np.array(outputs) * self.stride + begin, self.length, self.border)
        found = np.flatnonzero((sources >= cells.start) & (sources < cells.stop))
        met_by = slice(0, len(outputs)) if len(found) == len(outputs) else found
        return met_by, sources[found] - cells.start

    def reached(self, first: int, last: int) -> tuple[range, ...]:
        """Outputs whose window sees any of the input cells first … last-1: sorted, apart, none empty."""
        if last - first >= self.dilation and (self.border == "zeros" or self.pad == (0, 0)):
            alone = self._outputs_between(first + self.pad[0] - self.span + 1, last + self.pad[0])
            return (alone,) if alone else ()
        return _merged(
            piece for begin, end in self._appearances(first, last) for piece in self._seeing(begin, end)
        )

    def users(self, cell: int) -> list[Pair]:
        """All (output, tap) by which the input cell is used, in order of outputs."""
        return sorted(
            (place // self.stride, tap)
            for begin, _ in self._appearances(cell, cell + 1)
            for tap in range(self.kernel)
            if (place := begin + self.pad[0] - tap * self.dilation) % self.stride == 0
            and 0 <= place // self.stride < self.outputs
        )

    def unseen(self) -> NDArray[np.intp]:
        """Input cells that no window ever sees: stepped over, or left over at the end."""
        return np.flatnonzero(~self._is_seen(0, self.outputs))

    def seen(self, first: int, last: int) -> tuple[range, ...]:
        """Input cells under the windows of the outputs first … last-1: sorted, apart, none empty."""
        return runs(np.flatnonzero(self._is_seen(first, last)))

    def _is_seen(self, first: int, last: int) -> NDArray[np.bool_]:
        # Flags, no np.unique: that imports numpy.ma, which the start of the program can do without.
        seen = np.zeros(self.padded, dtype=bool)
        reach = (last - first - 1) * self.stride + 1
        for begin in range(first * self.stride, first * self.stride + self.span, self.dilation):
            seen[begin : begin + reach : self.stride] = True
        sources = source_indices(self.length, self.pad, self.border)[seen]
        cells = np.zeros(self.length, dtype=bool)
        cells[sources[sources >= 0]] = True
        return cells

    def _appearances(self, first: int, last: int) -> list[Pair]:
        """Runs of positions where the cells first … last-1 stand: their own and those in the padding."""
        runs = [(first, last)] if first < last else []
        if self.border == "zeros" or not any(self.pad):
            return runs
        before, after = self.pad
        ghosts = np.r_[-before:0, self.length : self.length + after]
        cells = resolve(ghosts, self.length, self.border)
        copies = ghosts[(cells >= first) & (cells < last)]
        return runs + [(int(place), int(place) + 1) for place in copies]

    def _seeing(self, begin: int, end: int) -> list[range]:
        """Outputs whose window has a cell on positions begin … end-1."""
        begin, end = begin + self.pad[0], end + self.pad[0]
        if end - begin >= self.dilation:  # no window can straddle the run with a gap
            return [self._outputs_between(begin - self.span + 1, end)]
        taps = range(0, self.span, self.dilation)
        return [self._outputs_between(begin - tap, end - tap) for tap in taps]

    def _outputs_between(self, begin: int, end: int) -> range:
        """Outputs whose window starts on padded positions begin … end-1."""
        return range(max(0, -(-begin // self.stride)), min(self.outputs, -(-end // self.stride)))


def runs(numbers: NDArray[np.intp]) -> tuple[range, ...]:
    """Sorted numbers, each once, as ranges without gaps."""
    ends = np.flatnonzero(np.diff(numbers) > 1) + 1
    return tuple(range(int(run[0]), int(run[-1]) + 1) for run in np.split(numbers, ends) if run.size)


def _merged(ranges: Iterable[range]) -> tuple[range, ...]:
    merged: list[range] = []
    for piece in sorted((piece for piece in ranges if piece), key=lambda piece: piece.start):
        if merged and piece.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, piece.stop))
        else:
            merged.append(piece)
    return tuple(merged)


@dataclass(frozen=True)
class Geometry:
    """A window sliding over a grid: one axis down, one axis to the right."""

    rows: Axis
    cols: Axis

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:  # looked up before each convolution, which may take no longer than hashing
        return hash((self.rows, self.cols))

    @classmethod
    def build(
        cls,
        shape: Pair,
        kernel: Pair,
        strides: Pair = (1, 1),
        dilation: Pair = (1, 1),
        padding: Padding = "valid",
        border: str = "zeros",
    ) -> "Geometry":
        """The window of `kernel` on a grid of `shape`, both (rows, cols).

        Raises:
            ValueError: a number is out of its range, a name unknown, or the window does not fit.
        """
        return _built(shape, kernel, strides, dilation, padding, border)

    @property
    def outputs(self) -> Pair:
        """Rows and columns of the feature map."""
        return self.rows.outputs, self.cols.outputs

    def window(self, row: int, col: int) -> Box:
        """The block of input positions from the first to the last cell under the window, unresolved."""
        top, left = self.rows.start(row), self.cols.start(col)
        return Box(top, top + self.rows.span, left, left + self.cols.span)

    def part(self, shape: Pair) -> "Geometry":
        """The same window without padding, on just the cells under `shape` outputs, wherever they are."""
        return _part(self, shape)

    def under(self, box: Box) -> Box:
        """The block of input positions under the windows of the outputs in `box`, unresolved."""
        return self.window(box.top, box.left).cover(self.window(box.bottom - 1, box.right - 1))

    def reached(self, box: Box) -> tuple[Box, ...]:
        """Blocks of outputs whose window sees any input cell of `box`; they do not overlap."""
        return tuple(
            Box(rows.start, rows.stop, cols.start, cols.stop)
            for rows in self.rows.reached(box.top, box.bottom)
            for cols in self.cols.reached(box.left, box.right)
        )

    def users(self, row: int, col: int) -> list[tuple[Pair, Pair]]:
        """All ((output row, output col), (tap row, tap col)) by which the input cell is used."""
        return [
            ((output_row, output_col), (tap_row, tap_col))
            for output_row, tap_row in self.rows.users(row)
            for output_col, tap_col in self.cols.users(col)
        ]


@lru_cache(maxsize=512)  # each edit asks for the same ones again
def _built(
    shape: Pair, kernel: Pair, strides: Pair, dilation: Pair, padding: Padding, border: str
) -> Geometry:
    down, right = (padding, padding) if isinstance(padding, str) else padding

    def axis(at: int, pad: str | Pair) -> Axis:
        sizes = shape[at], kernel[at], strides[at], dilation[at]
        return Axis(*sizes, pad_amount(pad, *sizes), border)

    return Geometry(axis(0, down), axis(1, right))


@lru_cache(maxsize=512)
def _part(geometry: Geometry, shape: Pair) -> Geometry:
    def alone(axis: Axis, outputs: int) -> Axis:
        return Axis((outputs - 1) * axis.stride + axis.span, axis.kernel, axis.stride, axis.dilation)

    return Geometry(alone(geometry.rows, shape[0]), alone(geometry.cols, shape[1]))
