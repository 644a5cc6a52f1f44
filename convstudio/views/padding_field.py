"""The padding: a name, or a number of cells for each side."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convstudio.views.card import row
from convstudio.views.fields import Field, choice_box, fill_choices, number_box, show_number
from convstudio.views.wrap_row import WrapRow

CUSTOM = "custom"
Pads = tuple[tuple[int, int], tuple[int, int]]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PaddingField", text)


def padding_choices(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Text, value and tooltip of each way to pad, of those with these names."""
    named = [
        ("valid", "valid", _tr("No padding: the window stays inside the input")),
        ("same", "same", _tr("As many outputs as inputs, divided by the stride (TensorFlow's rule)")),
        ("full", "full", _tr("Every window that touches the input")),
        ("causal", "causal", _tr("So many cells before that no window sees a later cell")),
    ]
    custom = (_tr("custom"), CUSTOM, _tr("A number of cells for each side"))
    return [*(one for one in named if one[1] in words), custom]


class PaddingField(Field):
    """A list of names; "custom" shows a box for each side."""

    def __init__(self, pads_now: Callable[[], Pads]) -> None:
        """`pads_now`: the cells that the padding of the moment adds, from which "custom" starts."""
        super().__init__("padding")
        self._pads_now = pads_now
        self.box = choice_box("padding_box", self.tr("Cells around the input"), [])
        self.box.currentIndexChanged.connect(self._ask_choice)
        self.lead_to(self.box)
        sides = {
            "pad_top_box": self.tr("top"),
            "pad_bottom_box": self.tr("bottom"),
            "pad_left_box": self.tr("left"),
            "pad_right_box": self.tr("right"),
        }
        self._labels = [QLabel(text) for text in sides.values()]
        self._boxes = [
            number_box(name, self.tr("Padding: {side}").format(side=text), least=0)
            for name, text in sides.items()
        ]
        for box in self._boxes:
            box.valueChanged.connect(self._ask_sides)
        self._pairs = [QWidget() for _ in self._boxes]
        self._sides = WrapRow(*self._pairs)
        self._lay_out()

    def _lay_out(self) -> None:
        for pair, label, box in zip(self._pairs, self._labels, self._boxes, strict=True):
            label.setProperty("role", "quiet")
            pair.setLayout(row(label, box))
        column_of_all = QVBoxLayout()
        column_of_all.setSpacing(4)
        column_of_all.addWidget(self.box)
        column_of_all.addWidget(self._sides)
        self.row.addLayout(column_of_all, 1)

    def show_words(self, words: Sequence[str], is_1d: bool) -> None:
        """Offer the ways to pad that a layer takes, and a number for each side that it has."""
        with QSignalBlocker(self.box):
            self.box.clear()
            fill_choices(self.box, padding_choices(words))
        for pair in self._pairs[:2]:
            pair.setVisible(not is_1d)

    def show_value(self, value: Any) -> None:
        """Show a name or ((top, bottom), (left, right))."""
        named = isinstance(value, str)
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value if named else CUSTOM))
        self._sides.setVisible(not named)
        if not named:
            self._make_even()
            for box, number in zip(self._boxes, (n for pair in value for n in pair), strict=True):
                show_number(box, number)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._sides.isVisible():
            self._make_even()

    def _make_even(self) -> None:
        """Boxes below each other, also where the row goes on in the next line."""
        widest = max(label.fontMetrics().horizontalAdvance(label.text()) for label in self._labels)
        for label in self._labels:
            label.setMinimumWidth(widest)

    def _ask_choice(self, _place: int) -> None:
        choice = self.box.currentData()
        self._ask(self._pads_now() if choice == CUSTOM else choice)

    def _ask_sides(self, _value: int) -> None:
        top, bottom, left, right = (box.value() for box in self._boxes)
        self._ask(((top, bottom), (left, right)))
