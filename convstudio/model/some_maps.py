"""Feature maps that are too large to be kept: those of one layer, computed again when they are looked at."""

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from convstudio.engine.box import joined
from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model.built import Built, build_layers
from convstudio.model.edits import planar
from convstudio.model.large_maps import AllMaps, Cancelled, LargeMaps, Piece, batch, read_only
from convstudio.model.map_sets import Together, check_picks
from convstudio.model.maps import Maps, Planar
from convstudio.model.recomputing import bring, look_further
from convstudio.nn.live import Change, planar_memory
from convstudio.nn.pieces import fill_piece, pieces
from convstudio.nn.shapes import planar_shape

AT_ONCE = 8  # a part of the limit is what maps may take while they are computed
LARGE = 300_000_000  # multiply-adds, about 100 ms: what takes longer comes in pieces


def maps_of(
    project: Project, limit: float, layer: int, built: Built | None = None, older: Maps | None = None
) -> Maps:
    """Maps of a project, not computed yet.

    Args:
        project: input and layers.
        limit: bytes of maps that may be kept.
        layer: the one that is looked at.
        built: the layers, where they are built already.
        older: maps that nobody will use any more.
    """
    built = build_layers(project) if built is None else built
    if size_of_maps(built) > limit:
        return SomeMaps(project, built, layer, limit)
    if built.multiply_adds > LARGE:
        return AllMaps(project, built, layer, older)
    return Maps(project, built)


class SomeMaps(LargeMaps):
    """What reaches one layer is kept, of its maps those that were looked at last, of all others a glance."""

    def __init__(self, project: Project, built: Built, layer: int, limit: float) -> None:
        """Prepare; `limit` is how many bytes of maps may be kept. One map is kept even beyond that."""
        super().__init__(project, built, layer)
        self._layer, self._limit = layer, limit
        self._singles: OrderedDict[int, Planar] = OrderedDict()  # that looked at last comes last
        self._sent: set[int] = set()  # single maps that are kept, or on their way

    @property
    def takes_parts(self) -> bool:
        """Of the first layer: what is kept of it can follow the input, once all of it was seen."""
        return self._layer == 0 and bool(self._overviews[0].known.all())

    @property
    def is_whole(self) -> bool:
        """Whether everything is known that can be: of the layer that is looked at, or of all if asked for."""
        seen = self._overviews if self.wants_all else self._overviews[self._layer : self._layer + 1]
        return all(overview.is_exact for overview in seen)

    def aim(self, layer: int) -> bool:
        """Turn to the maps of a layer; says whether it is another one, so that there is work to do."""
        if layer == self._layer or layer >= len(self._overviews):
            return False
        self._layer = layer
        self._singles, self._sent = OrderedDict(), set()
        return True

    def output(self, layer: int) -> Planar | None:
        """What reaches the layer that is looked at, read-only; None for all others."""
        return read_only(self._whole[layer]) if layer == self._layer - 1 else None

    def map_of(self, layer: int, filter: int) -> Planar | None:
        """One map (rows, cols), read-only; if it is not there, it is what the worker turns to next."""
        if layer != self._layer:
            before = self.output(layer)
            return None if before is None else before[:, :, filter]
        self._wanted = layer, filter
        if filter in self._singles:
            self._singles.move_to_end(filter)
        return read_only(self._singles.get(filter))

    def write_cells(self, input: Planar, boxes: Iterable[Box]) -> list[Change]:
        """Take over input cells, and what they reach of the first layer; of the others nothing is known."""
        self._input = input
        layer, shape, overview = self.built.layers[0], self.built.shapes[0], self._overviews[0]
        x = batch(planar(input), layer.dtype)
        reached = joined(out for box in boxes for out in layer.reached(shape, box))
        for box in reached:
            with np.errstate(all="ignore"):
                values = layer.forward(x, shape, box)[0]
            for filter, kept in self._singles.items():
                kept[box.slices] = values[:, :, filter]
            overview.touch(box, values, range(values.shape[2]))
        for later in self._overviews[1:]:
            later.forget()
        rest = [Change(number, None, None) for number in range(1, len(self._overviews))]
        return [Change(0, reached, None), *rest] if reached else []

    def write_weights(self, layer: int, filter: int | None, part: LayerPart, most_work: int) -> None:
        """Nothing: it is as fast to compute anew what is looked at."""

    def take(self, piece: Piece) -> list[Change]:
        """Count as there what the worker has finished."""
        if piece.kept is not None:
            filter, values = piece.kept
            self._singles[filter] = values
            while len(self._singles) > self._most:
                dropped, _ = self._singles.popitem(last=False)
                self._sent.discard(dropped)
        if piece.whole is not None:
            self._whole = [piece.whole if n == piece.layer else None for n in range(len(self._whole))]
        return super().take(piece)

    def can_combine(self, layer: int) -> bool:
        """Whether what reaches a layer is there."""
        return layer == self._layer and self._before is not None

    def combine(self, layer: int, filters: Sequence[int], way: str, cancelled: Cancelled) -> Planar | None:
        """Some maps of the layer that is looked at as one, computed once more by whichever thread asks."""
        check_picks(len(self._overviews[layer].known), filters)
        shape, one, x = self.built.shapes[layer], self.built.layers[layer], self._before
        assert x is not None
        parts, there, together = self._parts(layer), range(0), Together(way)
        memory = planar_memory((*self._overviews[layer].planes, max(map(len, parts))), one.dtype)
        for filter in filters:
            if filter not in there:
                there = next(part for part in parts if filter in part)
                fill_piece(one, memory[..., : len(there)], batch(x, one.dtype), shape, there, cancelled)
            if cancelled():
                return None
            together.add(memory[0, :, :, filter - there.start])
        return together.values

    @property
    def _before(self) -> Planar | None:
        """What reaches the layer that is looked at; None where it is not there yet."""
        return planar(self._input) if self._layer == 0 else self._whole[self._layer - 1]

    @property
    def _most(self) -> int:
        """How many single maps may be kept."""
        before, after = self._layer - 1, planar_shape(self.built.shapes[self._layer + 1])
        size = np.dtype(self.built.layers[self._layer].dtype).itemsize
        left = self._limit - (_bytes(self.built, before) if before >= 0 else 0)
        return max(1, int(left // (size * after[0] * after[1])))

    def _parts(self, layer: int) -> list[range]:
        """The maps of a layer as they are computed, together no more than is kept."""
        one = self.built.layers[layer]
        most = self._limit / AT_ONCE / np.dtype(one.dtype).itemsize
        return pieces(one, self.built.shapes[layer], most)

    # in the worker

    def _missing(self, cancelled: Cancelled) -> Iterator[Piece]:
        """What reaches the layer that is looked at, then its maps, then a glance at those after it."""
        target, x = self._layer, self._before
        if x is None:
            source = max((n for n in range(target) if self._whole[n] is not None), default=-1)
            start = planar(self._input) if source < 0 else self._whole[source]
            assert start is not None
            for piece in bring(self.built, start, source + 1, target - 1, self._overviews, cancelled):
                x = piece.whole
                yield piece
        if x is None or cancelled():
            return
        yield from self._glances(target, x, cancelled)
        if not self.wants_all:
            return
        for piece in look_further(self.built, x, target, self._overviews, cancelled):
            yield piece
            if self._wanted[0] == target and self._wanted[1] not in self._sent:
                yield from self._glances(target, x, cancelled)

    def _glances(self, number: int, x: Planar, cancelled: Cancelled) -> Iterator[Piece]:
        """All maps of a layer one after the other in the same memory; what is looked at is kept."""
        layer, shape, overview = self.built.layers[number], self.built.shapes[number], self._overviews[number]
        self._sent = set(self._singles)  # what work that was cancelled had sent never came
        parts = self._parts(number)
        left = [part for part in parts if not overview.exact[part.start : part.stop].all()]
        rows, cols = overview.planes
        memory = planar_memory((rows, cols, len(parts[0])), layer.dtype)
        while (filters := self._next_glance(number, parts, left)) is not None:
            out = memory[..., : len(filters)]
            fill_piece(layer, out, batch(x, layer.dtype), shape, filters, cancelled)
            if cancelled():
                return
            wanted, kept = self._wanted[1], None
            if self._wanted[0] == number and wanted in filters and wanted not in self._sent:
                kept = wanted, out[0, :, :, wanted - filters.start].copy()
                self._sent.add(wanted)
            yield Piece(number, filters, overview.look(out[0]), kept=kept)

    def _next_glance(self, number: int, parts: list[range], left: list[range]) -> range | None:
        """What is wanted, else what is not known exactly; None at the end."""
        layer, filter = self._wanted
        chosen = left[0] if left else None
        if layer == number and filter not in self._sent:
            chosen = next((part for part in parts if filter in part), chosen)
        if chosen in left:
            left.remove(chosen)
        return chosen


def size_of_maps(built: Built) -> int:
    """Bytes of all maps of all layers."""
    return sum(_bytes(built, number) for number in range(len(built.layers)))


def _bytes(built: Built, number: int) -> int:
    """Bytes of all maps of a layer."""
    return math.prod(built.shapes[number + 1]) * np.dtype(built.layers[number].dtype).itemsize
