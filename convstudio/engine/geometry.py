"""How a window slides over a grid: sizes, padding, and who sees whom.

The shape formula, the walk, the links of the mouse, the region that an edit touches and the receptive field
all come from here. Positions are input cells counted from 0; a negative one, or one past the end, is padding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.box import Box, Pair

__all__ = [
    "BORDERS",
    "Axis",
    "Box",
    "Geometry",
    "Padding",
    "Pair",
    "output_length",
    "pad_amount",
    "source_indices",
]

BORDERS = ("zeros", "reflect", "symmetric", "replicate", "circular")
NAMED_PADDINGS = ("valid", "same", "full", "causal")

Padding = str | tuple[Pair, Pair]


def output_length(length: int, kernel: int, stride: int = 1, dilation: int = 1, pad: Pair = (0, 0)) -> int:
    """Number of places a window can stand along one axis.

    Args:
        length: cells along the axis, >= 1.
        kernel: cells of the window, >= 1.
        stride: cells from one place to the next, >= 1.
        dilation: cells from one cell of the window to the next, >= 1.
        pad: cells added before and after, >= 0.

    Raises:
        ValueError: a number is out of its range, or the window spans more cells than the padded axis has.

    Source: Dumoulin and Visin (2016), relationships 6 and 15.
    """
    for name, value in (("length", length), ("kernel", kernel), ("stride", stride), ("dilation", dilation)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1. Received: {name}={value}")
    if min(pad) < 0:
        raise ValueError(f"padding must not be negative. Received: pad={pad}")
    span = (kernel - 1) * dilation + 1
    padded = length + sum(pad)
    if span > padded:
        raise ValueError(
            "The window must not span more cells than the padded input has. Received: a window of "
            f"{span} (kernel {kernel}, dilation {dilation}) on {padded} (input {length}, padding {pad})"
        )
    return (padded - span) // stride + 1


def pad_amount(padding: str | Pair, length: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """Cells added before and after one axis; an explicit pair passes through.

    "same" is TensorFlow's rule: as many outputs as length / stride rounded up, the odd cell after the input.
    "full" lets every window stand that touches the input, "causal" lets none see a later cell.

    Raises:
        ValueError: the name is not one of NAMED_PADDINGS.
    """
    if not isinstance(padding, str):
        return padding
    reach = (kernel - 1) * dilation
    if padding == "same":
        total = max(0, reach - (length - 1) % stride)
        return total // 2, total - total // 2
    if padding not in NAMED_PADDINGS:
        raise ValueError(f"padding must be one of {NAMED_PADDINGS} or pairs. Received: {padding!r}")
    return {"valid": (0, 0), "full": (reach, reach), "causal": (reach, 0)}[padding]


def source_indices(length: int, pad: Pair, border: str) -> NDArray[np.intp]:
    """Input index that stands at each padded position, -1 where a zero stands.

    Padding longer than the input reflects or wraps again and again, as in `numpy.pad`.

    Raises:
        ValueError: `border` is not one of BORDERS.
    """
    return _resolve(np.arange(-pad[0], length + pad[1]), length, border)


def _resolve(positions: NDArray[np.intp], length: int, border: str) -> NDArray[np.intp]:
    if border == "zeros":
        return np.where((positions >= 0) & (positions < length), positions, -1)
    if border == "replicate":
        return np.clip(positions, 0, length - 1)
    if border == "circular":
        return positions % length
    if border == "symmetric":
        mirrored = positions % (2 * length)
        return np.minimum(mirrored, 2 * length - 1 - mirrored)
    if border == "reflect":
        period = max(1, 2 * (length - 1))
        mirrored = positions % period
        return np.minimum(mirrored, period - mirrored) if length > 1 else mirrored
    raise ValueError(f"border must be one of {BORDERS}. Received: {border!r}")


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
        return _resolve(np.array(self.positions(output)), self.length, self.border)

    def met(self, tap: int) -> tuple[slice, slice | NDArray[np.intp]]:
        """Outputs where the weight `tap` meets an input cell, and that cell for each: as many, in order."""
        begin = tap * self.dilation - self.pad[0]
        if self.border == "zeros" or not any(self.pad):
            first = max(0, -(begin // self.stride))
            last = max(first, min(self.outputs, -(-(self.length - begin) // self.stride)))
            cells = slice(begin + first * self.stride, begin + last * self.stride, self.stride)
            return slice(first, last), cells
        places = np.arange(self.outputs) * self.stride + begin
        return slice(0, self.outputs), _resolve(places, self.length, self.border)

    def reached(self, first: int, last: int) -> tuple[range, ...]:
        """Outputs whose window sees any of the input cells first … last-1: sorted, apart, none empty."""
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
        seen = np.zeros(self.padded, dtype=bool)
        reach = (self.outputs - 1) * self.stride + 1
        for begin in range(0, self.span, self.dilation):
            seen[begin : begin + reach : self.stride] = True
        sources = source_indices(self.length, self.pad, self.border)[seen]
        return np.setdiff1d(np.arange(self.length), sources)

    def _appearances(self, first: int, last: int) -> list[Pair]:
        """Runs of positions where the cells first … last-1 stand: their own and those in the padding."""
        runs = [(first, last)] if first < last else []
        if self.border == "zeros" or not any(self.pad):
            return runs
        before, after = self.pad
        ghosts = np.r_[-before:0, self.length : self.length + after]
        cells = _resolve(ghosts, self.length, self.border)
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
        down, right = (padding, padding) if isinstance(padding, str) else padding

        def axis(at: int, pad: str | Pair) -> Axis:
            sizes = shape[at], kernel[at], strides[at], dilation[at]
            return Axis(*sizes, pad_amount(pad, *sizes), border)

        return cls(axis(0, down), axis(1, right))

    @property
    def outputs(self) -> Pair:
        """Rows and columns of the feature map."""
        return self.rows.outputs, self.cols.outputs

    def window(self, row: int, col: int) -> Box:
        """The block of input positions from the first to the last cell under the window, unresolved."""
        top, left = self.rows.start(row), self.cols.start(col)
        return Box(top, top + self.rows.span, left, left + self.cols.span)

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
