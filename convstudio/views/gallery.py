"""The gallery: every feature map of the active layer at a glance; one click shows it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.engine.geometry import Box
from convstudio.model.bank_editing import BankEditing
from convstudio.model.empty_map import why_empty
from convstudio.model.map_sets import map_order, overview_order
from convstudio.model.overview import Overview
from convstudio.model.studio import Studio
from convstudio.nn.shapes import planar_shape
from convstudio.views.announce import announce
from convstudio.views.colors import Scale
from convstudio.views.combined_maps import CombinedMaps
from convstudio.views.empty_text import empty_text
from convstudio.views.gallery_bar import GalleryBar
from convstudio.views.mosaic import Mosaic
from convstudio.views.scales import scale_of_map

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
        maps.addWidget(self.bar)
        layout.addLayout(maps, 1)
        layout.addWidget(self.message)
        self.setFocusProxy(self.mosaic)
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
        self.mosaic.more_asked.connect(self.add_filter)
        self.mosaic.delete_asked.connect(self.delete_filter)
        self.bar.order_asked.connect(self._ask_order)
        self._settled.timeout.connect(self._settle)

    # show

    @property
    def _maps(self) -> NDArray[np.floating] | None:
        """Those of the active layer, of large ones every few cells; none while they are to be predicted."""
        if self._studio.predict.is_enabled:
            return None
        overview = _overview(self._studio)
        results, active = self._studio.results, self._studio.document.active_layer
        return results.output_of(active) if overview is None else overview.small

    @property
    def _expected(self) -> int:
        """How many maps there would be."""
        walk, layers = self._studio.player.walk, self._studio.document.project.layers
        if walk is not None or not layers:
            return walk.filters if walk is not None else 0
        return int(self._studio.document.layer.config.get("filters", 0))

    def show_layer(self) -> None:
        """Show all maps of the active layer anew."""
        maps = self._maps
        self._shared = None
        order, before = self._order(), self.mosaic.order
        missing = _missing(self._studio)
        self.mosaic.show_maps(maps, order, self._can_grow, missing)
        self.bar.setVisible(self.mosaic.maps > 1)
        self.bar.show_order(self._studio.settings.map_order)
        self.together.show_maps(maps, missing)
        if order != before and order:
            self.mosaic.choose(self.mosaic.chosen)
        self._show_chosen()
        self._settled.start()

    def _show_changed(self, layer: int, boxes: tuple[Box, ...] | None, filters: range | None) -> None:
        if layer != self._studio.document.active_layer:
            return
        maps, shared = self._maps, self._shared
        self._shared = None
        same = maps is not None and self.mosaic.has_shape(maps.shape)
        if maps is None or not same or (shared is not None and shared != self._scale_of(0)):
            self.show_layer()
        else:
            missing = _missing(self._studio)
            overview, numbers = _overview(self._studio), range(maps.shape[2]) if filters is None else filters
            if boxes is not None and overview is not None:
                boxes = tuple(overview.small_box(box) for box in boxes)
            self.mosaic.renew(maps, numbers, missing, boxes)
            self.together.show_maps(maps, missing)
            self._settled.start()

    def _show_chosen(self) -> None:
        step = self._studio.player.step
        if step is not None and step.filter < self.mosaic.maps and step.filter != self.mosaic.chosen:
            self.mosaic.choose(step.filter)
            self._settled.start()

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
        maps, overview, by = self._maps, _overview(self._studio), self._studio.settings.map_order
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
        self._explain_empty()

    # why a map is empty

    def _explain_empty(self) -> None:
        """Tell of the chosen map why it is empty, if it is."""
        number = self.mosaic.chosen
        text = self._why_empty(number)
        self._say(text, "quiet")
        name = self.tr("map {number} of {count}").format(number=number + 1, count=self.mosaic.maps)
        announce(self.mosaic, f"{name}. {text}" if text else name)

    def _why_empty(self, number: int) -> str:
        results, active, maps = self._studio.results, self._studio.document.active_layer, self._maps
        if maps is None or number >= maps.shape[2]:
            return ""
        layer, x, shape = results.layer(active), results.input_of(active), results.output_shape(active)
        if (
            layer is None
            or x is None
            or shape is None
            or not _is_empty(_overview(self._studio), maps, number)
        ):
            return ""
        rows, cols, _ = planar_shape(shape)
        return empty_text(number, why_empty(layer, x, (rows, cols), number))

    def _tip_of(self, number: int) -> str:
        if number > self.mosaic.maps:
            return self.tr("Add a filter: one more feature map")
        if number == self.mosaic.maps:
            return self.tr("{formula}\nClick or Enter: show it large").format(formula=self.together.formula)
        name = self.tr("Feature map {number}").format(number=number + 1)
        return "\n".join(text for text in (name, self._why_empty(number)) if text)

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


def _overview(studio: Studio) -> Overview | None:
    """The maps of the active layer where they are large."""
    return studio.results.overview(studio.document.active_layer)


def _missing(studio: Studio) -> frozenset[int]:
    """The numbers of large maps that are not there yet."""
    overview = _overview(studio)
    return frozenset() if overview is None else overview.missing


def _is_empty(overview: Overview | None, maps: NDArray[np.floating], number: int) -> bool:
    if overview is None:
        return not maps[:, :, number].any()
    return bool(overview.known[number] and overview.low[number] == overview.high[number] == 0)
