"""What is open: one project, its file and its undo stack. Here alone the project changes."""

import dataclasses
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from convstudio.files.frozen import same_array
from convstudio.files.project import LayerPart, Project, save_project
from convstudio.model.commands import Patch, Swap, Target, Write
from convstudio.model.fitting import with_weights
from convstudio.model.spare_copy import SpareCopy
from convstudio.model.touched import boxes_of
from convstudio.model.weight_arrays import filters_at

Cells = NDArray[np.intp]
SPARE_MEMORY = 1 << 28  # bytes


class OpenProject(QObject):
    """Holds the project and says what of it changed; `Document` adds the ways to edit it.

    Signals:
        input_changed(object): boxes of touched cells, or None for everything, shape included.
        weights_changed(int, object): layer, and its filter, or None for all of them.
        layer_changed(int): settings of a layer; its weights may have another shape.
        layers_changed(): the list of layers.
        project_replaced(): another project is open.
        active_layer_changed(int): another layer is looked at.
        path_changed(str): another file; "" for none.
        name_changed(): what is open is called otherwise.
        gesture_ended(): a stroke is over.
    """

    input_changed = Signal(object)
    weights_changed = Signal(int, object)
    layer_changed = Signal(int)
    layers_changed = Signal()
    project_replaced = Signal()
    active_layer_changed = Signal(int)
    path_changed = Signal(str)
    name_changed = Signal()
    gesture_ended = Signal()

    def __init__(
        self,
        project: Project,
        path: str | None = None,
        parent: QObject | None = None,
        spare_memory: float = SPARE_MEMORY,
    ) -> None:
        """Open a project; a large input is copied before it is drawn on, up to `spare_memory` bytes."""
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._project = with_weights(project)
        self._path = path
        self._filed_title = project.title  # what the project was called when it was last opened or saved
        self._gesture: int | None = None  # number of the stroke under way
        self._strokes = 0
        self._stroke_text = ""
        self._buffer: NDArray[np.float32] | None = None  # the input while a stroke writes into it
        self._spare = SpareCopy(spare_memory, self)
        self._spare.follow(self._project.input)

    def __del__(self) -> None:
        """Empty the undo stack first: Python's collector would delete commands before their stack does."""
        with suppress(AttributeError, RuntimeError):  # there is none yet, or Qt has deleted it
            self.undo_stack.blockSignals(True)
            self.undo_stack.clear()

    @property
    def project(self) -> Project:
        """The project as it is: every edit makes a new one; only a stroke changes the input in place."""
        return self._project

    @property
    def path(self) -> str | None:
        """The file of the project, if it has one."""
        return self._path

    @property
    def name(self) -> str:
        """What is open, for people: its file; where that was not given another content since, its title."""
        file, title = Path(self._path or "").name, self._project.title
        return " · ".join(filter(None, (file, title if title != self._filed_title or not file else "")))

    @property
    def is_modified(self) -> bool:
        """Whether something is not saved."""
        return not self.undo_stack.isClean()

    def set_spare_memory(self, limit: float) -> None:
        """From the next large input on copy none of more than so many bytes before it is drawn on."""
        self._spare.set_most(limit)

    def replace(self, project: Project, path: str | None = None, unsaved: bool = False) -> None:
        """Open another project; what could be undone is forgotten. `unsaved`: it is in no file yet."""
        self._gesture = self._buffer = None
        self._project = with_weights(project)
        self._filed_title = project.title
        self._spare.follow(self._project.input)
        self.undo_stack.clear()
        if unsaved:
            self.undo_stack.resetClean()
        self.project_replaced.emit()
        self._set_path(path)

    def snapshot(self, step: int) -> Project:
        """The project as it is saved when the walk stands at `step`; nothing of it ever changes."""
        input = self._project.input if self._gesture is None else self._project.input.copy()
        return dataclasses.replace(self._project, input=input, step=step)

    def save(self, path: str, step: int = 0) -> None:
        """Write the project to a file, which is its own from then on.

        Raises:
            OSError: the file cannot be written; the project then counts as not saved.
        """
        save_project(self.snapshot(step), path)
        self.undo_stack.setClean()
        self._filed_title = self._project.title
        self._set_path(path)
        self.name_changed.emit()

    def _look_at(self, number: int) -> None:
        self._project = dataclasses.replace(self._project, active_layer=number)
        self.active_layer_changed.emit(number)

    def _set_path(self, path: str | None) -> None:
        if path != self._path:
            self._path = path
            self.path_changed.emit(path or "")

    def _swap(self, text: str, series: str = "", **parts: Any) -> None:
        """Exchange those parts of the project that differ, undoably; nothing where none does.

        What follows at once in the same `series` is the same undo.
        """
        old = {name: getattr(self._project, name) for name in parts}
        after = {name: part for name, part in parts.items() if not _same(part, old[name])}
        if after:
            dataclasses.replace(self._project, **{"active_layer": 0, **after})  # refuses what cannot be
            before = {name: old[name] for name in after}
            self.undo_stack.push(Swap(text, self._apply_parts, before, after, series))

    def _write(self, text: str, target: Target, where: NDArray[np.intp], values: NDArray[Any]) -> None:
        """Exchange those entries of an array that differ, undoably; nothing where none does."""
        old = self._array(target).reshape(-1)[where]
        values = values.astype(old.dtype)
        differs = old != values
        if differs.any():
            where = where[differs]
            before, after = Patch(where, old[differs]), Patch(where, values[differs])
            self.undo_stack.push(Write(text, self._apply_patches, target, before, after, self._gesture))

    def _array(self, target: Target) -> NDArray[Any]:
        if target.layer is None:
            return self._project.input
        return self._project.layers[target.layer].weights[target.array]

    def _apply_parts(self, parts: Mapping[str, Any]) -> None:
        """Called by commands alone."""
        old = self._project
        layers = parts.get("layers", old.layers)
        active = min(parts.get("active_layer", old.active_layer), max(0, len(layers) - 1))
        self._buffer = None
        self._project = dataclasses.replace(old, **{**parts, "active_layer": active})
        if self._project.input is not old.input:
            self._spare.follow(self._project.input)
            self.input_changed.emit(None)
        if [part.kind for part in old.layers] != [part.kind for part in layers]:
            self.layers_changed.emit()
        else:
            self._tell_layers(old.layers, layers)
        if active != old.active_layer:
            self.active_layer_changed.emit(active)
        if self._project.title != old.title:
            self.name_changed.emit()

    def _tell_layers(self, old: tuple[LayerPart, ...], new: tuple[LayerPart, ...]) -> None:
        """Settings before weights: who hears of another shape reads all weights anew."""
        changed = [
            number for number, (before, after) in enumerate(zip(old, new, strict=True)) if before != after
        ]
        settled = [number for number in changed if _has_same_settings(old[number], new[number])]
        for number in changed:
            if number not in settled:
                self.layer_changed.emit(number)
        for number in settled:
            self.weights_changed.emit(number, None)

    def _apply_patches(self, target: Target, patches: Sequence[Patch]) -> None:
        """Called by commands alone."""
        where = np.concatenate([patch.where for patch in patches])
        if target.layer is None:
            self._write_input(patches)
            rows, cols = _rows_and_cols(where, self._project.input.shape)
            self.input_changed.emit(boxes_of(rows, cols))
        else:
            self._write_weights(target.layer, target.array, patches)
            self.weights_changed.emit(target.layer, self._only_filter(target, where))

    def _only_filter(self, target: Target, where: Cells) -> int | None:
        """The filter that all places in an array of weights belong to; None where there is no single one."""
        part = self._project.layers[target.layer] if target.layer is not None else None
        filters = filters_at(part, target.array, where) if part is not None else None
        if filters is None or not filters.size or (filters != filters[0]).any():
            return None
        return int(filters[0])

    def _write_input(self, patches: Sequence[Patch]) -> None:
        """Copy once a stroke, then write in place: a copy for every brush move would cost the most of all."""
        if self._buffer is None or self._gesture is None:
            self._buffer = self._spare.take(self._project.input)
            shown = self._buffer.view()
            shown.flags.writeable = False
            self._project = dataclasses.replace(self._project, input=shown)
        _put(self._buffer, patches)
        if self._gesture is None:
            self._spare.follow(self._project.input)

    def _write_weights(self, number: int, place: int, patches: Sequence[Patch]) -> None:
        layers = list(self._project.layers)
        weights = list(layers[number].weights)
        weights[place] = weights[place].copy()
        _put(weights[place], patches)
        weights[place].flags.writeable = False
        layers[number] = dataclasses.replace(layers[number], weights=tuple(weights))
        self._project = dataclasses.replace(self._project, layers=tuple(layers))


def _put(array: NDArray[Any], patches: Sequence[Patch]) -> None:
    flat = array.reshape(-1)
    for patch in patches:
        flat[patch.where] = patch.values


def _rows_and_cols(where: Cells, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """Rows and columns of flat indices into an input; 1-D is row 0."""
    cells = where // shape[-1]
    rows, cols = np.divmod(cells, shape[-2])
    return rows, cols


def _same(part: Any, other: Any) -> bool:
    return same_array(part, other) if isinstance(part, np.ndarray) else bool(part == other)


def _has_same_settings(one: LayerPart, other: LayerPart) -> bool:
    shapes = [[array.shape for array in part.weights] for part in (one, other)]
    mine, others = ((part.config, part.enabled) for part in (one, other))
    return mine == others and shapes[0] == shapes[1]
