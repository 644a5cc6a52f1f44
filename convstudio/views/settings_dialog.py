"""The settings of the person: looks, what is asked about pictures, and how much memory may be taken."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from convstudio.model.settings import Settings
from convstudio.views.card import describe
from convstudio.views.refusal import Refusal
from convstudio.views.view_actions import palette_names, theme_names

LARGEST = 10**9 - 1  # what can be typed; what can be is a matter of the setting
NOTE_WIDTH = 46  # characters of a line of explanation
Button = QDialogButtonBox.StandardButton
Field = QComboBox | QCheckBox | QSpinBox


class SettingsDialog(QDialog):
    """Nothing changes before OK or Apply; then all of it at once, or nothing where a value cannot be."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        self._form = QFormLayout()
        self._names: dict[str, str] = {}
        self.fields: dict[str, Field] = {}
        self._add_looks()
        self._add_limits()
        self.message = Refusal()
        self.buttons = QDialogButtonBox(
            Button.Ok | Button.Cancel | Button.Apply | Button.RestoreDefaults, Qt.Orientation.Horizontal
        )
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)
        self._connect()
        self.show_values({name: getattr(settings, name) for name in self.fields})

    def _add_looks(self) -> None:
        themes = {name: text.replace("&", "") for name, text in theme_names().items()}
        palettes = {name: text.replace("&", "") for name, text in palette_names().items()}
        self._add("theme", self.tr("&Theme"), _choice(themes), self.tr("Light or dark"))
        self._add(
            "palette", self.tr("&Colours of maps"), _choice(palettes), self.tr("How values are coloured")
        )
        larger = QCheckBox(self.tr("larger texts"))
        self._add(
            "presentation",
            self.tr("&Presentation"),
            larger,
            self.tr("Larger texts, to be read from the last row"),
        )

    def _add_limits(self) -> None:
        tr = self.tr
        self._add(
            "picture_limit",
            tr("&Large pictures"),
            _number(tr(" cells")),
            tr("Cells along the longer side"),
            tr("A picture with a longer side is opened in the size that you choose."),
        )
        self._add(
            "map_memory",
            tr("&Memory for maps"),
            _number(tr(" MiB")),
            tr("How much memory feature maps may take"),
            tr(
                "Feature maps that need more are not kept, but computed again when they are looked at: "
                "slower, with less memory. It holds at once, also for what is open."
            ),
        )
        self._add(
            "timeline_memory",
            tr("Memory for trai&ning"),
            _number(tr(" MiB")),
            tr("How much memory the moments of a training may take"),
            tr("The more of a training is kept, the finer the steps back. From the next training on."),
        )

    def _add(self, name: str, label: str, field: Field, text: str, note: str = "") -> None:
        """One row: a setting of this name, and below it what it does."""
        rule = "" if isinstance(field, QCheckBox | QComboBox) else f": {self._settings.rule_of(name)}"
        describe(field, f"{name}_box", text + rule)
        self._form.addRow(label, field)
        self._names[name] = label.replace("&", "")
        self.fields[name] = field
        if note:
            told = QLabel(note)
            told.setProperty("role", "quiet")
            told.setWordWrap(True)
            told.setMinimumWidth(NOTE_WIDTH * told.fontMetrics().averageCharWidth())
            self._form.addRow("", told)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self._accept_all)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(Button.Apply).clicked.connect(self.apply)
        self.buttons.button(Button.RestoreDefaults).clicked.connect(self._show_defaults)
        for field in self.fields.values():
            if isinstance(field, QComboBox):
                field.currentIndexChanged.connect(self._show_state)
            elif isinstance(field, QSpinBox):
                field.valueChanged.connect(self._show_state)
            else:
                field.toggled.connect(self._show_state)

    # show

    def show_values(self, values: dict[str, Any]) -> None:
        """Fill the fields."""
        for name, value in values.items():
            field = self.fields[name]
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(value)))
            elif isinstance(field, QSpinBox):
                field.setValue(value)
            else:
                field.setChecked(value)
        self._show_state()

    def _show_defaults(self) -> None:
        self.show_values({name: self._settings.default_of(name) for name in self.fields})

    def _show_state(self) -> None:
        """Apply has something to do where a field differs."""
        self.message.forget()
        differs = any(value != getattr(self._settings, name) for name, value in self.values.items())
        self.buttons.button(Button.Apply).setEnabled(differs)

    @property
    def values(self) -> dict[str, Any]:
        """What stands in the fields, by the names of the settings."""
        return {name: _value(field) for name, field in self.fields.items()}

    # ask

    def apply(self) -> bool:
        """Take over all values; says which one cannot be, and then takes none."""
        values = self.values
        for name, value in values.items():
            if not self._settings.can_be(name, value):
                text = self.tr("{name}: {rule}, not {value}.")
                rule = self._settings.rule_of(name)
                self.message.say(text.format(name=self._names[name], rule=rule, value=f"{value:,}"))
                self.fields[name].setFocus()
                return False
        for name, value in values.items():
            setattr(self._settings, name, value)
        self._show_state()
        return True

    def _accept_all(self) -> None:
        if self.apply():
            self.accept()


def show_settings(settings: Settings, parent: QWidget) -> None:
    """Open the dialog; the window waits for it."""
    dialog = SettingsDialog(settings, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _choice(texts: dict[str, str]) -> QComboBox:
    box = QComboBox()
    for value, text in texts.items():
        box.addItem(text, value)
    return box


def _number(unit: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, LARGEST)
    box.setSuffix(unit)
    box.setGroupSeparatorShown(True)
    box.setAccelerated(True)
    return box


def _value(field: Field) -> Any:
    if isinstance(field, QComboBox):
        return field.currentData()
    return field.value() if isinstance(field, QSpinBox) else field.isChecked()
