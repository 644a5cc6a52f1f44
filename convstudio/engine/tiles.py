"""Long work in tiles: cancelled between two of them, shared among a few workers."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.background import step_back
from convstudio.engine.blocks import input_block
from convstudio.engine.geometry import Axis, Box, Geometry

Array = NDArray[Any]
Cancelled = Callable[[], bool]
WORKERS = min(4, os.cpu_count() or 1)


def never() -> bool:
    """The answer of work that nobody cancels."""
    return False


class Tile(NamedTuple):
    """A block of outputs, where it stands in the array to fill, and the input under it."""

    box: Box
    place: tuple[slice, slice]
    source: tuple[slice, slice] | None  # None: partly padding

    def block(self, x: Array, geometry: Geometry) -> Array:
        """The input under the tile, (batch, rows, cols, channels), borders resolved."""
        if self.source is None:
            return input_block(x, geometry, self.box)
        return x[:, self.source[0], self.source[1]]


def tiles(geometry: Geometry, box: Box, height: int, width: int) -> Iterator[Tile]:
    """The outputs of `box` in tiles of at most `height` x `width`, left to right, then down."""
    across = [(left, min(left + width, box.right)) for left in box.cols[::width]]
    columns = [(*ends, *_span(geometry.cols, box.left, *ends)) for ends in across]
    for top in box.rows[::height]:
        bottom = min(top + height, box.bottom)
        row_place, row_source = _span(geometry.rows, box.top, top, bottom)
        for left, right, place, source in columns:
            whole = (row_source, source) if row_source and source else None
            yield Tile(Box(top, bottom, left, right), (row_place, place), whole)


def whole_tile(geometry: Geometry, box: Box) -> Tile:
    """All outputs of `box` as one tile."""
    row_place, row_source = _span(geometry.rows, box.top, box.top, box.bottom)
    col_place, col_source = _span(geometry.cols, box.left, box.left, box.right)
    whole = (row_source, col_source) if row_source and col_source else None
    return Tile(box, (row_place, col_place), whole)


def _span(axis: Axis, origin: int, first: int, last: int) -> tuple[slice, slice | None]:
    """Along an axis: the place of the outputs first … last-1, and the input under them if none is padding."""
    start, stop = axis.start(first), axis.start(last - 1) + axis.span
    source = slice(start, stop) if start >= 0 and stop <= axis.length else None
    return slice(first - origin, last - origin), source


def run(work: Callable[[Tile], None], on: Iterable[Tile], cancelled: Cancelled, workers: int) -> bool:
    """Do `work` on each tile, unless cancelled before it; says whether all were done.

    NaN and infinity are values like others here: NumPy is told to be quiet about them.
    """

    def work_quietly(tile: Tile) -> bool:
        if cancelled():
            return False
        with np.errstate(all="ignore"):  # each thread has its own
            work(tile)
        return True

    if workers == 1:
        return all(map(work_quietly, on))
    each = list(on)
    if len(each) == 1:  # it is not worth waking a worker
        return work_quietly(each[0])
    return all(list(_pool(workers).map(work_quietly, each)))


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="tiles", initializer=step_back)
