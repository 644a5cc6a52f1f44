"""The inspector: the settings of the active layer, what follows from them, and the library of filters."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from convstudio.files.resources import LibraryFilter
from convstudio.model.studio import Studio
from convstudio.views.card import describe, row
from convstudio.views.down_scroll import DownScroll
from convstudio.views.filter_library import FilterLibrary, FilterLibraryView, use_filter
from convstudio.views.layer_facts import LayerFacts, layer_facts
from convstudio.views.layer_form import LayerForm


class Inspector(QFrame):
    """Follows the active layer; what a person sets goes to the document."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "inspector", self.tr("Settings of the layer"))
        self.setToolTip("")
        self._studio = studio
        self.title, self.number = _text("title"), _text("quiet")
        self.refusal, self.problem, self.nothing = _text("bad"), _text("bad"), _text("quiet")
        self.form = LayerForm(studio)
        self.formulas, self.costs, self.shapes = _text(), _text("quiet"), _text("quiet")
        self.library = FilterLibrary()
        self.filters = FilterLibraryView(self.library)
        self.source = _text("quiet")
        self._facts: LayerFacts | None = None
        self._size_part, self._library_part = QWidget(), QWidget()
        self._errors = QWidget()  # below everything that scrolls: always in sight, and no field moves
        self._lay_out()
        self._connect()
        self.show_layer()

    def _lay_out(self) -> None:
        content = QWidget()
        column = _column(content, margins=12)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row(self.title, None, self.number))
        for widget in (self.nothing, self.form):
            column.addWidget(widget)
        errors = _column(self._errors, margins=12)
        for widget in (self.refusal, self.problem):
            errors.addWidget(widget)
        sizes = _column(self._size_part)
        sizes.addWidget(_line())
        sizes.addLayout(row(_text("title", self.tr("Output size")), None, self._copy_button()))
        for widget in (self.formulas, self.costs, self.shapes):
            sizes.addWidget(widget)
        library = _column(self._library_part)
        library.addWidget(_line())
        library.addWidget(_text("title", self.tr("Filter library")))
        library.addWidget(self.filters)
        library.addWidget(self.source)
        column.addWidget(self._size_part)
        column.addWidget(self._library_part)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(DownScroll(content))
        outer.addWidget(self._errors)

    def _copy_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Copy"))
        describe(button, "copy_sizes", self.tr("Copy sizes, parameters and shapes as text"))
        button.clicked.connect(self.copy)
        return button

    def _connect(self) -> None:
        studio = self._studio
        studio.results.geometry_changed.connect(self.show_layer)
        studio.results.failed.connect(self._show_problem)
        self.form.refused.connect(self._refuse)
        self.filters.chosen.connect(self._use_filter)
        self.filters.entered.connect(self._show_source)
        self.filters.selectionModel().currentChanged.connect(self._show_source)

    # show

    def show_layer(self) -> None:
        """Show the active layer anew."""
        project, number = self._studio.document.project, self._studio.document.active_layer
        if not project.layers:
            return
        part = project.layers[number]
        self.title.setText(part.kind)
        self.number.setText(self.tr("layer {number}").format(number=number + 1))
        has_settings = self.form.show_layer(part)
        self._show(self.nothing, "" if has_settings else self.tr("This layer has no settings of this kind."))
        self._refuse("")
        self._show_problem()
        self._show_facts(number)
        self.library.set_dimensions(1 if project.is_1d else 2)
        self._library_part.setVisible("kernel_size" in part.config and "filters" in part.config)

    def _show_facts(self, number: int) -> None:
        layer, shape = self._studio.results.layer(number), self._studio.results.input_shape(number)
        self._facts = layer_facts(layer, shape) if layer is not None and shape is not None else None
        self._size_part.setVisible(self._facts is not None)
        if self._facts:
            self._show(self.formulas, "\n".join(self._facts.formulas))
            self._show(self.costs, "\n".join(self._facts.costs))
            self._show(self.shapes, "\n".join(self._facts.shapes))

    def _show_problem(self, _reason: str = "") -> None:
        self._show(self.problem, self._studio.results.problem(self._studio.document.active_layer) or "")

        self._show_errors()

    def _refuse(self, reason: str) -> None:
        self._show(self.refusal, reason)
        self._show_errors()

    def _show_errors(self) -> None:
        self._errors.setVisible(bool(self.refusal.text() or self.problem.text()))

    def _show_source(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self._show(self.source, str(index.data(Qt.ItemDataRole.ToolTipRole)) if index.isValid() else "")

    def _show(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    # ask

    def _use_filter(self, chosen: LibraryFilter) -> None:
        try:
            use_filter(self._studio, chosen)
        except ValueError as error:
            self._refuse(str(error))

    def copy(self) -> None:
        """Put sizes, parameters and shapes on the clipboard."""
        if self._facts:
            QGuiApplication.clipboard().setText(self._facts.text)


def _text(role: str = "", text: str = "") -> QLabel:
    """A label that wraps and whose text can be selected by mouse and keys."""
    label = QLabel(text)
    if role:
        label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(role != "title")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _column(widget: QWidget, margins: int = 0) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(6)
    return layout


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    return line
