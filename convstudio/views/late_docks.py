"""Panels that many never open: each is made when it is first seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from convstudio.views.dock import Dock

if TYPE_CHECKING:
    from convstudio.views.main_window import MainWindow

Make = Callable[["MainWindow"], QWidget]


def _tr(text: str) -> str:
    return QCoreApplication.translate("late_docks", text)


class LateDock(Dock):
    """A dock whose panel is made when it is first seen."""

    def __init__(self, name: str, title: str, make: Make, window: "MainWindow") -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self._make, self._window = make, window
        self.toggleViewAction().triggered.connect(self.raise_)  # else it may open behind another

    def panel(self) -> QWidget:
        """The panel, made now if need be."""
        if self.widget() is None:
            self.setWidget(self._make(self._window))
        return self.widget()

    def open(self) -> None:
        """Show it, in front of those that share its place."""
        self.show()
        self.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        self.panel()
        super().showEvent(event)


def late_docks(window: "MainWindow") -> list[tuple[LateDock, Qt.DockWidgetArea]]:
    """All of them, each with the side where it stands until a person moves it."""
    right = Qt.DockWidgetArea.RightDockWidgetArea
    return [
        (LateDock("training_dock", _tr("Training"), _training, window), right),
        (LateDock("mistakes_dock", _tr("Common mistakes"), _mistakes, window), right),
        (LateDock("compare_dock", _tr("Compare"), _compare, window), right),
        (LateDock("code_dock", _tr("Code"), _code, window), right),
        (LateDock("truth_dock", _tr("Truth mode"), _truth, window), right),
    ]


def _training(window: "MainWindow") -> QWidget:
    from convstudio.views.training_panel import TrainingPanel

    panel = TrainingPanel(window.studio, window.training_actions)
    window.closed.connect(panel.close_work)
    return panel


def _mistakes(window: "MainWindow") -> QWidget:
    from convstudio.views.mistakes_panel import MistakesPanel

    panel = MistakesPanel(window.studio)
    window.closed.connect(panel.close_work)
    return panel


def _compare(window: "MainWindow") -> QWidget:
    from convstudio.views.compare_panel import ComparePanel

    panel = ComparePanel(window.studio)
    window.closed.connect(panel.close_work)
    return panel


def _code(window: "MainWindow") -> QWidget:
    from convstudio.views.code_panel import CodePanel

    panel = CodePanel(window.studio)
    window.closed.connect(panel.close_work)
    return panel


def _truth(window: "MainWindow") -> QWidget:
    from convstudio.views.truth_panel import TruthPanel

    panel = TruthPanel(window.studio)
    window.closed.connect(panel.close_work)
    return panel
