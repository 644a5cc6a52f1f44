"""Fields for the settings that only some kinds of layers have, chosen by what the layer takes."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit

from convstudio.engine.digits import format_value
from convstudio.files.number import parse_number
from convstudio.files.project import LayerPart
from convstudio.model.layer_choices import choices, takes
from convstudio.views.card import describe
from convstudio.views.fields import (
    ChoiceField,
    Field,
    NumberField,
    SizeField,
    SwitchField,
    number_box,
    show_number,
)
from convstudio.views.number_box import NumberBox


def _tr(text: str) -> str:
    return QCoreApplication.translate("other_fields", text)


class DecimalField(Field):
    """Any number."""

    def __init__(self, setting: str, name: str, text: str) -> None:
        super().__init__(setting)
        self.box = NumberBox()
        describe(self.box, name, text)
        self.box.valueChanged.connect(self._ask)
        self.lead_to(self.box)
        self.row.addWidget(self.box)
        self.row.addStretch(1)

    def show_value(self, value: float) -> None:
        """Show a number."""
        with QSignalBlocker(self.box):
            self.box.setValue(value)


class TextField(Field):
    """A number, several with commas between them, or nothing: what has no fixed length."""

    def __init__(self, setting: str, name: str, text: str) -> None:
        super().__init__(setting)
        self.box = QLineEdit()
        describe(self.box, name, text)
        self.box.setPlaceholderText(_tr("none"))
        self.box.editingFinished.connect(self._ask_text)
        self.lead_to(self.box)
        self.row.addWidget(self.box, 1)

    def show_value(self, value: Any) -> None:
        """Show a number, a tuple of numbers, or None as nothing."""
        numbers = value if isinstance(value, tuple) else () if value is None else (value,)
        self.box.setText(", ".join(format_value(number) for number in numbers))
        self.box.setModified(False)

    def _ask_text(self) -> None:
        if self.box.isModified():
            self.box.setModified(False)
            self._ask(_numbers(self.box.text()))


class SidesField(Field):
    """Cells at each side: ((top, bottom), (left, right)), or (left, right) on a line."""

    def __init__(self, setting: str, name: str, text: str, is_line: bool) -> None:
        super().__init__(setting)
        self._is_line = is_line
        sides = {"top": _tr("top"), "bottom": _tr("bottom"), "left": _tr("left"), "right": _tr("right")}
        if is_line:
            sides = {side: sides[side] for side in ("left", "right")}
        grid = QGridLayout()
        self.boxes = []
        for place, (side, title) in enumerate(sides.items()):
            box = number_box(name.replace("_box", f"_{side}_box"), f"{text}: {title}", least=0)
            box.valueChanged.connect(self._ask_sides)
            label = QLabel(title)
            label.setProperty("role", "quiet")
            grid.addWidget(label, place // 2, 2 * (place % 2))
            grid.addWidget(box, place // 2, 2 * (place % 2) + 1)
            self.boxes.append(box)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        self.lead_to(self.boxes[0])
        self.row.addLayout(grid, 1)

    def show_value(self, value: Any) -> None:
        """Show the numbers of all sides."""
        numbers = value if self._is_line else (number for pair in value for number in pair)
        for box, number in zip(self.boxes, numbers, strict=True):
            show_number(box, number)

    def _ask_sides(self, _value: int) -> None:
        numbers = tuple(box.value() for box in self.boxes)
        self._ask(numbers if self._is_line else (numbers[:2], numbers[2:]))


def field_for(part: LayerPart, setting: str) -> Field:
    """A field for a setting of a layer, by its value and by what else the layer would take."""
    value, name, text = part.config[setting], f"{setting}_box", label_of(setting).replace("&", "")
    words = choices(part, setting)
    if isinstance(value, bool):
        return SwitchField(setting, name, text, text.lower())
    if words:
        return ChoiceField(setting, name, text, [(word, word, word) for word in words])
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return SidesField(setting, name, text, is_line=False)
    if isinstance(value, tuple) and takes(part, setting, (0, 0)):
        return SidesField(setting, name, text, is_line=True)
    if takes(part, setting, None) or takes(part, setting, -1) or _has_any_length(part, setting):
        return TextField(setting, name, text)
    if isinstance(value, tuple):
        names = (f"{setting}_rows_box", f"{setting}_cols_box")
        return SizeField(setting, names, (_tr("{text}: rows").format(text=text), text))
    if isinstance(value, int):
        return NumberField(setting, name, text)
    return DecimalField(setting, name, text)


def label_of(setting: str) -> str:
    """What a setting is called, from Keras' word for it."""
    known = {
        "pool_size": _tr("Pool si&ze"),
        "depth_multiplier": _tr("Depth &multiplier"),
        "output_padding": _tr("Output paddin&g"),
        "units": _tr("&Units"),
        "size": _tr("Si&ze"),
        "interpolation": _tr("&Interpolation"),
        "target_shape": _tr("Tar&get shape"),
        "dims": _tr("A&xes"),
        "axis": _tr("A&xis"),
        "shared_axes": _tr("Shared a&xes"),
        "rate": _tr("&Rate"),
        "keepdims": _tr("&Keep the axes"),
        "cropping": _tr("&Cropping"),
        "padding": _tr("&Padding"),
        "activation": _tr("Activatio&n"),
    }
    return known.get(setting) or setting.replace("_", " ").capitalize()


def _has_any_length(part: LayerPart, setting: str) -> bool:
    return takes(part, setting, (1,)) and takes(part, setting, (1, 2))


def _numbers(text: str) -> Any:
    """What was typed: None, a number, or a tuple; text that is no number stays text, and is refused."""
    stripped = text.strip().strip("()[]").strip()
    if not stripped or stripped.lower() == "none":
        return None
    try:
        numbers = [_number(part) for part in stripped.split(",") if part.strip()]
    except ValueError:
        return text
    is_tuple = len(numbers) != 1 or "," in stripped or stripped != text.strip()
    return tuple(numbers) if is_tuple else numbers[0]


def _number(text: str) -> int | float:
    value = parse_number(text)
    return int(value) if float(value).is_integer() else value
