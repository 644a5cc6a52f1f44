"""Who sees whom between the planes before and after a layer: exact sets of cells, and numbers of paths.

Going back layer by layer from one cell gives its receptive field: the theoretical one, which no weights
change.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.along import Along, Indices
from convstudio.engine.geometry import Box, Geometry, runs

Planes = tuple[int, int, int]
Counts = NDArray[np.float64]


class Cells(NamedTuple):
    """All cells of planes in some rows, columns and channels, each sorted and once."""

    rows: Indices
    cols: Indices
    channels: Indices

    @classmethod
    def one(cls, row: int, col: int, channel: int) -> "Cells":
        """A single cell."""
        return cls(np.array([row]), np.array([col]), np.array([channel]))

    @classmethod
    def whole(cls, planes: Planes) -> "Cells":
        """Every cell of planes (rows, cols, channels)."""
        return cls(*map(np.arange, planes))

    @property
    def cover(self) -> Box:
        """The smallest block that holds all rows and columns; there must be some."""
        return Box(int(self.rows[0]), int(self.rows[-1]) + 1, int(self.cols[0]), int(self.cols[-1]) + 1)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The places as blocks that do not overlap."""
        return tuple(Box(r.start, r.stop, c.start, c.stop) for r in runs(self.rows) for c in runs(self.cols))

    def fill(self, mask: NDArray[np.bool_]) -> None:
        """Set the cells in a mask (rows, cols, channels)."""
        mask[np.ix_(self.rows, self.cols, self.channels)] = True


class Links(ABC):
    """What the outputs of one layer see of its input."""

    @abstractmethod
    def seen(self, cells: Cells) -> tuple[Cells, ...]:
        """Exactly the input cells that some output cells see; empty where they see only padding."""

    @abstractmethod
    def paths(self, counts: Counts) -> Counts:
        """Paths from the outputs to each input place, where `counts` (rows, cols) are those to the outputs.

        Channels are not told apart: a place has as many paths for each pair of channels that meet.
        """


@dataclass(frozen=True)
class AxisLinks(Links):
    """A layer that looks at rows, columns and channels each for itself; `channels` None: each sees all."""

    rows: Along
    cols: Along
    channels: Along | None
    input_channels: int

    def seen(self, cells: Cells) -> tuple[Cells, ...]:
        """The cells of the rows, of the columns and of the channels that are seen."""
        rows, cols = self.rows.seen(cells.rows), self.cols.seen(cells.cols)
        if not rows.size or not cols.size:
            return ()
        channels = (
            np.arange(self.input_channels) if self.channels is None else self.channels.seen(cells.channels)
        )
        return (Cells(rows, cols, channels),)

    def paths(self, counts: Counts) -> Counts:
        """Along the rows, then along the columns."""
        rows, cols = self.rows, self.cols
        outputs = Box(0, rows.output_length, 0, cols.output_length)
        return self.paths_between(counts, outputs, Box(0, rows.input_length, 0, cols.input_length))

    def paths_between(self, counts: Counts, box: Box, into: Box) -> Counts:
        """Paths to the input places of `into`, where `counts` (rows, cols) are those to the outputs of `box`.

        No output outside of it counts.
        """
        for number, (along, cells, places) in enumerate(
            ((self.rows, box.rows, into.rows), (self.cols, box.cols, into.cols))
        ):
            ways = Along(along.inputs, along.outputs, along.input_length, along.output_length)
            counts = ways.carry(counts, number, cells, places)
        return counts


@dataclass(frozen=True)
class AllLinks(Links):
    """Every output sees every input."""

    planes: Planes

    def seen(self, cells: Cells) -> tuple[Cells, ...]:
        """Every cell."""
        return (Cells.whole(self.planes),)

    def paths(self, counts: Counts) -> Counts:
        """One from each output to each place."""
        return np.full(self.planes[:2], counts.sum())


@dataclass(frozen=True)
class Moves(Links):
    """Every output is one input: `sources` are their numbers in the input, in the shape of the outputs."""

    sources: NDArray[np.intp]
    planes: Planes

    def seen(self, cells: Cells) -> tuple[Cells, ...]:
        """Where the values come from; by places, unless that is one set of rows, columns and channels."""
        numbers = self.sources[np.ix_(*cells)].ravel()
        places = np.column_stack(np.unravel_index(numbers, self.planes))
        whole = _product(places)
        if math.prod(map(len, whole)) == len(places):
            return (whole,)
        apart = np.unique(places[:, :2], axis=0)
        return tuple(_product(places[(places[:, :2] == place).all(axis=1)]) for place in apart)

    def paths(self, counts: Counts) -> Counts:
        """One between two places that have a value in common."""
        outputs = np.arange(counts.size).repeat(self.sources.shape[2])
        inputs = self.sources.ravel() // self.planes[2]
        pairs = np.unique(np.column_stack([outputs, inputs]), axis=0)
        size = math.prod(self.planes[:2])
        paths = np.bincount(pairs[:, 1], counts.ravel()[pairs[:, 0]], size)
        return np.asarray(paths, np.float64).reshape(self.planes[:2])


def window_links(geometry: Geometry, input_channels: int, channels: Along | None = None) -> AxisLinks:
    """What a sliding window sees; `channels` None: all of them."""
    return AxisLinks(geometry.rows.along, geometry.cols.along, channels, input_channels)


def same(length: int) -> Along:
    """Each output takes the input of the same number."""
    numbers = np.arange(length)
    return Along(numbers, numbers, length, length)


def copies(sources: Indices, length: int) -> Along:
    """Each output takes the input that `sources` says of `length`, or nothing where that is -1."""
    outputs = np.flatnonzero(sources >= 0)
    return Along(outputs, sources[outputs], len(sources), length)


def everything(length: int) -> Along:
    """Each output takes all inputs, as many as there are outputs."""
    numbers = np.arange(length)
    return Along(numbers.repeat(length), np.tile(numbers, length), length, length)


def grouped(outputs: int, inputs: int, groups: int) -> Along:
    """Channels in groups: the outputs of a group see all inputs of the same group."""
    group = np.arange(outputs) // (outputs // groups)
    width = inputs // groups
    seen = group[:, None] * width + np.arange(width)
    return Along(np.arange(outputs).repeat(width), seen.ravel(), outputs, inputs)


def _product(places: NDArray[Any]) -> Cells:
    return Cells(*(np.unique(places[:, axis]) for axis in range(3)))
