"""The input as it is seen: one channel or the picture, its padding, the window, cells that nobody sees."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from convstudio.engine.geometry import Box, Geometry
from convstudio.model.flat import as_grid
from convstudio.model.kernels import channels_of_filter, kernel_of
from convstudio.model.layer_links import LayerLinks
from convstudio.model.links import Links
from convstudio.model.studio import Studio
from convstudio.views.colors import opaque
from convstudio.views.grid_items import GhostItem
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark
from convstudio.views.padded import padded_sources, padding_value, with_padding
from convstudio.views.patch_scale import outgrows
from convstudio.views.scales import scale_of_input
from convstudio.views.theme import current_theme
from convstudio.views.window_marks import window_marks


class InputDisplay(GridView):
    """Shows one channel of the input of the active layer, or a colour picture as it is.

    Signals:
        input_shown: the whole input is shown anew.
    """

    input_shown = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._as_picture = True
        self._channel = 0
        self._planes: NDArray[np.floating] = np.zeros((1, 1, 1), np.float32)
        self._sources: tuple[NDArray[np.intp], NDArray[np.intp]] = (np.zeros(1, np.intp),) * 2
        self.ghost = GhostItem(self.labels, self._ghost_value, current_theme())
        self.scene().addItem(self.ghost)
        studio.document.input_changed.connect(self._show_changed)
        studio.player.step_changed.connect(self._follow_step)
        studio.results.maps_changed.connect(self._show_maps)
        studio.results.geometry_changed.connect(self.show_input)
        studio.selection.channel_changed.connect(self._follow_slice)

    # what it shows

    @property
    def editable(self) -> bool:
        """Whether this is the network's input; what a later layer sees is computed."""
        return self._studio.document.active_layer == 0

    @property
    def is_1d(self) -> bool:
        """Whether the input is one line of cells."""
        return self._studio.document.project.is_1d

    @property
    def channels(self) -> int:
        """How many channels the input has."""
        return int(self._planes.shape[2])

    @property
    def shows_picture(self) -> bool:
        """Whether all three channels are shown as one picture in colour."""
        return self._as_picture and self.channels == 3 and self.editable

    @property
    def edited_channel(self) -> int | None:
        """The channel that drawing goes to; None for all of them."""
        return None if self.shows_picture or self.channels == 1 else self.shown_channel

    def show_as_picture(self, wanted: bool) -> None:
        """Show a colour picture in colour, or one of its channels."""
        self._as_picture = wanted
        self.show_input()

    def show_input(self) -> None:
        """Show the input of the active layer, whole."""
        planes = self._studio.results.input_of(self._studio.document.active_layer)
        if planes is None:
            return
        shape = self._studio.results.input_shape(self._studio.document.active_layer)
        self._planes = planes = as_grid(planes, shape)
        geometry = _geometry(self._studio)
        whole = Box.whole(planes.shape)
        around = with_padding(whole, geometry)
        self.ghost.set_box(around)
        self._sources = padded_sources(geometry, whole)
        values = self._planes[:, :, self.shown_channel]
        self.show_values(values, scale_of_input(self._studio, values), around)
        self._show_geometry()
        self.input_shown.emit()

    def _show_maps(self, layer: int, _boxes: object, _filters: object) -> None:
        if layer == self._studio.document.active_layer - 1:
            self.show_input()

    @property
    def shown_channel(self) -> int:
        """The input channel that `values` is."""
        return min(self._channel, self.channels - 1)

    def show_channel(self, channel: int) -> None:
        """Show an input channel, and where the filter sees it the slice for it."""
        self._channel = channel
        seen = _seen_channels(self._studio)
        if channel in seen:
            self._studio.selection.set_channel(seen.index(channel))
        self.show_input()

    def _follow_slice(self, number: int) -> None:
        seen = _seen_channels(self._studio)
        self._channel = seen[number] if number < len(seen) else number
        self.show_input()

    def colors_of(self, box: Box, step: int = 1) -> NDArray[np.uint32]:
        if not self.shows_picture:
            return super().colors_of(box, step)
        levels = self._planes[box.slices][::step, ::step] * np.float32(255)
        levels[np.isnan(levels)] = 0
        np.clip(levels, 0, 255, out=levels)
        return opaque(np.rint(levels, out=levels).astype(np.uint32))

    def _show_changed(self, boxes: tuple[Box, ...] | None) -> None:
        planes = self._studio.results.input_of(self._studio.document.active_layer)
        if boxes is None or planes is None or planes.shape != self._planes.shape or not self.editable:
            self.show_input()
            return
        self._planes = planes
        values = self._planes[:, :, self.shown_channel]
        if outgrows(values, self.scale_of_values, boxes):
            self.show_input()
            return
        self.show_cells(values, boxes)
        if any(self._sources[0] >= 0) and self.ghost.box != Box.whole(values.shape):
            self.ghost.update()

    # padding, the window, cells that nobody sees

    def _ghost_value(self, row: int, col: int) -> float:
        return padding_value(self._values, self._sources, self.ghost.box, row, col)

    def _show_geometry(self) -> None:
        self._mark_window()
        geometry = _geometry(self._studio)
        if geometry is None:
            self.marks.set_marks("unseen", ())
            return
        rows, cols = self._values.shape
        color = current_theme().quiet
        unseen = [Box(int(r), int(r) + 1, 0, cols) for r in geometry.rows.unseen()]
        unseen += [Box(0, rows, int(c), int(c) + 1) for c in geometry.cols.unseen()]
        self.marks.set_marks("unseen", tuple(Mark(box, color, width=0, hatched=True) for box in unseen))

    def _mark_window(self) -> None:
        self.marks.set_marks("window", window_marks(self._studio, self.shown_channel))

    def _follow_step(self) -> None:
        """Where no slice says which channel is in hand, the step does."""
        step, document = self._studio.player.step, self._studio.document
        if step is not None and kernel_of(document.layer) is None:
            links = LayerLinks(self._studio.results, document.active_layer)
            channel = links.channel_of_output(step.row, step.col, step.filter)
            if channel is not None and channel != self._channel:
                self._channel = channel
                self.show_input()
                return
        self._mark_window()

    def show_links(self, links: Links) -> None:
        """Light up input cells."""
        color = current_theme().link
        few = len(links.inputs) <= 64
        marks = tuple(Mark(box, color, width=2 if few else 1, tint=50) for box in links.inputs)
        self.marks.set_marks("hover", marks)

    def _dress(self) -> None:
        super()._dress()
        if hasattr(self, "ghost"):
            self.ghost.theme = current_theme()
            self._show_geometry()


def _geometry(studio: Studio) -> Geometry | None:
    return studio.results.geometry(studio.document.active_layer)


def _seen_channels(studio: Studio) -> Sequence[int]:
    """The input channel of each slice of the filter in hand."""
    step = studio.player.step
    return channels_of_filter(studio.document.layer, step.filter if step else 0)
