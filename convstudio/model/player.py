"""Walks the window over the input: where it stands, and whether it moves by itself."""

from PySide6.QtCore import QObject

from convstudio.engine.walk import Step, Walk
from convstudio.model.document import Document
from convstudio.model.pace import Clock
from convstudio.model.results import Results
from convstudio.model.stepper import State, Stepper

__all__ = ["Player", "State"]


class Player(Stepper):
    """A position on the walk over the active layer. The filter in hand is that of the current step.

    Where the active layer does not fit its input there is no walk. Signals are those of `Stepper`.
    """

    def __init__(
        self, document: Document, results: Results, clock: Clock | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(clock, parent)
        self._document, self._results = document, results
        self._walk: Walk | None = None
        self._layer = 0  # over which the walk is
        results.geometry_changed.connect(self._follow)
        document.project_replaced.connect(self._open)
        self._follow()
        self._open()

    @property
    def walk(self) -> Walk | None:
        """All steps; None where the active layer does not fit its input."""
        return self._walk

    @property
    def count(self) -> int:
        """How many steps the walk has."""
        return len(self._walk) if self._walk else 0

    @property
    def row_length(self) -> int:
        """The columns of a map."""
        return self._walk.cols if self._walk else 1

    @property
    def step(self) -> Step | None:
        """The current step; None without a walk."""
        return None if self._walk is None else self._walk[self._index]

    def go_to_cell(self, row: int, col: int) -> None:
        """Jump to a cell of the feature map in hand, or to the nearest there is."""
        if self._walk is not None:
            self.go_to(_nearest(self._walk, self._walk[self._index].filter, row, col))

    def show_filter(self, filter: int) -> None:
        """Jump to the same cell of another filter's feature map."""
        if self._walk is not None:
            step = self._walk[self._index]
            self.go_to(_nearest(self._walk, filter, step.row, step.col))

    def _open(self) -> None:
        """Stand where the project was left."""
        self.pause()
        self.go_to(self._document.project.step)

    def _follow(self) -> None:
        """Stay on the cell and the filter, or on the nearest left, when the walk gets other steps."""
        layer = self._document.active_layer
        walk, step = self._results.walk(layer), self.step
        if (layer, _size(walk)) == (self._layer, _size(self._walk)):
            return
        self._layer, self._walk = layer, walk
        self._walk_anew(_nearest(walk, step.filter, step.row, step.col) if walk and step else 0)


def _nearest(walk: Walk, filter: int, row: int, col: int) -> int:
    """Index of the step at a cell, or at the nearest that the walk has."""
    ends = (walk.filters - 1, walk.rows - 1, walk.cols - 1)
    return walk.index_of(
        *(min(max(place, 0), end) for place, end in zip((filter, row, col), ends, strict=True))
    )


def _size(walk: Walk | None) -> tuple[int, int, int] | None:
    return None if walk is None else (walk.rows, walk.cols, walk.filters)
