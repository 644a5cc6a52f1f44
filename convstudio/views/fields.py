"""Fields of the inspector: each shows one setting of a layer in Keras' words, and asks for another value."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from convstudio.views.card import describe

LARGEST = 999
SHORTEST_CHOICE = 10  # characters of a choice that are always seen


class Field(QWidget):
    """One setting.

    Signals:
        asked(str, object): the setting's name and the wanted value.
    """

    asked = Signal(str, object)

    def __init__(self, setting: str) -> None:
        super().__init__()
        self.setting = setting
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Show a value without asking for it."""

    def lead_to(self, box: QWidget) -> None:
        """Where the focus goes when the label of the field is called by its key."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(box)

    def _ask(self, value: Any) -> None:
        self.asked.emit(self.setting, value)


class NumberField(Field):
    """A whole number."""

    def __init__(self, setting: str, name: str, text: str) -> None:
        super().__init__(setting)
        self.box = number_box(name, text)
        self.box.valueChanged.connect(self._ask)
        self.lead_to(self.box)
        self.row.addWidget(self.box)
        self.row.addStretch(1)

    def show_value(self, value: int) -> None:
        """Show a number."""
        show_number(self.box, value)


class SizeField(Field):
    """A number for the rows and one for the columns; in one dimension only the latter."""

    def __init__(self, setting: str, names: tuple[str, str], texts: tuple[str, str]) -> None:
        super().__init__(setting)
        self.boxes = [number_box(name, text) for name, text in zip(names, texts, strict=True)]
        self.times = QLabel("×")
        self._axes = 2
        for box in self.boxes:
            box.valueChanged.connect(self._ask_both)
        self.row.addWidget(self.boxes[0], 1)
        self.row.addWidget(self.times)
        self.row.addWidget(self.boxes[1], 1)

    def show_value(self, value: Sequence[int]) -> None:
        """Show (rows, cols) or (length,)."""
        self._axes = len(value)
        for widget in (self.boxes[0], self.times):
            widget.setVisible(self._axes == 2)
        self.lead_to(self.boxes[-self._axes])
        for box, number in zip(self.boxes[-self._axes :], value, strict=True):
            show_number(box, number)

    def _ask_both(self, _value: int) -> None:
        self._ask(tuple(box.value() for box in self.boxes[-self._axes :]))


class ChoiceField(Field):
    """One of several values, each with a text."""

    def __init__(self, setting: str, name: str, text: str, choices: Iterable[tuple[str, Any, str]]) -> None:
        """`choices`: text, value and tooltip of each."""
        super().__init__(setting)
        self.box = choice_box(name, text, choices)
        self.box.currentIndexChanged.connect(self._ask_current)
        self.lead_to(self.box)
        self.row.addWidget(self.box, 1)

    def show_choices(self, choices: Iterable[tuple[str, Any, str]]) -> None:
        """Offer other values."""
        with QSignalBlocker(self.box):
            self.box.clear()
            fill_choices(self.box, choices)

    def show_value(self, value: Any) -> None:
        """Show the entry that has this value."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))

    def _ask_current(self, _place: int) -> None:
        self._ask(self.box.currentData())


class SwitchField(Field):
    """Yes or no."""

    def __init__(self, setting: str, name: str, text: str, label: str) -> None:
        super().__init__(setting)
        self.box = QCheckBox(label)
        describe(self.box, name, text)
        self.box.toggled.connect(self._ask)
        self.lead_to(self.box)
        self.row.addWidget(self.box)

    def show_value(self, value: bool) -> None:
        """Show whether it is so."""
        with QSignalBlocker(self.box):
            self.box.setChecked(value)


class _WheelGuard(QObject):
    """Lets the wheel scroll the panel, not change a value that the mouse happens to be over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def guard_wheel(box: QWidget) -> None:
    """Have a control of a panel that scrolls follow the wheel only where it has the focus."""
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.installEventFilter(_WheelGuard(box))


def number_box(name: str, text: str, least: int = 1) -> QSpinBox:
    """A box for whole numbers that speaks when a number is finished, not at every digit."""
    box = QSpinBox()
    describe(box, name, text)
    box.setRange(least, LARGEST)
    box.setKeyboardTracking(False)
    box.setAccelerated(True)
    guard_wheel(box)
    return box


def choice_box(name: str, text: str, choices: Iterable[tuple[str, Any, str]]) -> QComboBox:
    """A box with a list of texts, their values and tooltips."""
    box = QComboBox()
    describe(box, name, text)
    fill_choices(box, choices)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(SHORTEST_CHOICE)
    guard_wheel(box)
    return box


def fill_choices(box: QComboBox, choices: Iterable[tuple[str, Any, str]]) -> None:
    """Put texts, their values and tooltips into a list that is empty."""
    for place, (label, value, tip) in enumerate(choices):
        box.addItem(label, value)
        box.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
    box.view().setMinimumWidth(box.view().sizeHintForColumn(0))


def show_number(box: QSpinBox, value: int) -> None:
    """Show a number quietly; one beyond the box's range widens it."""
    with QSignalBlocker(box):
        box.setMaximum(max(box.maximum(), value))
        box.setValue(value)
