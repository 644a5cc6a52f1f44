"""Copies the step of the walk backwards: as text, Markdown, LaTeX, or NumPy that runs."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convstudio.files.gradient_code import cell_numpy, output_numpy, weight_numpy
from convstudio.files.gradient_text import (
    as_markdown,
    as_text,
    cell_latex,
    output_latex,
    weight_latex,
)
from convstudio.model.backward import Backward
from convstudio.model.backward_numbers import told
from convstudio.views.actions import make_action
from convstudio.views.announce import announce
from convstudio.views.arithmetic_panel import copy_names
from convstudio.views.gradient_lines import gradient_lines


class GradientCopy(QObject):
    """The button with its menu, and the texts."""

    def __init__(self, backward: Backward, parent: QWidget) -> None:
        super().__init__(parent)
        self._backward, self._widget = backward, parent
        self.action = make_action(self, "copy_gradient", self.tr("&Copy this step backwards"), self.copy)
        self.action.setIconText(self.tr("Copy"))
        self.button = QToolButton()
        self.button.setDefaultAction(self.action)
        self.button.setAccessibleName(self.action.toolTip())
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self.button)
        for form, text in copy_names().items():
            menu.addAction(self._copy_as(form, text))
        self.button.setMenu(menu)
        backward.look_changed.connect(self._show)
        self._show()

    def _copy_as(self, form: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"copy_gradient_{form}")
        action.triggered.connect(lambda: self.copy(form))
        return action

    def _show(self) -> None:
        self.button.setEnabled(self._backward.numbers is not None)

    def text(self, form: str = "text") -> str:
        """The step in one of the forms of `copy_names`; empty where there is none."""
        backward = self._backward
        if backward.numbers is None or (backward.output or backward.cell or backward.step) is None:
            return ""
        heading = self._heading()
        if form in ("text", "markdown"):
            lines = [(line.caption, line.text) for line in gradient_lines(self._backward)]
            return (as_text if form == "text" else as_markdown)(heading, lines)
        return self._formulas(heading) if form == "latex" else self._program(heading)

    def copy(self, form: str = "text") -> None:
        """Put the step on the clipboard."""
        text = self.text(form)
        if text:
            QGuiApplication.clipboard().setText(text)
            announce(self._widget, self.tr("Copied"))

    def _formulas(self, heading: str) -> str:
        backward, found = self._backward, self._backward.difference()
        if backward.output is not None:
            return output_latex(heading, backward.output, found)
        if backward.cell is not None:
            return cell_latex(heading, backward.cell, found)
        assert backward.weight is not None
        assert backward.step is not None
        return weight_latex(
            heading, backward.weight, backward.step, backward.look.weight, backward.count, found
        )

    def _program(self, heading: str) -> str:
        backward, numbers = self._backward, self._backward.numbers
        assert numbers is not None
        if backward.output is not None:
            training = numbers.training
            kind, targets, outputs = told(training.kind, numbers.targets, training.levels[-1])
            channel = backward.output.channel if outputs is training.levels[-1] else 0
            return output_numpy(heading, (*backward.output.place[:3], channel), kind, targets, outputs)
        if backward.cell is not None:
            return cell_numpy(heading, backward.cell)
        assert backward.weight is not None
        assert backward.grid is not None
        return weight_numpy(
            heading, backward.weight, backward.grid.walk, backward.look.weight, backward.index
        )

    def _heading(self) -> str:
        """Of what the gradient is, in English as the other texts that are copied."""
        backward, numbers = self._backward, self._backward.numbers
        assert numbers is not None
        kind = type(numbers.training.layers[backward.layer]).__name__
        layer = f"{kind}, layer {backward.layer_of_document + 1}"
        if backward.output is not None:
            return f"Error of output {list(backward.output.place[1:])}"
        if backward.cell is not None:
            return f"Gradient of the loss by input {list(backward.cell.place[1:])} of {layer}"
        assert backward.weight is not None
        return f"Gradient of the loss by {backward.weight.name}{list(backward.weight.index)} of {layer}"
