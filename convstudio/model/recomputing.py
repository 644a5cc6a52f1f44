"""Layers that are computed once more, some rows at a time, because their maps are not kept. For a worker."""

import time
from collections.abc import Callable, Iterator, Sequence

from convstudio.model.built import Built
from convstudio.model.large_maps import Piece
from convstudio.model.maps import Planar
from convstudio.model.overview import Looking, Overview
from convstudio.nn.live import planar_memory
from convstudio.nn.shapes import planar_shape
from convstudio.nn.stream import stream

SOON = 0.15  # seconds after which the rows that are there are shown

Cancelled = Callable[[], bool]


def bring(
    built: Built, x: Planar, source: int, layer: int, overviews: Sequence[Overview], cancelled: Cancelled
) -> Iterator[Piece]:
    """All maps of a layer, and on the way a glance at every layer that is gone through.

    Args:
        built: the layers.
        x: what reaches layer `source`, (rows, cols, channels).
        source: where to start.
        layer: whose maps are wanted; not before `source`.
        overviews: what is known of the layers; only read.
        cancelled: asked now and then.
    """
    planes = planar_shape(built.shapes[layer + 1])
    whole = planar_memory(planes, built.layers[layer].dtype)[0]
    yield from _glances(built, x, source, layer, overviews, cancelled, whole)
    if not cancelled():
        yield Piece(layer, range(planes[2]), whole=whole)


def look_further(
    built: Built, x: Planar, source: int, overviews: Sequence[Overview], cancelled: Cancelled
) -> Iterator[Piece]:
    """A glance at every layer from `source` on of which not all is known; `x` is what reaches it."""
    last = max((n for n, overview in enumerate(overviews) if not overview.is_exact), default=-1)
    if last >= source:
        yield from _glances(built, x, source, last, overviews, cancelled)


def _glances(
    built: Built,
    x: Planar,
    source: int,
    last: int,
    overviews: Sequence[Overview],
    cancelled: Cancelled,
    whole: Planar | None = None,
) -> Iterator[Piece]:
    layers, shapes = built.layers[source : last + 1], built.shapes[source : last + 2]
    watches = {n: _Watch(n, overviews[n]) for n in range(source, last + 1) if not overviews[n].is_exact}
    for part, first, values in stream(layers, shapes, x, cancelled):
        number = source + part
        if whole is not None and number == last:
            whole[first : first + len(values)] = values
        if number in watches and not cancelled():
            yield from watches[number].look(first, values)


class _Watch:
    """Looks at the rows of one layer, and shows now and then what it has seen."""

    def __init__(self, number: int, overview: Overview) -> None:
        self._number, self._maps = number, len(overview.known)
        self._rows = overview.planes[0]
        self._looking = Looking(overview, self._maps)
        self._shown = time.monotonic()

    def look(self, first: int, values: Planar) -> Iterator[Piece]:
        """See some rows; what is to be told of them."""
        self._looking.look(first, values)
        maps, now = range(self._maps), time.monotonic()
        if first + len(values) == self._rows:
            yield Piece(self._number, maps, self._looking.glance)
        elif now - self._shown > SOON:
            self._shown = now
            yield Piece(self._number, maps, rows=self._looking.small.copy())
