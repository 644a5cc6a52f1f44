"""The line at the foot of the window: what the mouse is over, what was computed, Keras' shapes."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.flat import is_flat, number_at
from convstudio.model.layer_links import output_cell
from convstudio.model.studio import Studio
from convstudio.views.shape_formula import keras_lines
from convstudio.views.short_texts import ShortLabel

AIR, GAP = 40, 6  # pixels between the texts at the ends, and between the two on the left


class StatusLine(QStatusBar):
    """Left what is under the mouse or at the step, right the shapes."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.place = ShortLabel()
        self.work = QLabel()
        self.shapes = ShortLabel()
        self._texts = _Texts(self.place, self.work, self.shapes)
        self.addWidget(self._texts, 1)
        studio.selection.hover_changed.connect(self._show_place)
        studio.player.step_changed.connect(self._show_place)
        studio.player.walk_changed.connect(self._show_shapes)
        studio.predict.hidden_changed.connect(self._show_place)
        studio.results.maps_changed.connect(self._show_work)
        studio.results.computing_changed.connect(self._show_work)
        studio.results.geometry_changed.connect(self._show_shapes)
        self._show_shapes()
        self._show_work()

    def _show_place(self) -> None:
        hover, step = self._studio.selection.hover, self._studio.player.step
        active, results = self._studio.document.active_layer, self._studio.results
        planes = results.input_of(active)
        before = results.input_shape(active)
        if hover.kind == "input" and planes is not None and before is not None and is_flat(before):
            number = number_at(before[0], hover.row, hover.col)
            if number < before[0]:
                value = format_value(float(planes[0, 0, number]))
                self.place.setText(self.tr("input[{n}] = {value}").format(n=number, value=value))
        elif hover.kind == "input" and planes is not None and _inside(planes, hover.row, hover.col):
            values = [float(value) for value in planes[hover.row, hover.col]]
            shown = ", ".join(format_value(value) for value in values[:4]) + (" …" if len(values) > 4 else "")
            text = self.tr("input[{row}, {col}] = {value}")
            self.place.setText(text.format(row=hover.row, col=hover.col, value=shown))
        elif step is not None:
            shape, cell = results.output_shape(active), (step.row, step.col, step.filter)
            if hover.kind == "map":
                cell = output_cell(shape, hover.row, hover.col, step.filter)
            row, col, filter = cell
            map = results.map_of(active, filter)
            if map is None or not _inside(map, row, col):
                self.place.setText("")
                return
            hidden = self._studio.predict.hides(self._index(filter, row, col))
            value = self.tr("hidden") if hidden else format_value(float(map[row, col]))
            text = (
                self.tr("output[{n}] = {value}") if is_flat(shape) else self.tr("map[{row}, {col}] = {value}")
            )
            self.place.setText(text.format(n=filter, row=row, col=col, value=value))

    def _index(self, filter: int, row: int, col: int) -> int:
        walk = self._studio.player.walk
        return walk.index_of(filter, row, col) if walk is not None else 0

    def _show_work(self) -> None:
        if self._studio.results.is_computing:
            self.work.setText(self.tr("computing…"))
        else:
            spent = format_value(self._studio.results.last_milliseconds, 2)
            self.work.setText(self.tr("· recomputed in {n} ms").format(n=spent))
        self._show_place()

    def _show_shapes(self) -> None:
        project, active = self._studio.document.project, self._studio.document.active_layer
        results = self._studio.results
        before, after = results.input_shape(active), results.output_shape(active)
        self.shapes.setToolTip(results.problem(active) or "")
        if before is None or after is None:
            self.shapes.setText(self.tr("this layer does not fit its input"))
            return
        weights = project.layers[active].weights
        text = " · ".join(keras_lines(before, weights[0].shape if weights else None, after))
        self.shapes.setText(self.tr("as in Keras: {shapes}").format(shapes=text))
        self._show_place()


class _Texts(QWidget):
    """Three texts side by side, which change while somebody works: that must not lay the window out anew.

    A layout would tell all around it of every change; this places its texts itself, and tells nobody.
    """

    def __init__(self, left: QLabel, middle: QLabel, right: QLabel) -> None:
        super().__init__()
        self._left, self._middle, self._right = left, middle, right
        for text in (left, middle, right):
            text.setParent(self)

    def sizeHint(self) -> QSize:
        return QSize(self._needed(), self._left.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = sum(text.minimumSizeHint().width() for text in (self._left, self._right))
        return QSize(least + AIR, self._left.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _needed(self) -> int:
        return sum(text.sizeHint().width() for text in (self._left, self._middle, self._right)) + AIR

    def _arrange(self) -> None:
        """Where there is not room for all, the middle goes first, then the ends are cut."""
        left, right, height = self._left.sizeHint().width(), self._right.sizeHint().width(), self.height()
        self._middle.setVisible(self.width() >= self._needed())
        right = min(right, max(self._right.minimumSizeHint().width(), self.width() - left - AIR))
        left = min(left, self.width() - right - AIR)
        self._left.setGeometry(0, 0, left, height)
        self._middle.setGeometry(left + GAP, 0, self._middle.sizeHint().width(), height)
        self._right.setGeometry(self.width() - right, 0, right, height)


def _inside(planes: NDArray[np.floating], row: int, col: int) -> bool:
    """Whether a grid has the cell: for a moment it may be of another size than what points into it."""
    rows, cols = planes.shape[:2]
    return row in range(rows) and col in range(cols)
