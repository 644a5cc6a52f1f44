"""What can be done to the layer as a whole, as actions for the menu."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from convstudio.model.first_network import first_input, first_layers
from convstudio.model.kernels import kernel_of
from convstudio.model.studio import Studio
from convstudio.nn.initializers import initialize
from convstudio.views.actions import make_action


class LayerActions(QObject):
    """One or two dimensions; weights at random or turned. Each is one undo."""

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._seed = 0
        self.dimensions = QActionGroup(self)
        texts = {1: self.tr("&One dimension"), 2: self.tr("&Two dimensions")}
        self._dimension_actions: dict[int, QAction] = {}
        for dimensions, text in texts.items():
            action = make_action(self, f"dimensions_{dimensions}", text, partial(self._choose, dimensions))
            action.setCheckable(True)
            self.dimensions.addAction(action)
            self._dimension_actions[dimensions] = action
        self.all: dict[str, QAction] = {
            "randomise": make_action(self, "randomise", self.tr("&Random weights (Glorot)"), self._randomise),
            "rotate": make_action(self, "rotate", self.tr("R&otate the filter by 90°"), self._rotate),
            "negate": make_action(self, "negate", self.tr("&Negate the filter"), self._negate),
        }
        studio.results.geometry_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        project = self._studio.document.project
        self._dimension_actions[1 if project.is_1d else 2].setChecked(True)
        editable = kernel_of(self._studio.document.layer) is not None
        for action in self.all.values():
            action.setEnabled(editable)
        self.all["rotate"].setEnabled(editable and not project.is_1d)

    def _choose(self, dimensions: int) -> None:
        if self._studio.document.project.is_1d != (dimensions == 1):
            text = self.tr("One dimension") if dimensions == 1 else self.tr("Two dimensions")
            self._studio.document.set_network(first_input(dimensions), first_layers(dimensions), text)

    def _randomise(self) -> None:
        document = self._studio.document
        self._seed += 1
        shape = document.layer.weights[0].shape
        random = np.random.default_rng(self._seed)
        kernel = initialize("glorot_uniform", shape, random)
        document.set_kernel(kernel, self.tr("Random weights"))

    def _rotate(self) -> None:
        self._turn(lambda weights: np.rot90(weights), self.tr("Rotate the filter"))

    def _negate(self) -> None:
        self._turn(lambda weights: -weights, self.tr("Negate the filter"))

    def _turn(self, change: Callable[[NDArray[Any]], NDArray[Any]], text: str) -> None:
        document, step = self._studio.document, self._studio.player.step
        if step is not None:
            document.set_filter(step.filter, change(document.layer.weights[0][..., step.filter]), text)
