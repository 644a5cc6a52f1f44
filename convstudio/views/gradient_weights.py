"""The grids of a weight's gradient: the window on the input, the error of its place, and the sum so far."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.gradient_walk import GradientStep
from convstudio.model.backward_look import error_place
from convstudio.nn.weight_grids import WeightGrid
from convstudio.views.gradient_picture import Click, Picture, Plane, Scene
from convstudio.views.gradient_shared import PictureParts, one_cell, size_of
from convstudio.views.hatching import merged
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme
from convstudio.views.window_marks import TINT

MOST_MARKED = 400  # parts of one window that are tinted one by one


def _tr(text: str) -> str:
    return QCoreApplication.translate("gradient_pictures", text)


class WeightPictures:
    """Makes them of the weight that is looked at."""

    def __init__(self, parts: PictureParts) -> None:
        self._parts = parts

    def scene(self) -> Scene:
        """Cells, errors, and the gradient so far."""
        backward, grid, step = self._parts.backward, self._parts.backward.grid, self._parts.backward.step
        assert grid is not None
        assert step is not None
        weight = backward.look.weight
        number = weight[0] * grid.numbers.shape[1] + weight[1]
        cells = self._cells(grid, step, number)
        pictures = cells, self._errors(grid, step, number), self._running(grid, step, weight)
        return Scene(pictures, ("×" if cells else "", "→"))

    def _cells(self, grid: WeightGrid, step: GradientStep, number: int) -> Picture | None:
        if grid.cells is None:
            return None
        plane = Plane.of(grid.cells, step.sample, number if grid.channel is None else grid.channel)
        is_input = grid.cells is self._parts.training.levels[self._parts.backward.layer]
        title = _tr("Input") if is_input else _tr("What it meets")
        scale = self._parts.cell_scale(plane) if is_input else self._parts.signed(plane.values)
        if grid.on_errors or grid.geometry is None:
            marks: tuple[Mark, ...] = ()
            if grid.cells.shape[1:3] == (grid.walk.positions.rows, grid.walk.positions.cols):
                marks = (Mark(plane.box(step.row, step.col, number), current_theme().accent),)
            click, cursor = _click_on(plane, Click.WEIGHT), self._parts.backward.look.weight
            return Picture(title, size_of(plane), plane, scale, marks, click, cursor=cursor)
        marks = self._window(grid, step)
        return Picture(title, size_of(plane), plane, scale, marks, geometry=grid.geometry)

    def _errors(self, grid: WeightGrid, step: GradientStep, number: int) -> Picture:
        filter = number if grid.filter is None else grid.filter
        plane = Plane.of(grid.errors, step.sample, filter)
        title, scale = self._parts.error_title(grid.errors), self._parts.signed(plane.values)
        if grid.on_errors:
            marks = self._window(grid, step)
            return Picture(title, size_of(plane), plane, scale, marks, geometry=grid.geometry)
        place = error_place(grid, step, self._parts.backward.look.weight)
        if place is None:
            return Picture(title, size_of(plane), plane, scale)
        gates = self._parts.gates(step.sample, plane, grid.errors)
        marks = (Mark(plane.box(*place), current_theme().accent),)
        shown, click = plane.shown(*place), _click_on(plane, Click.UNIT)
        last = None if plane.channel is None else shown
        return Picture(
            title, size_of(plane), plane, scale, marks, click, last=last, cursor=shown, gates=gates
        )

    def _running(self, grid: WeightGrid, step: GradientStep, weight: tuple[int, int]) -> Picture:
        plane = Plane.alone(step.running)
        found = self._parts.training.by_weights[self._parts.backward.layer][grid.name]
        reach = np.concatenate([step.running.ravel(), grid.picked(found).ravel()])
        marks, scale = (Mark(plane.box(*weight), current_theme().link),), self._parts.signed(reach)
        title = self._gradient_title(grid)
        return Picture(title, _tr("sum so far"), plane, scale, marks, Click.WEIGHT, cursor=weight)

    def _window(self, grid: WeightGrid, step: GradientStep) -> tuple[Mark, ...]:
        """The window, and in it the cell that the chosen weight meets."""
        geometry, patch = grid.geometry, step.patch
        assert geometry is not None
        assert patch is not None
        theme = current_theme()
        cells = merged(patch.positions.reshape(-1, 2))
        tints = [Mark(box, theme.accent, width=0, tint=TINT) for box in cells[:MOST_MARKED]]
        row, col = patch.positions[self._parts.backward.look.weight].tolist()
        chosen = Mark(one_cell(row, col), theme.link, width=2)
        return (*tints, Mark(geometry.window(step.row, step.col), theme.accent), chosen)

    def _gradient_title(self, grid: WeightGrid) -> str:
        names = {"kernel": "dW", "bias": "db", "gamma": "dγ", "beta": "dβ", "alpha": "dα"}
        name = names.get(grid.name, "dW")
        if grid.name == "bias":
            return _tr("{name}: gradient by the bias").format(name=name)
        return _tr("{name}: gradient by the weights").format(name=name)


def _click_on(plane: Plane, of_vector: Click) -> Click:
    return Click.GO if plane.channel is not None else of_vector
