"""The arithmetic panel: the current step with every number, as grids, as sentences and as text to copy."""

import dataclasses

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.engine.explain_digits import MOST_CHANNELS
from convstudio.engine.geometry import Box
from convstudio.files.step_text import FORMATS
from convstudio.model.studio import Studio
from convstudio.views.actions import make_action
from convstudio.views.announce import announce
from convstudio.views.card import describe, label, row
from convstudio.views.colors import Scale
from convstudio.views.misfit import short_problem
from convstudio.views.patch_scale import outgrows, patch_scale
from convstudio.views.predict_bar import PredictBar
from convstudio.views.step_lines import what_happens
from convstudio.views.step_view import StepView


class ArithmeticPanel(QFrame):
    """Shows how the value under the window comes about; listens to the player and to the maps."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "arithmetic_panel", self.tr("The arithmetic of this step"))
        self.setToolTip("")
        self._studio = studio
        self._scale: Scale | None = None
        self._soon = QTimer(self)  # one edit touches the step in several ways; it is shown once
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self.said = label(role="quiet")
        self.view = StepView()
        self.view.setAccessibleName(self.tr("Filter, patch and products of this step"))
        self.all_channels = QToolButton()
        describe(
            self.all_channels, "all_channels", self.tr("Show every channel, in order, not only the largest")
        )
        self.all_channels.setText(self.tr("All channels"))
        self.all_channels.setCheckable(True)
        self.copy_action = make_action(self, "copy_step", self.tr("&Copy this step"), self.copy)
        self.predict = PredictBar(studio)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(row(self.said, None, self.all_channels, self._copy_button(), spacing=8))
        layout.addWidget(self.predict)
        layout.addWidget(self.view, 1)

    def _copy_button(self) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self.copy_action)
        self.copy_action.setIconText(self.tr("Copy"))
        button.setAccessibleName(self.copy_action.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(button)
        for form, text in copy_names().items():
            menu.addAction(self._copy_as(form, text))
        button.setMenu(menu)
        return button

    def _copy_as(self, form: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"copy_step_{form}")
        action.triggered.connect(lambda: self.copy(form))
        return action

    def _connect(self) -> None:
        studio = self._studio
        studio.player.step_changed.connect(self._show_soon)
        studio.results.maps_changed.connect(self._show_changed)
        studio.results.geometry_changed.connect(self._start_anew)
        studio.predict.hidden_changed.connect(self._show_soon)
        studio.document.input_changed.connect(self._follow_input)
        studio.document.weights_changed.connect(self._touch)
        self._soon.timeout.connect(self._show_if_visible)
        self.all_channels.toggled.connect(self._show_all_channels)

    # show

    def _show_soon(self, _index: int = 0) -> None:
        self._soon.start()

    def _touch(self, *_changed: object) -> None:
        """What reaches the layer may have another range."""
        self._scale = None
        self._soon.start()

    def _follow_input(self, boxes: tuple[Box, ...] | None) -> None:
        x, scale = self._studio.results.input_of(0), self._scale
        is_first = self._studio.document.active_layer == 0
        if is_first and boxes is not None and x is not None and scale and not outgrows(x, scale, boxes):
            self._soon.start()
        else:
            self._touch()

    def _start_anew(self) -> None:
        """Another layer, or one of other shapes."""
        self.view.forget_widths()
        self._touch()

    def _show_changed(self, layer: int, _boxes: object, filters: range | None) -> None:
        active, step = self._studio.document.active_layer, self._studio.player.step
        if layer == active - 1:
            self._touch()
        elif layer == active and (filters is None or step is None or step.filter in filters):
            self._soon.start()

    def _show_all_channels(self, wanted: bool) -> None:
        self.view.show_all_channels(wanted)
        self._soon.start()

    def _show_if_visible(self) -> None:
        if self.isVisible():
            self.show_step()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_step()

    def show_step(self) -> None:
        """Show the step on which the player stands, now; signals lead here once for many changes."""
        self._soon.stop()
        step, number = self.explanation(), self._studio.document.active_layer
        if step is None:
            problem = self._studio.results.problem(number) or ""
            short = short_problem(self._studio.results, number) or self.tr("There is no step yet.")
            self.view.show_message(short, is_problem=bool(problem), tip=problem)
            return
        if self._scale is None:
            self._scale = patch_scale(self._studio, number)
        self.all_channels.setVisible(isinstance(step, Explanation) and len(step.channels) > MOST_CHANNELS)
        self._say_what_happens(step)
        hidden = self.predict.is_hidden_step
        self.copy_action.setEnabled(not hidden)
        self.view.show_step(step, self._scale, hidden)

    def _say_what_happens(self, step: CellExplanation) -> None:
        flipped = bool(self._studio.document.layer.config.get("flip"))
        self.said.setText(what_happens(step, flipped))

    def explanation(self) -> CellExplanation | None:
        """The current step written out, with the value that its map holds; None where there is none.

        The map may differ from the exact sum in its last bits.
        """
        place = self._studio.player.step
        step: CellExplanation | None = self._studio.results.explain(place) if place is not None else None
        if step is None:
            return None
        values = self._studio.results.map_of(self._studio.document.active_layer, step.filter)
        if values is None:
            return step
        return dataclasses.replace(step, value=float(values[step.row, step.col]))

    # copy

    def text(self, form: str = "text") -> str:
        """The step as text, in one of the forms of `files.step_text`; empty where there is none."""
        step = self.explanation()
        return FORMATS[form](step) if step is not None else ""

    def copy(self, form: str = "text") -> None:
        """Put the step on the clipboard."""
        text = self.text(form)
        if text:
            QGuiApplication.clipboard().setText(text)
            announce(self, self.tr("Copied"))


def copy_names() -> dict[str, str]:
    """What each form of copying is called."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("ArithmeticPanel", text)

    return {
        "text": tr("Copy as &text"),
        "markdown": tr("Copy as &Markdown"),
        "latex": tr("Copy as &LaTeX"),
        "numpy": tr("Copy as &NumPy"),
    }
