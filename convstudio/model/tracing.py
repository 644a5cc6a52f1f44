"""What depends on what in the network of the document, computed when asked and kept until a change."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from convstudio.engine.geometry import Box
from convstudio.engine.links import Counts
from convstudio.model.built import Shape
from convstudio.model.maps import Planar
from convstudio.model.questions import Questions
from convstudio.model.results import Results
from convstudio.nn.contributions import Why, why_from_pixels, why_in_layer
from convstudio.nn.layer import Layer
from convstudio.nn.partial import (
    Boxes,
    boxes_above,
    boxes_below,
    boxes_of_slopes,
    partial_levels,
    seen_part,
    work_of,
)
from convstudio.nn.receptive_field import Field, Region, cover, paths, receptive_fields, regions, unseen
from convstudio.nn.reshaping import Rearranging
from convstudio.nn.shapes import planar_shape
from convstudio.nn.trace import Part, Trace

_T = TypeVar("_T")
SHORT = 4_000_000  # multiply-adds: going there and back takes about three times as long, some 5 ms
MOST_VALUES = 1 << 25  # of one level that an answer may be about: 256 MiB in float64
MOST_IN_SIGHT = 1 << 24  # values that are computed only to be seen
MOST_PLACES = 1 << 18  # of all levels, whose paths are counted at once


class Spot(NamedTuple):
    """A cell of a level: 0 is the input, n what layer n gives. Channel None: all, of a colour picture."""

    level: int
    row: int
    col: int
    channel: int | None


class Tracing(QObject):
    """Follows the results; all answers are about the layers that fit.

    What takes long is None at first, and worked out elsewhere: from maps that are kept, or else from the
    part of the input that counts.

    Signals:
        changed(): what was answered may be otherwise now.
        answered(): a long question has its answer.
    """

    changed = Signal()
    answered = Signal()

    def __init__(self, results: Results, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self._questions = Questions(results.new_helper(), self)
        self._questions.answered.connect(self.answered)
        self._edits = results.edits
        results.maps_changed.connect(self._forget)
        results.geometry_changed.connect(self._forget)

    @property
    def is_behind(self) -> bool:
        """Whether values are others than those that are traced: who hears of them first asks too early."""
        return self._edits != self._results.edits

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._questions.is_busy

    # levels

    @cached_property
    def layers(self) -> list[Layer]:
        """The layers that fit, built."""
        layers: list[Layer] = []
        while (layer := self._results.layer(len(layers))) is not None:
            layers.append(layer)
        return layers

    @cached_property
    def shapes(self) -> list[Shape]:
        """Shapes of all levels without batch."""
        shapes = (self._results.input_shape(level) for level in range(self.depth))
        return [shape for shape in shapes if shape is not None]

    @property
    def depth(self) -> int:
        """How many levels there are, that of the input counted."""
        return len(self.layers) + 1

    @property
    def levels(self) -> int:
        """Of how many levels, from the input on, all values are there."""
        return len(self.trace.levels)

    @cached_property
    def known(self) -> list[Planar | None]:
        """The values of each level, where they are there."""
        return [self.values(level) for level in range(self.depth)]

    @cached_property
    def trace(self) -> Trace:
        """The stack at work on the input, as far as all values are there."""
        levels = list(takewhile(lambda values: values is not None, self.known))
        kept = [values for values in levels if values is not None]
        return Trace(self.layers[: len(kept) - 1], self.shapes[: len(kept)], kept)

    def values(self, level: int) -> Planar | None:
        """All values of a level (rows, cols, channels); None where they are not kept, or not there yet."""
        overview = self._results.overview(level - 1) if level else None
        values = self._results.input_of(level)
        if values is None and overview is not None and overview.steps == (1, 1) and overview.known.all():
            return overview.small  # so small that a glance is all
        return values

    def output_range(self, level: int) -> tuple[float, float]:
        """Between which numbers the values of a level must lie."""
        return self._results.output_range(level - 1)

    def holds(self, spot: Spot) -> bool:
        """Whether there is such a cell."""
        if not 0 <= spot.level < self.depth:
            return False
        rows, cols, channels = planar_shape(self.shapes[spot.level])
        inside = 0 <= spot.row < rows and 0 <= spot.col < cols
        return inside and 0 <= (spot.channel or 0) < channels

    # what follows from the shapes

    def regions(self, spot: Spot) -> list[Region]:
        """Exactly what a cell sees of each level up to its own."""
        return self._now(("regions", spot), lambda: regions(self.layers, self.shapes, *_place(spot)))

    def paths(self, spot: Spot) -> list[Counts] | None:
        """Number of paths to each place of each level up to its own."""
        layers, shapes = self.layers, self.shapes
        places = sum(rows * cols for rows, cols, _ in map(planar_shape, shapes[: spot.level + 1]))
        return self._questions.ask(
            ("light", "paths", spot),
            lambda _cancelled: paths(layers, shapes, *_place(spot)),
            places > MOST_PLACES,
        )

    def unseen(self) -> list[NDArray[np.bool_]]:
        """The places of each level that no output sees, as flags (rows, cols)."""
        return self._now(("unseen",), lambda: unseen(self.layers, self.shapes))

    def fields(self) -> list[Field]:
        """The receptive field of each level."""
        return self._now(("fields",), lambda: receptive_fields(self.layers, self.shapes[0]))

    def extent(self, level: int) -> tuple[int, int]:
        """Rows and columns of the input that a cell in the middle of a level sees, clipped at the borders.

        Where values are only moved, each sees what it saw before.
        """
        while level > 0 and isinstance(self.layers[level - 1], Rearranging):
            level -= 1
        rows, cols, channels = planar_shape(self.shapes[level])
        box = cover(self.regions(Spot(level, rows // 2, cols // 2, channels // 2))[0])
        return box.shape if box else (0, 0)

    # what follows from the values

    def value(self, spot: Spot) -> float | None:
        """The value of a cell; of all channels their mean."""

        def of(values: Planar) -> float:
            cell = values[spot.row, spot.col]
            return float(cell.mean() if spot.channel is None else cell[spot.channel])

        known = self.known[spot.level]
        if known is not None:
            return of(known)
        wanted = _cell(spot)
        return self._about(("value", spot), wanted, wanted, lambda trace: of(trace.levels[spot.level]))

    def part(self, level: int, box: Box, step: int, maps: Sequence[int]) -> Planar | None:
        """Every `step`-th row and column of a block of some maps of a level, (rows, cols, maps)."""
        known, layers, shapes = self.known, self.layers, self.shapes
        values = known[level]
        if values is not None:
            return values[box.slices][::step, ::step][:, :, list(maps)]
        if box.size * len(maps) > MOST_IN_SIGHT * step * step:
            return None
        key = ("part", level), box, step, tuple(maps)
        there = [one is not None for one in known]
        wanted: Boxes = [*[None] * level, box]
        work = work_of(layers, shapes, boxes_below(layers, shapes, wanted, there), there)

        def look(cancelled: Callable[[], bool]) -> Planar:
            return seen_part(layers, shapes, known, level, box, step, maps, cancelled)

        return self._questions.ask(key, look, work > SHORT)

    def gradients(self, spot: Spot) -> list[Part | None] | None:
        """How fast a value follows each cell of each level up to its own."""
        seen = self._seen(spot)
        key, slopes = ("light", "gradients", spot), boxes_of_slopes(self.layers, self.shapes, seen)
        return self._about(key, slopes, seen, lambda trace: trace.gradients(*_place(spot)))

    def influence(self, spot: Spot) -> list[Part | None] | None:
        """How much each later value follows a cell, from its own level on."""
        reached = boxes_above(self.layers, self.shapes, spot.level, _box(spot))
        key, slopes = ("light", "influence", spot), boxes_of_slopes(self.layers, self.shapes, reached)
        return self._about(key, slopes, reached, lambda trace: trace.influence(spot.level, spot[1:]))

    def why(self, spot: Spot, from_pixels: bool) -> Why | None:
        """Why a value of a layer is what it is."""
        ask = why_from_pixels if from_pixels else why_in_layer
        seen = self._seen(spot)
        if not from_pixels:
            seen[: spot.level - 1] = [None] * (spot.level - 1)
        key = "why", spot, from_pixels
        return self._about(key, seen, seen, lambda trace: ask(trace, *_place(spot)))

    def _seen(self, spot: Spot) -> Boxes:
        """The block of each level that holds all that a cell sees."""
        return boxes_below(self.layers, self.shapes, _cell(spot))

    def _about(
        self, key: tuple[object, ...], wanted: Boxes, answer: Boxes, ask: Callable[[Trace], _T]
    ) -> _T | None:
        """Answer a question from as much of the stack as it needs.

        Args:
            key: names the question.
            wanted: blocks of the levels at which it looks.
            answer: blocks of the levels that it is about.
            ask: gives the answer; of what is not wanted it may use shapes alone.
        """
        layers, shapes, known = self.layers, self.shapes, self.known
        if max(_values_in(wanted, shapes), _values_in(answer, shapes)) > MOST_VALUES:
            return None
        there = [level is not None for level in known]
        boxes = boxes_below(layers, shapes, wanted, there)
        work = work_of(layers, shapes, boxes, there) + work_of(layers, shapes, answer)

        def look(cancelled: Callable[[], bool]) -> _T:
            return ask(Trace(layers, shapes, partial_levels(layers, shapes, known, wanted, cancelled)))

        return self._questions.ask(key, look, work > SHORT)

    def _now(self, key: tuple[object, ...], ask: Callable[[], _T]) -> _T:
        answer = self._questions.ask(key, lambda _cancelled: ask())
        assert answer is not None
        return answer

    @Slot()
    def _forget(self) -> None:
        """What is on its way changes only which values are there."""
        for name in ("layers", "shapes", "known", "trace"):
            self.__dict__.pop(name, None)
        if self.is_behind:
            self._edits = self._results.edits
            self._questions.forget()
        self.changed.emit()


def _place(spot: Spot) -> tuple[int, tuple[int, int, int]]:
    return spot.level, (spot.row, spot.col, spot.channel or 0)


def _box(spot: Spot) -> Box:
    return Box(spot.row, spot.row + 1, spot.col, spot.col + 1)


def _cell(spot: Spot) -> Boxes:
    return [*[None] * spot.level, _box(spot)]


def _values_in(boxes: Boxes, shapes: list[Shape]) -> int:
    """Values of the largest block."""
    sizes = zip(boxes, shapes, strict=False)
    return max((box.size * planar_shape(shape)[2] for box, shape in sizes if box is not None), default=0)
