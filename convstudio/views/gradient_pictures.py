"""The three grids of each side of the walk backwards: of the loss, of the weights, of the input."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from convstudio.engine.explain_error import ErrorTerms
from convstudio.engine.geometry import Box
from convstudio.model.backward import Backward
from convstudio.model.backward_look import Side
from convstudio.model.backward_numbers import StepNumbers
from convstudio.model.studio import Studio
from convstudio.nn.gradient_facts import CellFacts
from convstudio.nn.layer import Layer
from convstudio.nn.pooling import Pool
from convstudio.views.gradient_kernel import kernel_picture, shown_map
from convstudio.views.gradient_picture import Click, Picture, Plane, Scene
from convstudio.views.gradient_shared import PictureParts, one_cell, size_of
from convstudio.views.gradient_weights import MOST_MARKED, WeightPictures
from convstudio.views.hatching import merged
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme
from convstudio.views.window_marks import TINT

Array = NDArray[Any]


def _tr(text: str) -> str:
    return QCoreApplication.translate("gradient_pictures", text)


class GradientPictures:
    """Makes the pictures of what is looked at."""

    def __init__(self, studio: Studio, backward: Backward) -> None:
        self._parts = PictureParts(studio, backward)
        self._weights = WeightPictures(self._parts)

    def make(self) -> Scene:
        """The grids of what is looked at."""
        backward = self._parts.backward
        if backward.numbers is None:
            return Scene((None, None, None))
        if backward.look.side is Side.LOSS:
            return self._of_loss(backward.numbers)
        if backward.look.side is Side.INPUT:
            return self._of_input(backward.numbers)
        return self._weights.scene() if backward.step is not None else Scene((None, None, None))

    def _of_loss(self, numbers: StepNumbers) -> Scene:
        output, training = self._parts.backward.output, numbers.training
        assert output is not None
        sample, channel = output.sample, output.channel
        planes = [
            Plane.of(part, sample, channel)
            for part in (training.levels[-1], numbers.targets, training.errors[-1])
        ]
        values = np.stack([planes[0].values, planes[1].values])
        scale = self._parts.map_scale(values, len(training.layers) - 1)
        marks = (Mark(planes[0].box(*output.place[1:]), current_theme().accent),)
        first = Picture(_tr("Output"), size_of(planes[0]), planes[0], scale, marks, Click.GO)
        last = Picture(
            _tr("Error of the output"),
            size_of(planes[2]),
            planes[2],
            self._parts.signed(planes[2].values),
            marks,
            Click.GO,
        )
        target = replace(first, title=_tr("Target"), plane=planes[1], click=self._target_click())
        return Scene((first, target, last), ("−", "→"))

    def _target_click(self) -> Click:
        step = self._parts.backward.source.document_step
        if step is None:
            return Click.GO
        return Click.CLASS if step.wishes.loss == "sparse_categorical_crossentropy" else Click.PAINT

    def _of_input(self, numbers: StepNumbers) -> Scene:
        cell = self._parts.backward.cell
        assert cell is not None
        number = self._parts.backward.layer
        training = numbers.training
        plane = Plane.of(training.errors[number], cell.sample, cell.channel)
        place = cell.row, cell.col, cell.channel
        here = (Mark(plane.box(*place), current_theme().accent),)
        last = Picture(
            _tr("dX: gradient by the input"),
            size_of(plane),
            plane,
            self._parts.signed(plane.values),
            here,
            Click.GO,
            last=plane.shown(*place),
        )
        filter = shown_map(cell, self._parts.backward.look.filter)
        errors = self._returning(numbers.errors_by_maps(number), cell, filter)
        kernel = kernel_picture(training.layers[number], cell, filter)
        if kernel is not None:
            return Scene((errors, kernel, last), ("★", "="))
        source = Plane.of(training.levels[number], cell.sample, cell.channel)
        gates, windows = self._parts.gates(cell.sample, source), self._windows(training.layers[number], cell)
        scale, marks = self._parts.cell_scale(source), (*windows, *here)
        first = Picture(_tr("Input"), size_of(source), source, scale, marks, Click.GO, gates=gates)
        return Scene((first, errors, last), ("", "→"))

    def _returning(self, errors: Array, cell: CellFacts, filter: int) -> Picture:
        """The errors, with those marked that come back to the cell."""
        plane = Plane.of(errors, cell.sample, filter)
        gates = self._parts.gates(cell.sample, plane, errors)
        marks = _returning_marks(cell.terms, plane)
        title, scale = self._parts.error_title(errors), self._parts.signed(plane.values)
        return Picture(title, size_of(plane), plane, scale, marks, gates=gates)

    def _windows(self, layer: Layer, cell: CellFacts) -> tuple[Mark, ...]:
        """The windows of a pooling over the cell, and who wins each."""
        if not isinstance(layer, Pool):
            return ()
        geometry = layer.window(self._parts.training.shapes[self._parts.backward.layer])
        theme = current_theme()
        frames = [Mark(geometry.window(w.row, w.col), theme.accent, tint=TINT) for w in cell.windows]
        winners = [Mark(one_cell(*w.winner), theme.link, dashed=True) for w in cell.windows if w.winner]
        return (*frames, *winners)


def _returning_marks(terms: ErrorTerms | None, plane: Plane) -> tuple[Mark, ...]:
    """Frames on the errors of the shown map that come back, and one around all of them."""
    if terms is None:
        return ()
    theme = current_theme()
    kept = terms.places if plane.channel is None else terms.places[terms.places[:, 2] == plane.channel]
    if not len(kept):
        return ()
    cells = np.array([plane.shown(*place) for place in kept.tolist()])
    boxes = merged(cells)[:MOST_MARKED]
    (top, left), (bottom, right) = cells.min(axis=0).tolist(), cells.max(axis=0).tolist()
    around = Box(top, bottom + 1, left, right + 1)
    tints = tuple(Mark(box, theme.accent, width=0, tint=TINT) for box in boxes)
    return (*tints, Mark(around, theme.accent))
