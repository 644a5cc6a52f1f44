"""A training as a film: a filter and its map at every moment, above the loss up to there."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from convstudio.engine.digits import format_value
from convstudio.engine.explain import Explanation
from convstudio.files.computed import check_place
from convstudio.files.drawing.painting import picture, pixel_size
from convstudio.files.drawing.shapes import RIGHT, Frame, Shape, Sheet, Strokes, Text
from convstudio.files.export_source import ExportSource
from convstudio.files.films.film import Frame as Pixels
from convstudio.model.overview import value_range
from convstudio.model.training_run import TrainingRun
from convstudio.views.figure import MARGIN, Figure
from convstudio.views.figure_single import maps_figure
from convstudio.views.look import Look
from convstudio.views.step_pixels import pixels

CURVE = 72.0  # height of the loss
HEAD = 22.0  # above it
MOST_LINES = 400  # of the curve
LOOKED_AT = 16  # moments from which the scales are told


class TrainingFilm:
    """A frame for each moment kept; one filter with its map, or all maps of the active layer."""

    def __init__(
        self,
        run: TrainingRun,
        filter: int | None = 0,
        steps: range | None = None,
        scale: float = 1.0,
        look: Look | None = None,
    ) -> None:
        """Choose the moments.

        Args:
            run: the training.
            filter: which, from 0; None for the maps of all.
            steps: the moments in this range of numbers of steps taken; None for all.
            scale: pixels for each unit of the figure.
            look: colours.

        Raises:
            ValueError: there is no such filter or moment, or a frame has no pixel or more than 100 million.
        """
        chosen = [step for step in run.steps if steps is None or step in steps]
        if not chosen:
            last = run.steps[-1]
            raise ValueError(f"moments are kept from step 0 to {last}; none of them was chosen")
        self._run, self._filter, self._steps, self._scale = run, filter, chosen, scale
        self._look = _held(run, filter, look or Look())
        width, height = pixel_size(self._sheet(0), scale)
        self.size = height + height % 2, width + width % 2

    def __len__(self) -> int:
        return len(self._steps)

    def frame(self, number: int) -> Pixels:
        """The frame of a moment, from 0."""
        drawn = pixels(picture(self._sheet(number), self._scale))
        rows, cols = self.size
        return np.pad(drawn, ((0, rows - drawn.shape[0]), (0, cols - drawn.shape[1]), (0, 0)), "edge")

    def _sheet(self, number: int) -> Sheet:
        steps = self._steps[number]
        source = ExportSource(self._run.at(steps))
        if self._filter is None:
            sheet = maps_figure(source, self._look)
        else:
            sheet = Figure(source.project, source.computed, self._filter, self._look).sheet()
        area = QRectF(MARGIN, sheet.size.height() - MARGIN / 2 + HEAD, sheet.size.width() - 2 * MARGIN, CURVE)
        shapes = (*sheet.shapes, *self._course(steps, area))
        return replace(sheet, size=QSizeF(sheet.size.width(), area.bottom() + MARGIN), shapes=shapes)

    def _course(self, steps: int, area: QRectF) -> Iterator[Shape]:
        """The loss up to a moment, in the frame that holds all of it."""
        theme, curve = self._look.theme, self._run.curve
        base = area.topLeft() - QPointF(0, 8)
        text = f"step {steps:,} of {self._run.steps[-1]:,}"
        yield Text(base, text, 13, theme.text, is_bold=True)
        if steps < len(curve):
            loss = f"loss {format_value(curve[steps], 4)}"
            yield Text(QPointF(area.right(), base.y()), loss, 13, theme.quiet, RIGHT)
        yield Frame(area, line=theme.line)
        yield Strokes(tuple(_lines(curve, steps, area)), theme.accent, 1.5)


def _lines(curve: NDArray[np.float64], steps: int, area: QRectF) -> Iterator[QLineF]:
    """The curve as far as so many steps; what is no number leaves a gap."""
    finite = curve[np.isfinite(curve)]
    highest = float(finite.max(initial=0.0)) or 1.0
    across, down = area.width() / max(1, len(curve) - 1), area.height() / highest
    places = list(range(0, min(steps + 1, len(curve)), max(1, len(curve) // MOST_LINES)))
    for start, end in pairwise(places):
        if np.isfinite(curve[[start, end]]).all():
            yield QLineF(
                area.left() + start * across,
                area.bottom() - float(curve[start]) * down,
                area.left() + end * across,
                area.bottom() - float(curve[end]) * down,
            )


def _held(run: TrainingRun, filter: int | None, look: Look) -> Look:
    """Scales that hold for the whole film, told from some of its moments."""
    last = len(run.steps) - 1
    some = sorted({last * place // (LOOKED_AT - 1) for place in range(LOOKED_AT)})
    reach, low, high = 0.0, np.inf, -np.inf
    for place in some:
        computed = ExportSource(run.at(run.steps[place])).computed
        check_place(computed.maps.shape, 0, 0, filter or 0)
        seen = value_range(computed.maps if filter is None else computed.maps[..., filter])
        low, high = min(low, seen[0]), max(high, seen[1])
        step = computed.explain(0, 0, filter or 0)
        if isinstance(step, Explanation):
            finite = np.abs(step.weights[np.isfinite(step.weights)])
            reach = max(reach, float(finite.max(initial=0.0)))
    return replace(look, weight_reach=reach, map_range=(float(low), float(high)))
