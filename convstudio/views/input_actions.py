"""What can be done to the whole input, as actions for menus and buttons."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction

from convstudio.engine.geometry import Box
from convstudio.model import edits
from convstudio.model.studio import Studio
from convstudio.views.actions import make_action

SHIFTS = {"left": (0, -1), "up": (-1, 0), "down": (1, 0), "right": (0, 1)}


def _tr(text: str) -> str:
    return QCoreApplication.translate("input_actions", text)


class InputActions(QObject):
    """Clear, fill, invert and shift; each is one undo."""

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self.fill_value = 1.0  # the brush's
        self.all: dict[str, QAction] = {
            "clear": self._action("clear", _tr("Clear the input"), self._clear),
            "fill": self._action("fill", _tr("Fill the input with the brush's value"), self._fill),
            "invert": self._action("invert", _tr("Invert the input"), self._invert),
        }
        names = {
            "left": _tr("Shift the input left"),
            "up": _tr("Shift the input up"),
            "down": _tr("Shift the input down"),
            "right": _tr("Shift the input right"),
        }
        for name, text in names.items():
            self.all[name] = self._action(name, text, partial(self._shift, name))

        self.wrap = self._action("wrap", _tr("What is shifted out comes in on the other side"), lambda: None)
        self.wrap.setCheckable(True)
        self.all["wrap"] = self.wrap

    def _action(self, name: str, text: str, do: Callable[[], object]) -> QAction:
        return make_action(self, f"input_{name}", text, do, name)

    def _input(self) -> NDArray[np.float32]:
        return self._studio.document.project.input

    def _put(self, array: NDArray[np.float32], text: str) -> None:
        planes = edits.planar(array)
        self._studio.document.set_cells(Box.whole(planes.shape), planes, text)

    def _clear(self) -> None:
        self._put(np.zeros_like(self._input()), _tr("Clear"))

    def _fill(self) -> None:
        self._put(np.full_like(self._input(), self.fill_value), _tr("Fill"))

    def _invert(self) -> None:
        self._put(edits.inverted(self._input()), _tr("Invert"))

    def _shift(self, way: str) -> None:
        rows, cols = SHIFTS[way]
        if not (rows and self._studio.document.project.is_1d):
            self._put(edits.shifted(self._input(), rows, cols, self.wrap.isChecked()), _tr("Shift"))
