"""The walk as a film: a frame for each step."""

from convstudio.engine.walk import Step
from convstudio.files.computed import Computed
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
        self._steps = computed.chosen_steps(filter, steps)
        self._last: Step | None = None
        self._filter = -1
        self._pixels = self._of_filter(computed.walk[self._steps.start].filter)

    @property
    def size(self) -> tuple[int, int]:
        """(rows, cols) of every frame."""
        return self._pixels.shown.shape[0], self._pixels.shown.shape[1]

    def __len__(self) -> int:
        return len(self._steps)

    def frame(self, number: int) -> Frame:
        """The frame of a step, from 0; that which follows the one before is drawn fastest."""
        step = self._computed.walk[self._steps[number]]
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
