"""The feature map of the current filter: fills as the window walks; a click moves the window there."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.engine.digits import format_value
from convstudio.engine.geometry import Box
from convstudio.model.flat import as_grid, folded, is_flat
from convstudio.model.layer_links import output_cell, shown_cell
from convstudio.model.links import Cell, Links
from convstudio.model.selection import Hover
from convstudio.model.studio import Studio
from convstudio.nn.shapes import Shape, planar_shape
from convstudio.views.announce import announce
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark
from convstudio.views.reveal import Reveal
from convstudio.views.scales import scale_of_map
from convstudio.views.theme import current_theme
from convstudio.views.veil import VeilItem


class FeatureMapView(GridView):
    """Shows one map of the active layer."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feature_map_view")
        self.setAccessibleName(self.tr("Feature map"))
        self.setToolTip(self.tr("Click a cell to move the window there; Space plays, arrows step"))
        self._studio = studio
        self.veil = VeilItem(current_theme())
        self.scene().addItem(self.veil)
        self.cells.reveal_of = self.veil.over
        self._filter = -1
        self._connect()
        self.show_map()

    def _connect(self) -> None:
        studio = self._studio
        studio.results.maps_changed.connect(self._show_changed)
        studio.results.geometry_changed.connect(self.show_map)
        studio.player.walk_changed.connect(self.show_map)
        studio.player.step_changed.connect(self._show_step)
        studio.settings.changed.connect(self._show_setting)
        studio.predict.hidden_changed.connect(self._veil_ahead)
        self.cell_hovered.connect(
            lambda cell: studio.selection.set_hover(Hover("map", *cell) if cell else None)
        )

    # what it shows

    def show_map(self) -> None:
        """Show the map of the current filter, whole."""
        step, shape = self._studio.player.step, self._shape
        if step is None or shape is None or step.filter >= shape[-1]:
            return
        self._filter = step.filter
        shown = _shown(self._studio, self._shape, self._filter)
        if shown is None:
            self.show_nothing(folded(shape[-1]) if is_flat(shape) else planar_shape(shape)[:2])
        else:
            self.show_values(shown, scale_of_map(self._studio, self._filter))
        self.veil.set_box(Box.whole(self.values.shape))
        self._mark_step()

    @property
    def _shape(self) -> Shape | None:
        return self._studio.results.output_shape(self._studio.document.active_layer)

    def _show_changed(self, layer: int, boxes: tuple[Box, ...] | None, filters: range | None) -> None:
        if layer != self._studio.document.active_layer:
            return
        shared = self._studio.settings.scale == "shared" or is_flat(self._shape)
        if filters is not None and self._filter not in filters and not shared:
            return
        shown = _shown(self._studio, self._shape, self._filter)
        if boxes is None or shown is None or self.is_blank or shown.shape != self.values.shape:
            self.show_map()
            return
        scale = scale_of_map(self._studio, self._filter)
        if scale != self.scale_of_values:
            self.show_values(shown, scale)
        else:
            self.show_cells(shown, boxes)

    def _show_step(self) -> None:
        step = self._studio.player.step
        if step is not None and step.filter != self._filter and not is_flat(self._shape):
            self.show_map()
        else:
            self._mark_step()

    def _mark_step(self) -> None:
        step = self._studio.player.step
        if step is None:
            return
        row, col = shown_cell(self._shape, step)
        cell = Box(row, row + 1, col, col + 1)
        self.marks.set_marks("window", (Mark(cell, current_theme().accent),))
        self._veil_ahead()
        self.ensure_cell_visible((row, col))
        if self.hasFocus():
            self._announce()

    def _veil_ahead(self) -> None:
        """Cover what lies ahead; while values are to be predicted, also the current one."""
        predict, step = self._studio.predict, self._studio.player.step
        if step is None:
            return
        cell = shown_cell(self._shape, step)
        asked = predict.is_enabled
        self.veil.set_reveal(Reveal.HIDDEN if asked else Reveal(self._studio.settings.reveal))
        self.veil.hide_cell(cell if asked and predict.hides(step.index) else None)
        self.veil.set_last(cell)

    def _show_setting(self, name: str) -> None:
        if name == "reveal":
            self._veil_ahead()
        elif name in ("scale", "palette"):
            self.show_map()

    def show_links(self, links: Links, weight_texts: dict[Cell, str]) -> None:
        """Light up the map cells that use the hovered input cell, each with its weight."""
        color = current_theme().link
        self.marks.set_marks(
            "hover",
            tuple(
                Mark(Box(row, row + 1, col, col + 1), color, width=2, text=weight_texts.get(tap, ""))
                for (row, col), tap in links.outputs
            ),
        )

    # what a person does

    def cell_pressed(self, event: QMouseEvent, cell: Cell | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self._studio.player.pause()
            self._go_to(cell)

    def cell_dragged(self, event: QMouseEvent, cell: Cell | None) -> None:
        if cell and event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(cell)

    def _go_to(self, cell: Cell) -> None:
        walk = self._studio.player.walk
        if walk is not None:
            row, col, filter = output_cell(self._shape, *cell, max(0, self._filter))
            self._studio.player.go_to(walk.index_of(filter, row, col))

    def wheel_turned(self, event: QWheelEvent) -> None:
        player = self._studio.player
        (player.step_back if event.angleDelta().y() > 0 else player.step_forward)()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        player, key = self._studio.player, Qt.Key
        actions: dict[Qt.Key, Callable[[], None]] = {
            key.Key_Space: player.toggle,
            key.Key_Left: player.step_back,
            key.Key_Right: player.step_forward,
            key.Key_Home: player.to_start,
            key.Key_End: player.to_end,
            key.Key_Up: partial(self._move_rows, -1),
            key.Key_Down: partial(self._move_rows, 1),
        }
        action = actions.get(key(event.key()))
        if action is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            action()

    def _move_rows(self, rows: int) -> None:
        step = self._studio.player.step
        if step is not None:
            row, col = shown_cell(self._shape, step)
            if 0 <= row + rows < self.values.shape[0]:
                self._go_to((row + rows, col))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        step, cell = self._studio.player.step, self.cell_at(event.pos())
        if step is None:
            return
        if cell is None or event.reason() == QContextMenuEvent.Reason.Keyboard:
            cell = shown_cell(self._shape, step)
        menu = QMenu(self)
        menu.addAction(self.tr("Move the window here"), lambda: self._go_to(cell))
        why = menu.addAction(self.tr("Why is this 0?"), lambda: self._go_to(cell))
        why.setEnabled(bool(self.values[cell] == 0))
        menu.addAction(self.tr("Show the whole map"), self.fit)
        menu.exec(event.globalPos())

    # told

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._announce()
        return super().event(event)

    def _announce(self) -> None:
        step = self._studio.player.step
        row, col = (0, 0) if step is None else shown_cell(self._shape, step)
        if step is None or row >= self.values.shape[0] or col >= self.values.shape[1]:
            return
        hidden = self.veil.over(row, col) is Reveal.HIDDEN
        value = self.tr("hidden") if hidden else format_value(float(self.values[row, col]))
        value = self.tr("computing…") if self.is_blank else value
        flat = is_flat(self._shape)
        text = self.tr("output[{n}] = {value}") if flat else self.tr("map[{row}, {col}] = {value}")
        announce(self, text.format(n=step.filter, row=row, col=col, value=value))

    def _dress(self) -> None:
        super()._dress()
        if hasattr(self, "veil"):
            self.veil.theme = current_theme()
            self._mark_step()


def _shown(studio: Studio, shape: Shape | None, filter: int) -> NDArray[np.floating] | None:
    """The map of a filter, a vector as rows and columns of its values; None where it is not there yet."""
    results, layer = studio.results, studio.document.active_layer
    if not is_flat(shape):
        return results.map_of(layer, filter)
    values = results.output_of(layer)
    return None if values is None else as_grid(values, shape)[:, :, 0]
