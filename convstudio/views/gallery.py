"""The gallery: every feature map of the active layer at a glance; one click shows it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.engine.geometry import Box
from convstudio.model.bank_editing import BankEditing
from convstudio.model.map_sets import map_order, overview_order
from convstudio.model.studio import Studio
from convstudio.views.announce import announce
from convstudio.views.colors import Scale
from convstudio.views.combined_maps import CombinedMaps
from convstudio.views.gallery_bar import GalleryBar
from convstudio.views.gallery_maps import (
    is_vector,
    missing_maps,
    overview_of,
    shown_maps,
    why_map_is_empty,
)
from convstudio.views.mosaic import Mosaic
from convstudio.views.scales import scale_of_map
from convstudio.views.vector_row import VectorRow

SETTLE = 150  # ms without a change before an empty map is asked why


class Gallery(QFrame):
    """Follows the maps of the active layer; its "+" adds a filter."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self.setProperty("card", True)
        self._studio = studio
        self._shared: Scale | None = None
        self.mosaic = Mosaic(self._scale_of, self._tip_of)
        self.mosaic.setObjectName("gallery_maps")
        self.mosaic.setAccessibleName(self.tr("Feature maps of the layer: Space picks them to combine"))
        self.vector = VectorRow()
        self.vector.setObjectName("gallery_vector")
        self.vector.setAccessibleName(self.tr("Values of the layer"))
        self.bar = GalleryBar()
        self.together = CombinedMaps(studio, self.mosaic, self.bar, self)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 4)
        layout.setSpacing(2)
        maps = QHBoxLayout()
        maps.addWidget(self.mosaic, 1)
        maps.addWidget(self.vector, 1)
        maps.addWidget(self.bar)
        layout.addLayout(maps, 1)
        layout.addWidget(self.message)
        self._connect()
        self.show_layer()

    def _connect(self) -> None:
        studio = self._studio
        studio.results.maps_changed.connect(self._show_changed)
        studio.results.geometry_changed.connect(self.show_layer)
        studio.player.walk_changed.connect(self._show_chosen)
        studio.player.step_changed.connect(self._show_chosen)
        studio.settings.changed.connect(self._show_setting)
        studio.predict.enabled_changed.connect(lambda _on: self.show_layer())
        self.mosaic.map_chosen.connect(studio.player.show_filter)
        self.vector.value_chosen.connect(studio.player.show_filter)
        self.mosaic.more_asked.connect(self.add_filter)
        self.mosaic.delete_asked.connect(self.delete_filter)
        self.bar.order_asked.connect(self._ask_order)
        self._settled.timeout.connect(self._settle)

    # show

    @property
    def _expected(self) -> int:
        """How many maps there would be."""
        walk, layers = self._studio.player.walk, self._studio.document.project.layers
        if walk is not None or not layers:
            return walk.filters if walk is not None else 0
        return int(self._studio.document.layer.config.get("filters", 0))

    def show_layer(self) -> None:
        """Show all maps of the active layer anew."""
        maps = shown_maps(self._studio)
        self._shared = None
        order, before = self._order(), self.mosaic.order
        missing = missing_maps(self._studio)
        self.mosaic.show_maps(maps, order, self._can_grow, missing)
        self.bar.setVisible(self.mosaic.maps > 1)
        self.bar.show_order(self._studio.settings.map_order)
        self.together.show_maps(maps, missing)
        if order != before and order:
            self.mosaic.choose(self.mosaic.chosen)
        self._show_vector()
        self._show_chosen()
        self._settled.start()

    def _show_vector(self) -> None:
        """Show values as bars, and maps as pictures."""
        has_bars = is_vector(self._studio)
        for part, is_shown in ((self.vector, has_bars), (self.mosaic, not has_bars)):
            part.setVisible(is_shown)
        self.bar.way_box.setVisible(not has_bars)
        self.setFocusProxy(self.vector if has_bars else self.mosaic)
        if has_bars:
            maps, missing = shown_maps(self._studio), missing_maps(self._studio)
            values = None if maps is None else maps[0, 0]
            scale = None if values is None else scale_of_map(self._studio, 0)
            self.vector.show_values(values, self.mosaic.order, scale, missing)

    def _show_changed(self, layer: int, boxes: tuple[Box, ...] | None, filters: range | None) -> None:
        if layer != self._studio.document.active_layer:
            return
        maps, shared = shown_maps(self._studio), self._shared
        self._shared = None
        same = maps is not None and self.mosaic.has_shape(maps.shape)
        if maps is None or not same or (shared is not None and shared != self._scale_of(0)):
            self.show_layer()
        else:
            missing, overview = missing_maps(self._studio), overview_of(self._studio)
            numbers = range(maps.shape[2]) if filters is None else filters
            if boxes is not None and overview is not None:
                boxes = tuple(overview.small_box(box) for box in boxes)
            self.mosaic.renew(maps, numbers, missing, boxes)
            self.together.show_maps(maps, missing)
            self._show_vector()
            self._settled.start()

    def _show_chosen(self) -> None:
        step = self._studio.player.step
        if step is not None and step.filter < self.mosaic.maps and step.filter != self.mosaic.chosen:
            self.mosaic.choose(step.filter)
            self._settled.start()
        if step is not None and step.filter < self.vector.count and is_vector(self._studio):
            self.vector.choose(step.filter)

    def _show_setting(self, name: str) -> None:
        if name in ("scale", "palette", "map_order"):
            self.show_layer()

    def _scale_of(self, number: int) -> Scale:
        if self._studio.settings.scale != "shared":
            return scale_of_map(self._studio, number)
        if self._shared is None:
            self._shared = scale_of_map(self._studio, 0)
        return self._shared

    def _order(self) -> list[int]:
        maps, overview = shown_maps(self._studio), overview_of(self._studio)
        by = self._studio.settings.map_order
        waits = overview is not None and by != "index" and not overview.is_exact
        self.bar.show_waiting(waits)
        if maps is None or (overview is not None and overview.missing):
            return list(range(self._expected))  # maps do not change places while they come
        if waits and len(self.mosaic.order) == maps.shape[2]:
            return self.mosaic.order
        return map_order(maps, by) if overview is None else overview_order(overview, by)

    def _settle(self) -> None:
        """After the last edit: maps do not change places under the mouse."""
        order = self._order()
        if order != self.mosaic.order:
            self.mosaic.set_order(order)
            self.mosaic.choose(self.mosaic.chosen)
            self._show_vector()
        self._explain_empty()

    # why a map is empty

    def _explain_empty(self) -> None:
        """Tell of the chosen map why it is empty, if it is."""
        number = self.mosaic.chosen
        text = "" if is_vector(self._studio) else why_map_is_empty(self._studio, number)
        self._say(text, "quiet")
        if is_vector(self._studio) and self.vector.count:
            announce(self.vector, self.vector.text_of(number))
            return
        name = self.tr("map {number} of {count}").format(number=number + 1, count=self.mosaic.maps)
        announce(self.mosaic, f"{name}. {text}" if text else name)

    def _tip_of(self, number: int) -> str:
        if number > self.mosaic.maps:
            return self.tr("Add a filter: one more feature map")
        if number == self.mosaic.maps:
            return self.tr("{formula}\nClick or Enter: show it large").format(formula=self.together.formula)
        name = self.tr("Feature map {number}").format(number=number + 1)
        return "\n".join(text for text in (name, why_map_is_empty(self._studio, number)) if text)

    # ask

    @property
    def _can_grow(self) -> bool:
        document = self._studio.document
        return bool(document.project.layers) and "filters" in document.layer.config

    def _ask_order(self, order: str) -> None:
        self._studio.settings.map_order = order

    def add_filter(self) -> None:
        """Give the layer one more filter (one for each group), and show it."""
        self._attempt(BankEditing(self._studio).add)

    def delete_filter(self) -> None:
        """Take the chosen filter away (with groups its like in each), but not the last one."""
        bank = BankEditing(self._studio)
        if bank.can_grow and bank.count > bank.groups:
            self._attempt(bank.delete)

    def _attempt(self, do: Callable[[], None]) -> None:
        try:
            do()
        except ValueError as error:
            self._say(str(error), "bad")

    def _say(self, text: str, role: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        if self.message.property("role") != role:
            self.message.setProperty("role", role)
            self.message.style().polish(self.message)
