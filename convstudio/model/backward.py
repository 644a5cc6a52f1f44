"""The walk backwards through one step of training: what of it is looked at, and where the walk stands."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from convstudio.engine.gradient_walk import GradientStep
from convstudio.engine.walk import Walk
from convstudio.model.backward_facts import cell_facts, output_facts, weight_facts
from convstudio.model.backward_look import Look, Side, cells_of, grid_of
from convstudio.model.backward_numbers import StepNumbers
from convstudio.model.backward_source import BackwardSource
from convstudio.model.differences import Differences, Subject
from convstudio.model.document import Document
from convstudio.model.pace import Clock
from convstudio.model.stepper import Stepper
from convstudio.model.worker import Worker
from convstudio.nn.finite_difference import FiniteDifference
from convstudio.nn.gradient_facts import CellFacts, OutputFacts, WeightFacts
from convstudio.nn.weight_grids import WeightGrid

MOST_WORK = 1 << 18  # products that are added up at once, some milliseconds
_T = TypeVar("_T")


class Backward(Stepper):
    """Its steps are the positions at which weights get their gradient, or the cells of an input or output.

    The layer is the active one of the document, as far as it is in the step of training.

    Signals:
        look_changed(): something else is looked at, or other numbers; what there was before is void.
        difference_changed(): the finite difference of what is looked at is there.
    """

    look_changed = Signal()
    difference_changed = Signal()

    def __init__(self, document: Document, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(clock, parent)
        self._document = document
        self.source = BackwardSource(document, self)
        self._differences = Differences(self)
        self._look = Look()
        self._grid: WeightGrid | None = None
        self._facts: WeightFacts | None = None
        self._coming: WeightGrid | None = None  # its sums are being added up
        self._now: tuple[int, Any] | None = None  # what was asked of the current step
        self._size: tuple[Any, ...] = ()
        self._adder = Worker(self)
        self._adder.finished.connect(self._take_sums)
        self.source.numbers_changed.connect(self._take_numbers)
        document.active_layer_changed.connect(self._show_anew)
        self._differences.found.connect(self.difference_changed)

    def close(self) -> None:
        """Stop computing, for good."""
        self.pause()
        self.source.close()
        self._differences.close()
        self._adder.close()

    # what is looked at

    @property
    def numbers(self) -> StepNumbers | None:
        """The step of training; None where there is none."""
        return self.source.numbers

    @property
    def layer(self) -> int:
        """The layer that is looked at, from 0, of those that are in the step."""
        if self.numbers is None:
            return 0
        number = self._document.active_layer - self.numbers.question.first
        return min(max(number, 0), len(self.numbers.training.layers) - 1)

    @property
    def layer_of_document(self) -> int:
        """The same layer by its number in the document."""
        return self.layer + (self.numbers.question.first if self.numbers else 0)

    @property
    def look(self) -> Look:
        """What is looked at."""
        return self._look

    def set_look(self, **parts: Any) -> None:
        """Look at something else, or at the nearest that there is; see `Look`."""
        wanted = replace(self._look, **parts)
        if wanted != self._look and self.numbers is not None:
            self._look = wanted
            self._show_anew()

    def choose_weight(self, row: int, col: int) -> None:
        """Look at another weight of the grid."""
        if self._grid is not None and (row, col) != self._look.weight:
            rows, cols = self._grid.numbers.shape
            self._look = replace(self._look, weight=(min(row, rows - 1), min(col, cols - 1)))
            self._facts = None
            self.look_changed.emit()

    # steps

    @property
    def walk(self) -> Walk | None:
        """The positions, with the sample as filter, or the cells, with the channel as filter."""
        if self.numbers is None:
            return None
        if self._look.side is Side.WEIGHTS:
            grid = self._grid or self._coming
            return grid.walk.positions if grid else None
        layers = len(self.numbers.training.layers)
        return cells_of(self.numbers, layers if self._look.side is Side.LOSS else self.layer)

    @property
    def count(self) -> int:
        """How many positions or cells there are."""
        return len(self.walk) if self.walk else 0

    @property
    def row_length(self) -> int:
        """Columns of the map of errors, or of the input."""
        return self.walk.cols if self.walk else 1

    @property
    def grid(self) -> WeightGrid | None:
        """The weights that are looked at; None on the other sides, and while much is added up."""
        return self._grid

    @property
    def step(self) -> GradientStep | None:
        """The current position of the weights; None without a grid."""
        grid = self._grid
        return None if grid is None else self._kept(lambda: grid.walk[self.index])

    @property
    def weight(self) -> WeightFacts | None:
        """The weight that is looked at."""
        if self._facts is None and self._grid is not None and self.numbers is not None:
            self._facts = weight_facts(self.numbers, self.layer, self._grid, self._look.weight)
        return self._facts

    @property
    def cell(self) -> CellFacts | None:
        """The current cell of the input; None on the other sides."""
        numbers = self.numbers
        if numbers is None or self._look.side is not Side.INPUT:
            return None
        return self._kept(lambda: cell_facts(numbers, self.layer, self._look.sample, self.index))

    @property
    def output(self) -> OutputFacts | None:
        """The current cell of what comes out; None on the other sides."""
        numbers = self.numbers
        if numbers is None or self._look.side is not Side.LOSS:
            return None
        return self._kept(lambda: output_facts(numbers, self._look.sample, self.index))

    def _kept(self, ask: Callable[[], _T]) -> _T:
        """What is asked of this step, worked out once: several views ask."""
        if self._now is None or self._now[0] != self.index:
            self._now = self.index, ask()
        answer: _T = self._now[1]
        return answer

    def go_to_place(self, row: int, col: int, sample_or_channel: int | None = None) -> None:
        """Jump to a position or a cell, or to the nearest there is."""
        walk = self.walk
        if walk is not None:
            part = walk[self.index].filter if sample_or_channel is None else sample_or_channel
            ends = walk.filters - 1, walk.rows - 1, walk.cols - 1
            places = (min(max(p, 0), end) for p, end in zip((part, row, col), ends, strict=True))
            self.go_to(walk.index_of(*places))

    # finite differences

    def difference(self) -> FiniteDifference | None:
        """The finite difference of the weight or cell that is looked at; None while it is worked out."""
        weight, cell, output = self.weight, self.cell, self.output
        if weight is not None:
            return self._differences.of(Subject(self.layer, weight.name, weight.index))
        if output is not None and self.numbers is not None:
            return self._differences.of(Subject(len(self.numbers.training.layers), "", output.place))
        return None if cell is None else self._differences.of(Subject(self.layer, "", cell.place))

    # follow

    def _take_numbers(self) -> None:
        self._differences.follow(self.numbers.training if self.numbers else None)
        self._show_anew()

    def _show_anew(self) -> None:
        """Stay at the place where the walk is still the same, otherwise start."""
        self._grid = self._coming = self._facts = self._now = None
        self._adder.cancel()
        if self.numbers is not None:
            self._look = self._look.within(self.numbers, self.layer)
            if self._look.side is Side.WEIGHTS:
                self._take_up(grid_of(self.numbers, self.layer, self._look))
        walk = self.walk
        size = (self._look.side, walk.rows, walk.cols, walk.filters) if walk else ()
        if size != self._size:
            self._size = size
            self._walk_anew(0)
        self.look_changed.emit()

    def _take_up(self, grid: WeightGrid) -> None:
        """Look at a grid, as soon as its sums are there."""
        rows, cols = grid.numbers.shape
        row, col = self._look.weight
        self._look = replace(self._look, weight=(min(row, rows - 1), min(col, cols - 1)))
        if grid.walk.work <= MOST_WORK:
            self._grid = grid
        else:
            self._coming = grid
            self._adder.start(grid.walk.prepare)

    def _take_sums(self, _answer: object) -> None:
        self._grid, self._coming = self._coming, None
        self.look_changed.emit()
