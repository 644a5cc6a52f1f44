"""Truth mode: the filter in hand as other libraries see it, and which cells would differ."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from convstudio.engine.box import Box
from convstudio.files.truth.truth import Truth, View, truth_of
from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.model.worker import Worker
from convstudio.views.announce import announce
from convstudio.views.card import describe, paragraph
from convstudio.views.code_view import fixed_font
from convstudio.views.colors import map_scale
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark
from convstudio.views.scales import chosen_palettes
from convstudio.views.theme import current_theme
from convstudio.views.truth_tables import CellTable, LibraryTable
from convstudio.views.truth_texts import details, difference_text, subject_text

COPIED = 1 << 20  # values of an input that are copied before they are compared elsewhere
MARKED = 2000  # cells that are framed
MAP_HEIGHT, CELLS_HEIGHT = 150, 110  # pixels at least
WIDE = 640  # pixels


class TruthPanel(QFrame):
    """Computes only while it is seen, and elsewhere; a click on a cell brings the window there."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "truth_panel", self.tr("Truth mode"))
        self.setToolTip("")
        self._studio = studio
        self._truth: Truth | None = None
        self._filter = 0
        self._chosen = self._said = ""
        self._worker = Worker(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self.subject, self.details, self.difference = paragraph("title"), paragraph(), paragraph("quiet")
        self.call = paragraph()
        self.call.setFont(fixed_font())
        self.table, self.cells = LibraryTable(), CellTable()
        self._maps = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.map = GridView()
        self.map.setObjectName("truth_map")
        self.map.setAccessibleName(self.tr("The map of the chosen library; cells that differ are framed"))
        self._lay_out()
        self._connect()
        self._show_nothing(self.tr("Here is no layer with filters that slide over its input."))

    def _lay_out(self) -> None:
        self.map.setMinimumHeight(MAP_HEIGHT)
        self.cells.setMinimumHeight(CELLS_HEIGHT)
        content = QWidget()
        content.setProperty("plain", True)
        content.setMinimumWidth(1)
        column = QVBoxLayout(content)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        for widget in (self.subject, self.table, self.call, self.details, self.difference):
            column.addWidget(widget)
        column.addLayout(self._maps, 1)
        self._maps.addWidget(self.map, 2)
        self._maps.addWidget(self.cells, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        studio = self._studio
        for signal in (studio.results.maps_changed, studio.results.geometry_changed):
            signal.connect(self._ask_soon)
        studio.player.step_changed.connect(self._follow_step)
        studio.settings.changed.connect(self._show_chosen)
        self._soon.timeout.connect(self._ask)
        self._worker.finished.connect(self._show)
        self._worker.failed.connect(lambda error: self._show_nothing(str(error)))
        self.table.library_chosen.connect(self._choose)
        self.cells.cell_chosen.connect(studio.player.go_to_cell)

    def close_work(self) -> None:
        """Stop computing, for good."""
        self._worker.close()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._soon.isActive() or self._worker.is_busy

    # compute

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a wide place the map and the list of its cells stand side by side."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._maps.setDirection(ways.LeftToRight if self.width() >= WIDE else ways.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    def _ask_soon(self, *_changed: object) -> None:
        self._soon.start()

    def _follow_step(self) -> None:
        step = self._studio.player.step
        if step is not None and step.filter != self._filter:
            self._ask_soon()

    def _ask(self) -> None:
        if not self.isVisible():
            return
        results, document = self._studio.results, self._studio.document
        number, step = document.active_layer, self._studio.player.step
        x, shape = results.input_of(number), results.input_shape(number)
        if x is None or shape is None or step is None or not document.layer.enabled:
            self._show_nothing(self.tr("There is no map to compare."))
            return
        self._filter = step.filter
        part, filter = document.layer, step.filter
        given = (x.copy() if x.size <= COPIED else x).reshape(shape)
        self._worker.start(lambda cancelled: truth_of(part, given, filter, cancelled))

    # show

    def _show_nothing(self, reason: str) -> None:
        self._truth = None
        self.subject.setText(reason)
        for widget in (self.table, self.call, self.details, self.difference, self.map, self.cells):
            widget.hide()

    def _show(self, truth: Truth | None) -> None:
        if truth is None:
            return
        self._truth = truth
        self.subject.setText(subject_text(truth, self._studio.document.layer.kind, self._filter))
        names = [view.name for view in truth.views]
        if self._chosen not in names:
            self._chosen = next((view.name for view in truth.views if view.count), names[0])
        self.table.show_truth(truth, self._chosen)
        self.table.show()
        self._show_chosen()
        differing = [view.title for view in truth.views if view.count]
        said = self.tr("Libraries that differ: {names}").format(names=", ".join(differing) or self.tr("none"))
        if said != self._said:
            announce(self, said)
        self._said = said

    def _choose(self, name: str) -> None:
        self._chosen = name
        self._show_chosen()

    def _show_chosen(self, *_changed: object) -> None:
        truth = self._truth
        if truth is None:
            return
        view = next(view for view in truth.views if view.name == self._chosen)
        self.call.setText(view.seen.call)
        self.details.setText(details(view))
        self.difference.setText(difference_text(view, truth))
        for widget in (self.call, self.details, self.difference):
            widget.show()
        self.map.setVisible(view.map is not None)
        self.cells.setVisible(view.count > 0)
        self._show_map(view)
        self.cells.show_view(view, truth)

    def _show_map(self, view: View) -> None:
        if view.map is None or view.differs is None:
            return
        spread = self._studio.results.output_range(self._studio.document.active_layer)
        scale = map_scale(*value_range(view.map), spread, *chosen_palettes(self._studio))
        self.map.show_values(view.map, scale)
        accent = current_theme().accent
        found = view.differs.nonzero()
        cells = zip(found[0][:MARKED].tolist(), found[1][:MARKED].tolist(), strict=True)
        marks = tuple(Mark(Box(row, row + 1, col, col + 1), accent) for row, col in cells)
        self.map.marks.set_marks("difference", marks)
