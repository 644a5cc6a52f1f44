"""What depends on what in the network of the document, computed when asked and kept until a change."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from convstudio.engine.links import Counts
from convstudio.model.results import Results
from convstudio.nn.contributions import Why, why_from_pixels, why_in_layer
from convstudio.nn.layer import Layer
from convstudio.nn.receptive_field import Field, Region, cover, paths, receptive_fields, regions, unseen
from convstudio.nn.reshaping import Rearranging
from convstudio.nn.shapes import planar_shape
from convstudio.nn.trace import Part, Trace

_T = TypeVar("_T")
MOST_KEPT = 64  # answers about cells


class Spot(NamedTuple):
    """A cell of a level: 0 is the input, n what layer n gives. Channel None: all, of a colour picture."""

    level: int
    row: int
    col: int
    channel: int | None


class Tracing(QObject):
    """Follows the results; all answers are about the layers that fit and are computed.

    Signals:
        changed(): what was answered may be otherwise now.
    """

    changed = Signal()

    def __init__(self, results: Results, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self._answers: dict[tuple[Any, ...], Any] = {}
        results.maps_changed.connect(self._forget)
        results.geometry_changed.connect(self._forget)

    @cached_property
    def trace(self) -> Trace:
        """The stack at work on the input."""
        results = self._results
        layers: list[Layer] = []
        levels, shapes = [results.input_of(0)], [results.input_shape(0)]
        while (layer := results.layer(len(layers))) is not None:
            output, shape = results.output_of(len(layers)), results.output_shape(len(layers))
            if output is None or shape is None:
                break
            layers.append(layer)
            levels.append(output)
            shapes.append(shape)
        return Trace(layers, [s for s in shapes if s is not None], [x for x in levels if x is not None])

    @property
    def levels(self) -> int:
        """How many levels there are, that of the input counted."""
        return len(self.trace.levels)

    def holds(self, spot: Spot) -> bool:
        """Whether there is such a cell."""
        if not 0 <= spot.level < self.levels:
            return False
        rows, cols, channels = planar_shape(self.trace.shapes[spot.level])
        inside = 0 <= spot.row < rows and 0 <= spot.col < cols
        return inside and 0 <= (spot.channel or 0) < channels

    def value(self, spot: Spot) -> float:
        """The value of a cell; of all channels their mean."""
        values = self.trace.levels[spot.level][spot.row, spot.col]
        return float(values.mean() if spot.channel is None else values[spot.channel])

    def output_range(self, level: int) -> tuple[float, float]:
        """Between which numbers the values of a level must lie; what only moves or joins values keeps it."""
        return self.trace.output_range(level)

    def regions(self, spot: Spot) -> list[Region]:
        """Exactly what a cell sees of each level up to its own."""
        trace = self.trace
        return self._kept(("regions", spot), lambda: regions(trace.layers, trace.shapes, *_place(spot)))

    def paths(self, spot: Spot) -> list[Counts]:
        """Number of paths to each place of each level up to its own."""
        trace = self.trace
        return self._kept(("paths", spot), lambda: paths(trace.layers, trace.shapes, *_place(spot)))

    def gradients(self, spot: Spot) -> list[Part | None]:
        """How fast a value follows each cell of each level up to its own."""
        return self._kept(("gradients", spot), lambda: self.trace.gradients(*_place(spot)))

    def influence(self, spot: Spot) -> list[Part | None]:
        """How much each later value follows a cell, from its own level on."""
        return self._kept(("influence", spot), lambda: self.trace.influence(spot.level, spot[1:]))

    def why(self, spot: Spot, from_pixels: bool) -> Why:
        """Why a value of a layer is what it is."""
        ask = why_from_pixels if from_pixels else why_in_layer
        return self._kept(("why", spot, from_pixels), lambda: ask(self.trace, *_place(spot)))

    def unseen(self) -> list[Any]:
        """The places of each level that no output sees, as flags (rows, cols)."""
        return self._kept(("unseen",), lambda: unseen(self.trace.layers, self.trace.shapes))

    def fields(self) -> list[Field]:
        """The receptive field of each level."""
        trace = self.trace
        return self._kept(("fields",), lambda: receptive_fields(trace.layers, trace.shapes[0]))

    def extent(self, level: int) -> tuple[int, int]:
        """Rows and columns of the input that a cell in the middle of a level sees, clipped at the borders.

        Where values are only moved, each sees what it saw before.
        """
        while level > 0 and isinstance(self.trace.layers[level - 1], Rearranging):
            level -= 1
        rows, cols, channels = self.trace.levels[level].shape
        box = cover(self.regions(Spot(level, rows // 2, cols // 2, channels // 2))[0])
        return box.shape if box else (0, 0)

    def _kept(self, key: tuple[Any, ...], ask: Callable[[], _T]) -> _T:
        if key not in self._answers:
            if len(self._answers) >= MOST_KEPT:
                del self._answers[next(iter(self._answers))]
            self._answers[key] = ask()
        answer: _T = self._answers[key]
        return answer

    def _forget(self) -> None:
        self._answers.clear()
        self.__dict__.pop("trace", None)
        self.changed.emit()


def _place(spot: Spot) -> tuple[int, tuple[int, int, int]]:
    return spot.level, (spot.row, spot.col, spot.channel or 0)
