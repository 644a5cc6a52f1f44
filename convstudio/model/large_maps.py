"""Feature maps that take long: a few at a time, first those that are looked at."""

import time
from abc import abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model.built import Built
from convstudio.model.edits import planar
from convstudio.model.maps import Maps, Planar, joined
from convstudio.model.overview import Glance, Overview
from convstudio.nn.live import Change, LiveStack, planar_memory
from convstudio.nn.pieces import fill_piece, pieces
from convstudio.nn.shapes import planar_shape

Cancelled = Callable[[], bool]


class Piece(NamedTuple):
    """Maps of a layer that were computed.

    Attributes:
        layer: of which layer.
        filters: which maps.
        glance: how they look, as a whole.
        rows: of small maps of all filters the first so many, where the rest is still to come.
        kept: number and values of one map, where not all are kept.
        whole: all maps of the layer, where they are.
    """

    layer: int
    filters: range
    glance: Glance | None = None
    rows: Planar | None = None
    kept: tuple[int, Planar] | None = None
    whole: Planar | None = None


Answer = tuple[Maps, list[Change], float]  # as of all work on maps: what changed, and milliseconds
Job = Generator[Piece, None, Answer]


class LargeMaps(Maps):
    """Maps of which some are there before others.

    `compute_pieces` and what it calls run in a worker. Everything else is called in one other thread, which
    hands over to `take` what the worker yields: only then it counts as there.
    """

    def __init__(self, project: Project, built: Built, layer: int) -> None:
        """Prepare the maps of a project of whose layers this one is looked at."""
        super().__init__(project, built)
        planes = [planar_shape(shape) for shape in built.shapes[1:]]
        self._overviews = [
            Overview(shape, one.dtype) for shape, one in zip(planes, built.layers, strict=False)
        ]
        self._whole: list[Planar | None] = [None] * len(built.layers)
        self._wanted = layer, 0
        self.wants_all = False  # whether all layers are looked at, each from afar

    def output(self, layer: int) -> Planar | None:
        """Maps of a layer, read-only; None where not all of them are there."""
        is_there = layer < len(self._overviews) and self._overviews[layer].known.all()
        return read_only(self._whole[layer]) if is_there else None

    def map_of(self, layer: int, filter: int) -> Planar | None:
        """One map (rows, cols), read-only; if it is not there, it is what the worker turns to next."""
        if layer >= len(self._overviews) or filter >= len(self._overviews[layer].known):
            return None
        self._wanted = layer, filter
        whole = self._whole[layer]
        known = self._overviews[layer].known[filter]
        return read_only(whole[:, :, filter]) if known and whole is not None else None

    def overview(self, layer: int) -> Overview | None:
        """The maps of a layer at a glance; None for a layer that does not fit."""
        return self._overviews[layer] if layer < len(self._overviews) else None

    def take(self, piece: Piece) -> list[Change]:
        """Count as there what the worker has finished."""
        if piece.glance is not None:
            self._overviews[piece.layer].take(piece.filters, piece.glance)
        if piece.rows is not None:
            self._overviews[piece.layer].take_rows(piece.rows)
        return [Change(piece.layer, None, piece.filters)]

    # in the worker

    def compute_pieces(self, cancelled: Cancelled) -> Job:
        """Compute all that is missing."""
        start = time.perf_counter()
        yield from self._missing(cancelled)
        return self, [], (time.perf_counter() - start) * 1000

    @abstractmethod
    def _missing(self, cancelled: Cancelled) -> Iterator[Piece]:
        """All that is missing, piece by piece."""

    def _fill_layer(self, number: int, x: Planar, cancelled: Cancelled) -> Iterator[Piece]:
        """All maps of a layer into its memory."""
        layer, shape, whole = self.built.layers[number], self.built.shapes[number], self._whole[number]
        assert whole is not None
        left = pieces(layer, shape)
        while left:
            filters = self._next(number, left)
            left.remove(filters)
            part = whole[:, :, filters.start : filters.stop]
            fill_piece(layer, part[None], batch(x, layer.dtype), shape, filters, cancelled)
            if cancelled():
                return
            yield Piece(number, filters, self._overviews[number].look(part))

    def _next(self, number: int, left: Sequence[range]) -> range:
        layer, filter = self._wanted
        return next((part for part in left if layer == number and filter in part), left[0])


class AllMaps(LargeMaps):
    """All maps of all layers are kept, and computed where those before them were.

    The worker writes only where nothing counts as there, or under the lock.
    """

    def __init__(self, project: Project, built: Built, layer: int, older: Maps | None = None) -> None:
        """Prepare; `older` maps will no longer be used: where the shapes are the same, so is the memory."""
        super().__init__(project, built, layer)
        same = isinstance(older, AllMaps) and _plan(older.built) == _plan(built)
        self._memory: dict[int, Planar] = older._memory if same and isinstance(older, AllMaps) else {}
        self._lock = Lock()

    def write_cells(self, input: Planar, boxes: Iterable[Box]) -> list[Change]:
        """Take over input cells and compute what they reach."""
        x = planar(input)
        with self._lock:
            changes = [change for box in boxes for change in self._live.follow_cells(x, box)]
            return self._looked_at(joined(changes))

    def write_weights(
        self, layer: int, filter: int | None, part: LayerPart, most_work: int
    ) -> list[Change] | None:
        """Take over the weights of a layer, or of one of its filters; None where that is too much work."""
        with self._lock:
            changes = super().write_weights(layer, filter, part, most_work)
            return None if changes is None else self._looked_at(changes)

    def _looked_at(self, changes: list[Change]) -> list[Change]:
        """See how changed maps look now."""
        for layer, boxes, some in changes:
            whole, overview = self._whole[layer], self._overviews[layer]
            assert whole is not None
            filters = range(whole.shape[2]) if some is None else some
            shown = whole[:, :, filters.start : filters.stop]
            if boxes is None:
                overview.take(filters, overview.look(shown))
            for box in boxes or ():
                overview.touch(box, shown[box.slices], filters)
        return changes

    def recompute(self, input: Planar, cancelled: Cancelled) -> Job:
        """Compute all anew while the maps stay there, and exchange what differs in the last bits."""
        start, x = time.perf_counter(), planar(input)
        for number, layer in enumerate(self.built.layers):
            shape, whole = self.built.shapes[number], self._whole[number]
            assert whole is not None
            for filters in pieces(layer, shape):
                part = whole[:, :, filters.start : filters.stop]
                exact = planar_memory((*part.shape[:2], len(filters)), layer.dtype)
                fill_piece(layer, exact, batch(x, layer.dtype), shape, filters, cancelled)
                differs, overview = self._exchange(part, exact[0], cancelled), self._overviews[number]
                if differs or not overview.exact[filters.start : filters.stop].all():
                    yield Piece(number, filters, overview.look(part))
            x = whole
        return self, [], (time.perf_counter() - start) * 1000

    def _exchange(self, part: Planar, exact: Planar, cancelled: Cancelled) -> bool:
        """Write what differs, unless an edit came in between; says whether it did."""
        if cancelled() or np.array_equal(part, exact, equal_nan=True):
            return False
        with self._lock:
            if cancelled():
                return False
            part[...] = exact
        return True

    def _missing(self, cancelled: Cancelled) -> Iterator[Piece]:
        live = LiveStack(self.built.layers, planar(self._input), copy=False)
        live.take_memory(self._memory)
        self._live, x = live, live.x
        for number in range(len(live.layers)):
            self._whole[number] = whole = live.memory(number)[0]
            yield from self._fill_layer(number, x, cancelled)
            if cancelled():
                return
            live.outputs[number] = x = whole


def batch(x: Planar, dtype: str) -> Planar:
    """What reaches a layer, (1, rows, cols, channels) in its dtype."""
    return x[None].astype(dtype, copy=False)


def _plan(built: Built) -> tuple[Any, ...]:
    """What memory the maps take."""
    return tuple(built.shapes), tuple(layer.dtype for layer in built.layers)


def read_only(values: Planar | None) -> Planar | None:
    """The same memory, to look at."""
    if values is None:
        return None
    shown = values.view()
    shown.flags.writeable = False
    return shown
