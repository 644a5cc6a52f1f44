"""The fields of an export: what, of which filter, in which format, how large, in which colours."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QFormLayout, QLabel, QWidget

from convstudio.files.exported import NUMBERS
from convstudio.files.films.writing import SLOWEST, film_format
from convstudio.views.card import describe, row
from convstudio.views.export_choices import Choice, format_problem, format_title
from convstudio.views.fields import choice_box, number_box

SCALES = 0.1, 20.0
LONGEST_TITLE = 26  # characters
WITH_FILTER = ("stage", "filter", "map", "arithmetic")
WITH_MARK = ("stage", "map", "network")


class ExportForm(QWidget):
    """Shows only the fields that count for what is chosen.

    Signals:
        chosen(): something else is to be exported.
        changed(): another file of it is wanted.
    """

    chosen = Signal()
    changed = Signal()

    def __init__(self, choices: list[Choice], views: list[Choice]) -> None:
        super().__init__()
        self.choices = {choice.id: choice for choice in (*choices, *views)}
        self.what_box = choice_box("export_what_box", self.tr("What is exported"), [])
        self.what_box.setMinimumContentsLength(LONGEST_TITLE)
        for choice in choices:
            self.what_box.addItem(choice.title, choice.id)
        self.what_box.insertSeparator(self.what_box.count())
        shown = self.tr("{title}, as on screen")
        for choice in views:
            self.what_box.addItem(shown.format(title=choice.title), choice.id)
        self.filter_box = number_box("export_filter_box", self.tr("Which filter"), 0)
        self.mark_box = QCheckBox(self.tr("&Mark the step"))
        describe(self.mark_box, "export_mark_box", self.tr("Outline the window and the cell of the step"))
        self.first_box = number_box("export_first_box", self.tr("The first step of the film"))
        self.last_box = number_box("export_last_box", self.tr("The last step of the film"))
        self.speed_box = _box("export_speed_box", self.tr("How many steps of the film are seen in a second"))
        self.format_box = choice_box("export_format_box", self.tr("The format of the file"), [])
        self.scale_box = _box("export_scale_box", self.tr("1 is 96 dots to the inch, as on most screens"))
        self.theme_box = choice_box("export_theme_box", self.tr("Light is for paper"), [])
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.speed_box.setRange(SLOWEST, film_format("a.webp").fastest)
        self.speed_box.setSuffix(self.tr(" a second"))
        self.scale_box.setRange(*SCALES)
        self.scale_box.setSuffix(self.tr(" ×"))
        self.theme_box.addItem(self.tr("Light"), "light")
        self.theme_box.addItem(self.tr("Dark"), "dark")
        self.steps = QWidget()
        self.steps.setLayout(row(self.first_box, QLabel(self.tr("to")), self.last_box, None))
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("&What"), self.what_box)
        form.addRow(self.tr("F&ilter"), self.filter_box)
        form.addRow(self.mark_box)
        form.addRow(self.tr("S&teps"), self.steps)
        form.addRow(self.tr("S&peed"), self.speed_box)
        form.addRow(self.tr("&Format"), self.format_box)
        form.addRow(self.tr("&Size"), self.scale_box)
        form.addRow(self.tr("&Colours"), self.theme_box)
        self.steps.setFocusProxy(self.first_box)

    def _connect(self) -> None:
        self.what_box.currentIndexChanged.connect(lambda _place: self.chosen.emit())
        self.format_box.currentIndexChanged.connect(self._show_rows)
        self.filter_box.valueChanged.connect(self.changed)
        self.first_box.valueChanged.connect(self._order_steps)
        self.last_box.valueChanged.connect(self._order_steps)
        self.speed_box.valueChanged.connect(self.changed)
        self.scale_box.valueChanged.connect(self.changed)
        self.mark_box.toggled.connect(self.changed)
        self.theme_box.currentIndexChanged.connect(self.changed)

    # read

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return self.choices[self.what_box.currentData()]

    @property
    def suffix(self) -> str:
        """The chosen format."""
        return str(self.format_box.currentData() or "")

    @property
    def filter(self) -> int | None:
        """Which filter, from 0; None for all."""
        return self.filter_box.value() - 1 if self.filter_box.value() else None

    @property
    def steps_chosen(self) -> tuple[int, int]:
        """The first and the last step as they are written there."""
        return self.first_box.value(), self.last_box.value()

    # show

    def choose(self, id: str) -> None:
        """Choose something, the first where there is no such thing."""
        with QSignalBlocker(self.what_box):
            self.what_box.setCurrentIndex(max(0, self.what_box.findData(id)))

    def show_formats(self, wanted: str) -> None:
        """Offer the formats of what is chosen; those that cannot be written here say why."""
        choice = self.choice
        with QSignalBlocker(self.format_box):
            self.format_box.clear()
            for suffix in choice.suffixes:
                self.format_box.addItem(format_title(suffix, choice.is_film), suffix)
                self._tell_problem(self.format_box.count() - 1, format_problem(suffix, choice.is_film))
            self.format_box.setCurrentIndex(max(0, self.format_box.findData(wanted)))
        self.show_rows()

    def show_filters(self, filters: int, wanted: int | None) -> None:
        """Offer so many; of films also all at once."""
        with QSignalBlocker(self.filter_box):
            self.filter_box.setSpecialValueText(self.tr("all") if self.choice.is_film else "")
            self.filter_box.setRange(0 if self.choice.is_film else 1, max(1, filters))
            self.filter_box.setValue(0 if wanted is None else wanted + 1)

    def show_steps(self, first: int, last: int) -> None:
        """Offer these steps, all of them chosen."""
        for box, value in ((self.first_box, first), (self.last_box, last)):
            with QSignalBlocker(box):
                box.setRange(first, last)
                box.setValue(value)

    def show_rows(self) -> None:
        """Only the fields that count."""
        choice, is_numbers = self.choice, self.suffix in NUMBERS
        seen = {
            self.filter_box: choice.id in WITH_FILTER or choice.is_film,
            self.mark_box: choice.id in WITH_MARK and not is_numbers,
            self.steps: choice.is_film,
            self.speed_box: choice.is_film and not is_numbers,
            self.scale_box: not is_numbers,
            self.theme_box: not is_numbers,
        }
        for field, is_seen in seen.items():
            self._form.setRowVisible(field, is_seen)

    def _show_rows(self, _place: int) -> None:
        self.show_rows()
        self.changed.emit()

    def _order_steps(self, _value: int) -> None:
        """The last is never before the first: the box that was changed leads."""
        first, last = self.steps_chosen
        if first > last:
            other = self.last_box if self.sender() is self.first_box else self.first_box
            with QSignalBlocker(other):
                other.setValue(first if other is self.last_box else last)
        self.changed.emit()

    def _tell_problem(self, place: int, problem: str) -> None:
        model = self.format_box.model()
        if problem and isinstance(model, QStandardItemModel):
            model.item(place).setEnabled(False)
            text = self.tr("{format} (not here)").format(format=model.item(place).text())
            self.format_box.setItemText(place, text)
            self.format_box.setItemData(place, problem, Qt.ItemDataRole.ToolTipRole)


def _box(name: str, text: str) -> QDoubleSpinBox:
    """A number with two decimals that speaks when it is finished."""
    box = QDoubleSpinBox()
    describe(box, name, text)
    box.setDecimals(2)
    box.setSingleStep(0.5)
    box.setKeyboardTracking(False)
    return box
