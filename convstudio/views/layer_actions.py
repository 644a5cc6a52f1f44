"""What can be done to the layer as a whole, as actions for the menu."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from convstudio.model.first_network import first_input, first_layers
from convstudio.model.studio import Studio
from convstudio.views.actions import make_action


class LayerActions(QObject):
    """One or two dimensions; one undo."""

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self.dimensions = QActionGroup(self)
        texts = {1: self.tr("&One dimension"), 2: self.tr("&Two dimensions")}
        self._dimension_actions: dict[int, QAction] = {}
        for dimensions, text in texts.items():
            action = make_action(self, f"dimensions_{dimensions}", text, partial(self._choose, dimensions))
            action.setCheckable(True)
            self.dimensions.addAction(action)
            self._dimension_actions[dimensions] = action
        studio.results.geometry_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        project = self._studio.document.project
        self._dimension_actions[1 if project.is_1d else 2].setChecked(True)

    def _choose(self, dimensions: int) -> None:
        if self._studio.document.project.is_1d != (dimensions == 1):
            text = self.tr("One dimension") if dimensions == 1 else self.tr("Two dimensions")
            self._studio.document.set_network(first_input(dimensions), first_layers(dimensions), text)
