"""What a stack gives, some rows at a time: of each level no more is in memory than the next one needs."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.engine.links import AxisLinks, Links
from convstudio.engine.tiles import never
from convstudio.nn.layer import Layer
from convstudio.nn.pieces import forward_box
from convstudio.nn.planes import Array
from convstudio.nn.shapes import Shape, planar_shape

BAND = 1 << 19  # values of one level computed at once: 2 MiB in float32


class Rows(NamedTuple):
    """Some rows (rows, cols, channels) of what layer `layer` gives, from number `first` on."""

    layer: int
    first: int
    values: Array


def stream(
    layers: Sequence[Layer], shapes: Sequence[Shape], x: Array, cancelled: Callable[[], bool] = never
) -> Iterator[Rows]:
    """Every row of what every layer gives, each once; the rows of a layer come from the top to the bottom.

    A layer whose outputs see all rows (`Flatten`, a global pooling) has all of its input in memory.

    Args:
        layers: built, the first for `x`.
        shapes: what reaches each layer, and what the last gives, without batch.
        x: planes (rows, cols, channels) of the input; not copied.
        cancelled: once it says yes nothing more comes.
    """
    flow = _Flow(layers, shapes, x, cancelled)
    for number in reversed(range(len(layers))):  # the later ones ask for nearly all rows of those before
        yield from flow.up_to(number + 1, flow.heights[number + 1])


class _Flow:
    """Levels on their way down: level 0 is the input, level n what layer n - 1 gives."""

    def __init__(
        self, layers: Sequence[Layer], shapes: Sequence[Shape], x: Array, cancelled: Callable[[], bool]
    ) -> None:
        self._layers, self._shapes, self._cancelled = layers, shapes, cancelled
        self._planes = [planar_shape(shape) for shape in shapes]
        self._links = [layer.links(shape) for layer, shape in zip(layers, shapes, strict=False)]
        self.heights = [rows for rows, _, _ in self._planes]
        self._bands = [max(1, BAND // max(1, cols * channels)) for _, cols, channels in self._planes]
        for level, links in enumerate(self._links, 1):
            if not isinstance(links, AxisLinks):  # a part would take as long as the whole
                self._bands[level] = self.heights[level]
        self._done = [self.heights[0]] + [0] * len(layers)  # rows that were computed
        self._kept = [0] * (len(layers) + 1)  # the first row that is still there
        first = x.astype(layers[0].dtype, copy=False) if layers else x
        self._held: list[Array] = [first]
        for planes, layer in zip(self._planes[1:], layers[1:], strict=False):  # what is 0 takes no memory
            self._held.append(np.zeros(planes, layer.dtype))

    def up_to(self, level: int, end: int) -> Iterator[Rows]:
        """The rows of a level before `end`, and before them those of the levels below that they need."""
        while self._done[level] < end and not self._cancelled():
            first = self._done[level]
            last = min(end, first + self._bands[level])
            if level > 1:
                yield from self.up_to(level - 1, self._seen(level, first, last).stop)
            if self._cancelled():
                return
            values = self._computed(level, Box(first, last, 0, self._planes[level][1]))
            self._done[level] = last
            self._hold(level, first, values)
            self._let_go(level - 1, level)
            yield Rows(level - 1, first, values)

    def _computed(self, level: int, box: Box) -> Array:
        below = level - 1
        return forward_box(
            self._layers[below], self._held[below][None], self._shapes[below], box, self._cancelled
        )

    def _seen(self, level: int, first: int, last: int) -> range:
        """The rows of the level below that some rows see, and all between them."""
        return seen_rows(self._links[level - 1], range(first, last), self.heights[level - 1])

    def _hold(self, level: int, first: int, values: Array) -> None:
        """Keep rows for the next level."""
        if level < len(self._layers):
            self._held[level][first : first + len(values)] = values

    def _let_go(self, level: int, by: int) -> None:
        """Give back what no row to come of the level above sees."""
        if level == 0:
            return
        done, held = self._done[level], self._held[level]
        rest = range(self._done[by], self.heights[by])
        seen = self._seen(by, rest.start, rest.stop) if rest else range(0)
        needed = min(seen.start, done) if seen else done
        freed = needed - self._kept[level]
        if freed >= self._bands[level] or (freed and needed == self.heights[level]):
            self._held[level], self._kept[level] = np.zeros(held.shape, held.dtype), needed
            self._held[level][needed:done] = held[needed:done]


def seen_rows(links: Links, outputs: range, height: int) -> range:
    """The rows of an input of `height` rows that some rows of outputs see, and all between them."""
    if not isinstance(links, AxisLinks):
        return range(height)
    seen = links.rows.seen(np.arange(outputs.start, outputs.stop))
    return range(int(seen[0]), int(seen[-1]) + 1) if seen.size else range(0)
