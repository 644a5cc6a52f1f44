"""Drawing what a layer is to give: the map that is wanted, and where it comes from."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from convstudio.files.resources import LibraryFilter, filters
from convstudio.model.drawn_target import TARGET_RECIPE, Determined, DrawnTarget, target_of
from convstudio.model.kernels import kernel_of
from convstudio.model.studio import Studio
from convstudio.views.card import describe, label, paragraph, row
from convstudio.views.fields import guard_wheel, number_box
from convstudio.views.number_box import NumberBox
from convstudio.views.target_view import Map, TargetView

HIGH_IN_LINES = 14
MOST_INPUTS = 256


class TargetEditor(QWidget):
    """Gives the trainer a target for the filter in hand: drawn, or what a filter of the library makes.

    Signals:
        refused(str): why there is no such target.
    """

    refused = Signal(str)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._counted: tuple[DrawnTarget, NDArray[np.float32], Determined] | None = None
        self.view = TargetView()
        self.view.setFixedHeight(HIGH_IN_LINES * self.fontMetrics().height())
        self.value_box = NumberBox()
        describe(self.value_box, "target_value_box", self.tr("The value that the brush draws"))
        self.value_box.setValue(self.view.brush_value)
        self.maker_box = QComboBox()
        describe(self.maker_box, "target_maker_box", self.tr("The map that a filter of the library makes"))
        for box in (self.value_box, self.maker_box):
            guard_wheel(box)
        self.inputs_box = number_box("target_inputs_box", self.tr("This input, and so many random ones more"))
        self.inputs_box.setRange(1, MOST_INPUTS)
        self.as_now = QPushButton(self.tr("The map as it is"))
        describe(self.as_now, "target_as_now", self.tr("Begin with the map that the layer gives now"))
        self.text = paragraph("quiet")
        self._lay_out()
        self.view.drawn.connect(self._draw)
        self.view.refused.connect(self.refused)
        self.value_box.valueChanged.connect(self._set_brush)
        self.maker_box.activated.connect(lambda _place: self._make())
        self.inputs_box.valueChanged.connect(lambda _count: self._make())
        self.as_now.clicked.connect(self.begin)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        layout.addLayout(row(label(self.tr("Brush value")), self.value_box, None, self.as_now))
        layout.addLayout(row(label(self.tr("Made by")), self.maker_box))
        layout.addLayout(row(label(self.tr("Inputs")), self.inputs_box, None))
        layout.addWidget(self.text)

    def begin(self) -> None:
        """Take the map of the filter in hand as it is now for what is wanted."""
        studio = self._studio
        number, step = studio.document.active_layer, studio.player.step
        maps = studio.results.output_of(number)
        if maps is None or step is None:
            self.refused.emit(self.tr("This layer gives no map."))
            return
        self._draw(maps[:, :, step.filter].copy())

    def show_target(self) -> None:
        """Follow the trainer and the network."""
        target, studio = self._studio.trainer.data, self._studio
        self.setVisible(isinstance(target, DrawnTarget))
        if not isinstance(target, DrawnTarget):
            return
        self._fill_makers(target)
        self.view.show_target(target.wanted, studio.results.output_range(target.layer))
        self.inputs_box.setEnabled(target.kernel is not None)
        with QSignalBlocker(self.inputs_box):
            self.inputs_box.setValue(target.inputs)
        self.text.setText(self._said(target))

    def _said(self, target: DrawnTarget) -> str:
        """How much of the filter is determined; counted once for each target and input."""
        project = self._studio.document.project
        if self._counted is None or self._counted[0] is not target or self._counted[1] is not project.input:
            try:
                self._counted = target, project.input, target.determined(project)
            except ValueError:
                return ""
        found, wanted = self._counted[2]
        if found < wanted:
            text = self.tr("{found} of {wanted} numbers of the filter are determined: many make this map.")
        else:
            text = self.tr("All {wanted} numbers of the filter are determined.")
        return text.format(found=found, wanted=wanted)

    def _fill_makers(self, target: DrawnTarget) -> None:
        """The filters of the library that have the size of the layer's."""
        layers = self._studio.document.project.layers
        kernel = kernel_of(layers[target.layer]) if target.layer < len(layers) else None
        size = None if kernel is None else kernel.shape[:2]
        fitting = [one for one in filters() if one.kernel.shape == size]
        with QSignalBlocker(self.maker_box):
            self.maker_box.clear()
            self.maker_box.addItem(self.tr("drawn by hand"), None)
            for one in fitting:
                self.maker_box.addItem(one.title, one)
            made = [number for number, one in enumerate(fitting, 1) if _is(target, one)]
            self.maker_box.setCurrentIndex(made[0] if made else 0)

    def _draw(self, wanted: Map) -> None:
        step = self._studio.player.step
        number = self._studio.document.active_layer
        try:
            self._take(DrawnTarget(number, step.filter if step else 0, wanted))
        except ValueError as error:
            self.refused.emit(str(error))

    def _make(self) -> None:
        chosen: LibraryFilter | None = self.maker_box.currentData()
        step = self._studio.player.step
        if chosen is None or step is None:
            return
        document = self._studio.document
        inputs = self.inputs_box.value()
        try:
            made = target_of(document.project, document.active_layer, step.filter, chosen.kernel, inputs)
            self._take(made)
        except ValueError as error:
            self.refused.emit(str(error))

    def _take(self, target: DrawnTarget) -> None:
        trainer = self._studio.trainer
        was_drawn = isinstance(trainer.data, DrawnTarget)
        trainer.set_data(target)
        if not was_drawn:
            trainer.set_recipe(TARGET_RECIPE)

    def _set_brush(self, value: float) -> None:
        self.view.brush_value = value


def _is(target: DrawnTarget, one: LibraryFilter) -> bool:
    return (
        target.kernel is not None
        and target.kernel.shape == one.kernel.shape
        and bool((target.kernel == one.kernel).all())
    )
