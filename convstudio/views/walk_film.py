"""The walk as a film: a frame for each step."""

from convstudio.engine.walk import Step
from convstudio.files.computed import Computed, check_place
from convstudio.files.films.film import Frame
from convstudio.files.project import Project
from convstudio.views.figure import Figure
from convstudio.views.look import Look
from convstudio.views.step_pixels import StepPixels


class WalkFilm:
    """May be used in any thread, by one at a time."""

    def __init__(
        self,
        project: Project,
        computed: Computed,
        filter: int | None = None,
        steps: range | None = None,
        scale: float = 1.0,
        look: Look | None = None,
    ) -> None:
        """Choose the steps, and paint the first figure.

        Args:
            project: what is drawn.
            computed: the same, computed.
            filter: whose walk, from 0; without, that over all filters.
            steps: which of them, from 0; without, all.
            scale: pixels for each unit of the figure.
            look: colours, and how cells that lie ahead are shown.

        Raises:
            ValueError: there is no such filter or step, or a frame has no pixel or more than 100 million.
        """
        self._project, self._computed, self._look, self._scale = project, computed, look, scale
        self._first, self._count = _chosen(computed, filter, steps)
        self._last: Step | None = None
        self._filter = -1
        self._pixels = self._of_filter(computed.walk[self._first].filter)

    @property
    def size(self) -> tuple[int, int]:
        """(rows, cols) of every frame."""
        return self._pixels.shown.shape[0], self._pixels.shown.shape[1]

    def __len__(self) -> int:
        return self._count

    def frame(self, number: int) -> Frame:
        """The frame of a step, from 0; that which follows the one before is drawn fastest."""
        step = self._computed.walk[self._first + number]
        pixels, last = self._of_filter(step.filter), self._last
        follows = last is not None and last.filter == step.filter and last.index + 1 == step.index
        pixels.show(step.row, step.col, follows)
        self._last = step
        return pixels.shown.copy()

    def _of_filter(self, filter: int) -> StepPixels:
        if filter != self._filter:
            figure = Figure(self._project, self._computed, filter, self._look)
            self._pixels, self._filter = StepPixels(figure, self._scale), filter
        return self._pixels


def steps_of(computed: Computed, filter: int | None) -> int:
    """How many steps the walk has, of one filter or of all."""
    rows, cols, filters = computed.maps.shape
    return int(rows * cols * (filters if filter is None else 1))


def _chosen(computed: Computed, filter: int | None, steps: range | None) -> tuple[int, int]:
    """The first step in the walk over all filters, and how many there are."""
    count = steps_of(computed, filter)
    check_place(computed.maps.shape, 0, 0, filter or 0)
    steps = range(count) if steps is None else steps
    if not 0 <= steps.start < steps.stop <= count:
        raise ValueError(f"steps are 1 to {count}; there are none from {steps.start + 1} to {steps.stop}")
    return (filter or 0) * count + steps.start, len(steps)
