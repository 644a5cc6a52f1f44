"""The Network view: every layer at once, what one cell sees, what it influences, and why it is what it is."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSplitter, QVBoxLayout, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.studio import Studio
from convstudio.model.tracing import Spot, Tracing
from convstudio.nn.shapes import planar_shape
from convstudio.views.announce import announce
from convstudio.views.card import describe, label
from convstudio.views.down_scroll import DownScroll
from convstudio.views.field_table import FieldTable
from convstudio.views.network_canvas import NetworkCanvas
from convstudio.views.network_details import NetworkDetails
from convstudio.views.network_light import FIELD, PATHS, REGION, Light, light_of, unseen_images
from convstudio.views.network_note import note_of
from convstudio.views.network_pictures import NetworkPictures
from convstudio.views.network_texts import channel_names, level_name, level_text, spot_name
from convstudio.views.short_texts import ShortLabel
from convstudio.views.theme import current_theme
from convstudio.views.why_panel import WhyPanel, line
from convstudio.views.wrap_row import WrapRow

SIDE = 320  # pixels of the side panel at first


class NetworkView(QWidget):
    """Follows the network; the cell that the walk stands on is chosen until a person chooses another.

    Signals:
        stage_requested(): the chosen step is to be seen on the Stage.
    """

    stage_requested = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_view")
        self.setAccessibleName(self.tr("Network"))
        self._studio = studio
        self.tracing = Tracing(studio.results, self)
        self._pictures = NetworkPictures(studio, self.tracing)
        self._details = NetworkDetails(self.tracing, self._pictures)
        self.canvas = NetworkCanvas(self._pictures, self._details)
        self.canvas.setAccessibleName(self.tr("All layers with their maps"))
        self.why = WhyPanel(self.tracing)
        self.table = FieldTable(self.tracing)
        self.picture_box = QComboBox()
        self.unseen_box = QCheckBox(self.tr("Cells nobody sees"))
        self._hint = ShortLabel()
        self._hint.setProperty("role", "quiet")
        self._chosen: Spot | None = None
        self._hovered: Spot | None = None
        self._shapes: tuple[object, ...] = ()
        self._edits = studio.results.edits
        self._missed_step = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for name, text in (
            (REGION, self.tr("Region that it sees")),
            (PATHS, self.tr("Number of paths")),
            (FIELD, self.tr("Effective field (gradient)")),
        ):
            self.picture_box.addItem(text, name)
        describe(self.picture_box, "picture_box", self.tr("What lights up in the layers before a cell"))
        tip = self.tr("Mark the cells that no output of the network ever sees")
        describe(self.unseen_box, "unseen_box", tip)
        self._hint.make_room_for(*self._hints())
        left, column = _card()
        heading = label(self.tr("Network"), "title", whole=True)
        column.addWidget(WrapRow(heading, self._hint, self.unseen_box, self.picture_box, spacing=8))
        column.addWidget(self.canvas)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(self._side())
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([3 * SIDE, SIDE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _side(self) -> QWidget:
        inner = QWidget()
        parts = QVBoxLayout(inner)
        parts.setContentsMargins(0, 0, 8, 0)
        for part in (self.why, line(), self.table):
            parts.addWidget(part)
        parts.addStretch(1)
        side, column = _card()
        column.addWidget(DownScroll(inner))
        return side

    def _connect(self) -> None:
        studio, canvas = self._studio, self.canvas
        studio.results.maps_changed.connect(self._forget_maps)
        studio.results.geometry_changed.connect(self._follow_geometry)
        studio.document.input_changed.connect(lambda _boxes: self._forget(0))
        studio.document.project_replaced.connect(self._forget)
        studio.player.step_changed.connect(self._follow_walk)
        studio.settings.changed.connect(self._show_setting)
        studio.results.computing_changed.connect(lambda _on: self._show_light(self._hovered))
        self.tracing.answered.connect(self._show_answer)
        self._later.timeout.connect(self.show_network)
        canvas.spot_hovered.connect(self._show_light)
        canvas.spot_chosen.connect(self.choose)
        canvas.spot_opened.connect(self.open)
        canvas.level_clicked.connect(self._bring)
        self.why.way_changed.connect(self._show_why)
        self.picture_box.currentIndexChanged.connect(lambda _place: self._show_light())
        self.unseen_box.toggled.connect(self._show_unseen)

    # show

    @property
    def chosen(self) -> Spot | None:
        """The chosen cell."""
        return self._chosen

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._studio.results.look_at_all(True)
        self.show_network()
        if self._chosen is None:
            self._follow_walk()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._studio.results.look_at_all(False)

    def show_network(self) -> None:
        """Show everything anew, in the same places where the shapes are the same."""
        self.canvas.setUpdatesEnabled(True)
        if not self.isVisible():
            return
        texts = [level_text(self._studio, level) for level in range(self.tracing.depth)]
        shapes = (*self.tracing.shapes, *texts)
        if shapes != self._shapes:
            self._shapes = shapes
            self.canvas.show_levels([planar_shape(shape) for shape in self.tracing.shapes], texts)
            self._forget()
        if self._chosen is not None and not self.tracing.holds(self._chosen):
            self._chosen = None
        self.canvas.mark_level(self._studio.document.active_layer + 1)
        self.canvas.repaint_levels()
        self._show_unseen(self.unseen_box.isChecked())
        names = [level_name(self._studio, level) for level in range(self.tracing.depth)]
        self.table.show_fields(names, self._studio.document.project.is_1d)
        if self._missed_step:
            self._follow_walk()
        self._show_why()
        self._show_light(self._hovered)

    def _follow_geometry(self) -> None:
        """Another active layer leaves all maps as they are; everything else makes them others."""
        if self._edits != self._studio.results.edits:
            self._edits = self._studio.results.edits
            self._forget()
        self.canvas.setUpdatesEnabled(
            False
        )  # until the other network is shown: the places are of the old one
        self._later.start()

    def _forget_maps(self, layer: int, _boxes: object, filters: range | None) -> None:
        self._forget(layer + 1, filters)
        self._later.start()

    def _forget(self, level: int | None = None, maps: range | None = None) -> None:
        """The pictures of a level, or of all, are others now."""
        self._pictures.forget(level, maps)
        self._details.forget(level)

    def _show_setting(self, name: str) -> None:
        if name in ("palette", "scale"):
            self._forget()
            self._later.start()

    def _show_light(self, spot: Spot | None = None) -> None:
        """Light up what belongs to the cell under the mouse, else to the chosen one."""
        self._hovered, lit = spot, spot or self._chosen
        light = Light()
        if lit is not None and self.tracing.holds(lit):
            picture = str(self.picture_box.currentData())
            light = light_of(self.tracing, lit, picture, self.canvas.places, current_theme())
        self.canvas.show_light(light, self._chosen)
        self._show_hint(light.is_due)

    def _show_hint(self, is_due: bool = False) -> None:
        """What can be done here, or that something is on its way."""
        waits = is_due and self.tracing.is_busy
        usual, too_many, computing = self._hints()
        if is_due and not waits:
            self._hint.setText(too_many)
        else:
            self._hint.setText(computing if waits or self._studio.results.is_computing else usual)

    def _hints(self) -> tuple[str, str, str]:
        usual = self.tr("point at a cell: everything that it sees lights up, back to the pixels")
        too_many = self.tr("this cell has to do with too many others to light them all up")
        return usual, too_many, self.tr("computing…")

    def _show_answer(self) -> None:
        """A long question has its answer."""
        self._show_light(self._hovered)
        self._show_why()
        self.canvas.repaint_levels()

    def _show_unseen(self, shown: bool) -> None:
        self.canvas.light.unseen = unseen_images(self.tracing, current_theme()) if shown else ()
        self.canvas.light.update()

    def _show_why(self) -> None:
        self.why.show_spot(self._chosen, channel_names(self._studio.document.project))
        self.canvas.show_note(note_of(self._studio, self.tracing, self._chosen))
        self.table.mark(self._chosen.level if self._chosen else -1)

    # ask

    def choose(self, spot: Spot) -> None:
        """Choose a cell: it stays lit, and its value is explained."""
        if not self.tracing.holds(spot):
            return
        self._chosen = spot
        self._show_light()
        self._show_why()
        self.canvas.reveal(spot)
        number = self.tracing.value(spot)
        value = self.tr("computing…") if number is None else format_value(number)
        announce(self.canvas, f"{spot_name(self._studio, spot)} = {value}. {self.why.sees.text()}")

    def open(self, spot: Spot) -> None:
        """Bring a cell to the Stage: its layer, and the step of the walk that makes it."""
        player = self._studio.player
        player.pause()
        self._bring(spot.level)
        if spot.level > 0 and player.walk is not None:
            player.go_to(player.walk.index_of(spot.channel or 0, spot.row, spot.col))
        self.stage_requested.emit()

    def _bring(self, level: int) -> None:
        if level > 0:
            with QSignalBlocker(self):
                self._studio.document.set_active_layer(level - 1)
            self.canvas.mark_level(level)

    def _follow_walk(self) -> None:
        self._missed_step = self.isVisible() and self.tracing.is_behind  # it is followed once all is shown
        if self._missed_step:
            return
        step, level = self._studio.player.step, self._studio.document.active_layer + 1
        is_another = self.tracing.shapes[0] != self._studio.document.project.input.shape  # not traced yet
        if step is not None and self.isVisible() and level < self.tracing.depth and not is_another:
            self.choose(Spot(level, step.row, step.col, step.filter))


def _card() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    made.setProperty("card", True)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QVBoxLayout(made)
    layout.setContentsMargins(12, 10, 8, 8)
    return made, layout
