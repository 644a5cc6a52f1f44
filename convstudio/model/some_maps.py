"""Feature maps that are too large to be kept: those of one layer, computed again when they are looked at."""

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator

import numpy as np

from convstudio.engine.box import joined
from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model.built import Built, build_layers
from convstudio.model.edits import planar
from convstudio.model.large_maps import AllMaps, Cancelled, LargeMaps, Piece, batch, read_only
from convstudio.model.maps import Maps, Planar
from convstudio.nn.live import Change, planar_memory
from convstudio.nn.pieces import fill_piece, pieces
from convstudio.nn.shapes import planar_shape

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
    if _size(built) > limit:
        return SomeMaps(project, built, layer, limit)
    if built.multiply_adds > LARGE:
        return AllMaps(project, built, layer, older)
    return Maps(project, built)


class SomeMaps(LargeMaps):
    """The input of one layer is kept, of its maps those that were looked at last, of the others a glance."""

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

    def aim(self, layer: int) -> bool:
        """Turn to the maps of a layer; says whether it is another one, so that all must be computed anew."""
        if layer == self._layer or layer >= len(self._overviews):
            return False
        self._layer = layer
        self._singles, self._sent = OrderedDict(), set()
        for overview in self._overviews:
            overview.forget()
        return True

    def output(self, layer: int) -> Planar | None:
        """What reaches the layer that is looked at, read-only; None for all others."""
        return super().output(layer) if layer == self._layer - 1 else None

    def map_of(self, layer: int, filter: int) -> Planar | None:
        """One map (rows, cols), read-only; if it is not there, it is what the worker turns to next."""
        if layer != self._layer:
            return super().map_of(layer, filter) if layer == self._layer - 1 else None
        self._wanted = layer, filter
        if filter in self._singles:
            self._singles.move_to_end(filter)
        return read_only(self._singles.get(filter))

    def write_cells(self, input: Planar, boxes: Iterable[Box]) -> list[Change]:
        """Take over input cells, and what they reach of the first layer."""
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
        return [Change(0, reached, None)] if reached else []

    def write_filter(self, layer: int, filter: int, part: LayerPart, most_work: int) -> None:
        """Nothing: it is as fast to compute anew what is looked at."""

    def take(self, piece: Piece) -> list[Change]:
        """Count as there what the worker has finished."""
        if piece.kept is not None:
            filter, values = piece.kept
            self._singles[filter] = values
            while len(self._singles) > self._most:
                dropped, _ = self._singles.popitem(last=False)
                self._sent.discard(dropped)
        return super().take(piece)

    @property
    def _most(self) -> int:
        """How many single maps may be kept."""
        before, after = self._layer - 1, planar_shape(self.built.shapes[self._layer + 1])
        size = np.dtype(self.built.layers[self._layer].dtype).itemsize
        left = self._limit - (_bytes(self.built, before) if before >= 0 else 0)
        return max(1, int(left // (size * after[0] * after[1])))

    def _missing(self, cancelled: Cancelled) -> Iterator[Piece]:
        """The layers before, each until the next is there; then the maps of this one."""
        target, x = self._layer, planar(self._input)
        is_there = target > 0 and self.output(target - 1) is not None
        for number in () if is_there else range(target):
            planes = planar_shape(self.built.shapes[number + 1])
            self._whole[number] = whole = planar_memory(planes, self.built.layers[number].dtype)[0]
            yield from self._fill_layer(number, x, cancelled)
            if cancelled():
                return
            x = whole
            if number:
                self._whole[number - 1] = None
        before = self._whole[target - 1] if target else x
        assert before is not None
        yield from self._glances(target, before, cancelled)

    def _glances(self, number: int, x: Planar, cancelled: Cancelled) -> Iterator[Piece]:
        """All maps of a layer one after the other in the same memory; what is looked at is kept."""
        layer, shape, overview = self.built.layers[number], self.built.shapes[number], self._overviews[number]
        self._sent = set(self._singles)  # what work that was cancelled had sent never came
        parts = pieces(layer, shape)
        left = [part for part in parts if not overview.known[part.start : part.stop].all()]
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
            yield Piece(number, filters, overview.look(out[0]), kept)

    def _next_glance(self, number: int, parts: list[range], left: list[range]) -> range | None:
        """What is wanted, else what nothing is known of; None at the end."""
        layer, filter = self._wanted
        chosen = left[0] if left else None
        if layer == number and filter not in self._sent:
            chosen = next((part for part in parts if filter in part), chosen)
        if chosen in left:
            left.remove(chosen)
        return chosen


def _size(built: Built) -> int:
    """Bytes of all maps of all layers."""
    return sum(_bytes(built, number) for number in range(len(built.layers)))


def _bytes(built: Built, number: int) -> int:
    """Bytes of all maps of a layer."""
    return math.prod(built.shapes[number + 1]) * np.dtype(built.layers[number].dtype).itemsize
