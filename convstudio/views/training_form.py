"""The settings of a training: how it goes, and what the samples are like."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QSizePolicy, QSpinBox, QWidget

from convstudio.files.recipe import AT_ONCE, Recipe
from convstudio.files.resources import filters
from convstudio.nn.losses import LOSSES
from convstudio.nn.optimizers import OPTIMIZERS
from convstudio.views.card import paragraph
from convstudio.views.fields import choice_box, guard_wheel, number_box
from convstudio.views.number_box import NumberBox

Box = QComboBox | QDoubleSpinBox | QSpinBox
MOST = 1_000_000_000
LONG_CHOICE = 22  # characters; in a narrow panel it stands below its label, as wide as the panel
WIDEST = "Seed of the samples"  # label


def _tr(text: str) -> str:
    return QCoreApplication.translate("training_form", text)


class RecipeForm(QWidget):
    """The fields of a recipe that people change most.

    Signals:
        asked(object): the Recipe that a person wants.
        refused(str): why there is no such recipe.
    """

    asked = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._recipe = Recipe()
        self._boxes: dict[str, Box] = {}
        self._form = _form(self)
        self._add("optimizer", self.tr("Optimizer"), _choices(self.tr("How the weights follow"), OPTIMIZERS))
        self._add("learning_rate", self.tr("Learning rate"), _number(self.tr("How far each step goes"), 100))
        self._add("momentum", self.tr("Momentum"), _number(self.tr("How much of the last step goes on"), 1))
        self._add("batch_size", self.tr("Batch size"), number_box("", self.tr("Samples of one step")))
        self._add("epochs", self.tr("Epochs"), number_box("", self.tr("How often all samples are seen")))
        self._add("seed", self.tr("Seed"), number_box("", self.tr("Of the order of the samples"), least=0))
        self._add(
            "validation_split",
            self.tr("Kept to check"),
            _number(self.tr("Part of the samples that is not trained on"), 0.99),
        )
        loss = _choices(self.tr("What the training makes small"), LOSSES)
        loss.setMinimumContentsLength(LONG_CHOICE)
        self._add("loss", self.tr("Loss"), loss)
        self.note = paragraph("quiet")
        self.note.setText(
            self.tr("Of a training under way only learning rate and epochs change; Stop ends it.")
        )
        self._form.addRow(self.note)

    def insert(self, text: str, box: QWidget) -> None:
        """Put a field of somebody else above all others."""
        self._form.insertRow(0, _ColumnLabel(text), box)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show the values without asking for them."""
        self._recipe = recipe
        for name, box in self._boxes.items():
            _show(box, getattr(recipe, name))
        self._form.setRowVisible(self._boxes["momentum"], recipe.optimizer != "adam")

    def set_open(self, is_open: bool) -> None:
        """While a training is under way only some settings can change."""
        for name, box in self._boxes.items():
            box.setEnabled(not is_open or name in AT_ONCE)
        self.note.setVisible(is_open)

    def _add(self, name: str, text: str, box: Box) -> None:
        box.setObjectName(f"{name}_box")
        self._boxes[name] = box
        self._form.addRow(_ColumnLabel(text), box)
        _on_change(box, lambda value, name=name: self._ask(name, value))

    def _ask(self, name: str, value: Any) -> None:
        try:
            wanted = replace(self._recipe, **{name: value})
        except ValueError as error:
            self.refused.emit(str(error))
            self.show_recipe(self._recipe)
        else:
            self.asked.emit(wanted)


class OptionsForm(QWidget):
    """The options of the samples of a task, as many as it has.

    Signals:
        asked(str, object): an option, and the value that a person wants.
    """

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, Box] = {}
        self._form = _form(self)

    def show_options(self, options: Mapping[str, Any]) -> None:
        """Show a field for each; the fields stay where they are for the same options."""
        if list(options) != list(self._boxes):
            self._make_boxes(options)
        for name, box in self._boxes.items():
            _show(box, options[name])

    def _make_boxes(self, options: Mapping[str, Any]) -> None:
        for box in self._boxes.values():
            label = self._form.labelForField(box)
            self._form.takeRow(box)
            for widget in (label, box):
                widget.hide()
                widget.deleteLater()  # it may be just telling what a person wants
        self._boxes = {}
        for name, value in options.items():
            text, tip = self._texts().get(name, (name, name))
            self._boxes[name] = box = self._box(name, value, tip)
            box.setObjectName(f"data_{name}_box")
            _show(box, value)
            _on_change(box, lambda wanted, name=name: self.asked.emit(name, wanted))
            self._form.addRow(_ColumnLabel(text), box)

    def _box(self, name: str, value: Any, tip: str) -> Box:
        if name == "filter":
            known = {each.id: each for each in filters()}
            alike = [each for each in known.values() if each.dimensions == known[value].dimensions]
            return choice_box("", tip, [(each.title, each.id, each.source) for each in alike])
        if isinstance(value, int) and name != "noise":
            return number_box("", tip, least=0)
        return _number(tip, 10)

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "count": (self.tr("Samples"), self.tr("How many samples there are")),
            "size": (self.tr("Size"), self.tr("Rows and columns of each sample")),
            "noise": (self.tr("Noise"), self.tr("Standard deviation of what is added to each cell")),
            "shift": (self.tr("Shift"), self.tr("Cells by which a drawing may be moved")),
            "seed": (_tr(WIDEST), self.tr("The same seed gives the same samples")),
            "filter": (self.tr("Made by"), self.tr("The filter that is to be found again")),
        }


class _ColumnLabel(QLabel):
    """As wide as the widest of two forms that stand one below the other."""

    def sizeHint(self) -> QSize:
        metrics, hint = self.fontMetrics(), super().sizeHint()
        return QSize(max(hint.width(), metrics.horizontalAdvance(_tr(WIDEST))), hint.height())


def _form(parent: QWidget) -> QFormLayout:
    form = QFormLayout(parent)
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(4)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _choices(tip: str, names: Mapping[str, Any]) -> QComboBox:
    return choice_box("", tip, [(name.replace("_", " "), name, tip) for name in names])


def _number(tip: str, most: float) -> NumberBox:
    box = NumberBox()
    box.setRange(0, most)
    box.setSingleStep(0.01)
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    guard_wheel(box)
    return box


def _on_change(box: Box, do: Any) -> None:
    if isinstance(box, QComboBox):
        box.currentIndexChanged.connect(lambda _place: do(box.currentData()))
    else:
        box.valueChanged.connect(do)


def _show(box: Box, value: Any) -> None:
    with QSignalBlocker(box):
        if isinstance(box, QComboBox):
            box.setCurrentIndex(box.findData(value))
        elif isinstance(box, QSpinBox):
            box.setMaximum(max(MOST, value))
            box.setValue(value)
        else:
            box.setValue(value)
