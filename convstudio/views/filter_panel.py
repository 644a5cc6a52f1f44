"""The filter in hand: its weights in a table, its bias, and a filter from the library in their place."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.model.kernels import KINDS, channels_of_filter, is_dense, kernel_of
from convstudio.model.studio import Studio
from convstudio.model.weight_arrays import array_grid, array_names, has_filters
from convstudio.views.bias_box import BiasBox
from convstudio.views.card import describe, label, row, subtitle
from convstudio.views.color_bar import ColorBar
from convstudio.views.colors import weight_scale
from convstudio.views.down_scroll import DownScroll
from convstudio.views.filter_actions import FilterActions
from convstudio.views.filter_slices import FilterSlices
from convstudio.views.filter_table import FilterTable
from convstudio.views.no_kernel import array_title, no_kernel_text
from convstudio.views.preset_box import PresetBox
from convstudio.views.refusal import Refusal
from convstudio.views.short_texts import ShortComboBox
from convstudio.views.wrap_row import WrapRow

NOTE_WIDTH = 170  # pixels of what stands where there are no weights


class FilterPanel(QWidget):
    """Shows one slice of the filter of the current step."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._shown_filter = -1
        self.title = label(role="title", whole=True)
        self.filter_box = QComboBox()
        describe(self.filter_box, "filter_box", self.tr("Which filter"))
        self.preset_box = PresetBox(studio)
        self.channel_box = QComboBox()
        describe(self.channel_box, "channel_box", self.tr("Which slice of the filter, one for each channel"))
        self.array_box = ShortComboBox()
        describe(self.array_box, "array_box", self.tr("Which of the layer's arrays of weights"))
        self.bank = FilterActions(studio, self)
        self.bank_button = self._bank_button()
        self.table = FilterTable(studio)
        self.slices = FilterSlices(studio)
        self.bias_box = BiasBox(studio)
        self.bias_label = QLabel(self.tr("&Bias"))
        self.bias_label.setBuddy(self.bias_box)
        self.legend = ColorBar(Qt.Orientation.Horizontal)
        self.legend.setMinimumHeight(1)  # in a low window it is the first to go
        self.legend.setMaximumHeight(self.legend.sizeHint().height())
        self.legend.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.message, self.nothing = Refusal(), label(role="quiet")
        self.nothing.setFixedWidth(NOTE_WIDTH)
        self.nothing.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.show_filter()

    def _bank_button(self) -> QToolButton:
        button = QToolButton()
        describe(button, "filter_menu", self.tr("Add, copy, move, fill, turn and normalise filters"))
        button.setText(self.tr("Edit"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self.bank.fill(menu)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        self._content = QWidget()
        self._column = layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(WrapRow(self.title, self.bank_button))
        layout.addWidget(self.array_box)
        layout.addWidget(self.preset_box)
        layout.addWidget(WrapRow(self.filter_box, self.channel_box))
        layout.addWidget(self.table)
        layout.addWidget(self.slices)
        layout.addLayout(row(self.bias_label, self.bias_box))
        layout.addWidget(self.legend)
        layout.addWidget(self.nothing)
        layout.addWidget(self.message, 1)
        self._scroll = DownScroll(self._content)
        self._scroll.need_changed.connect(self._give_room)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _connect(self) -> None:
        studio = self._studio
        studio.document.weights_changed.connect(self._follow_weights)
        studio.document.layer_changed.connect(self.show_filter)
        studio.results.geometry_changed.connect(self.show_filter)
        studio.player.step_changed.connect(self._show_step)
        studio.selection.channel_changed.connect(self.show_filter)
        studio.selection.array_changed.connect(self.show_filter)
        self.filter_box.activated.connect(studio.player.show_filter)
        self.channel_box.activated.connect(studio.selection.set_channel)
        self.array_box.activated.connect(studio.selection.set_array)
        studio.document.undo_stack.indexChanged.connect(self.message.forget)
        self.table.refused.connect(self.show_message)
        self.bias_box.refused.connect(self.show_message)
        self.bank.refused.connect(self.show_message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """The table takes the height that the others leave, and all there is while its cells are smallest."""
        free = self.height() - self._content.minimumSizeHint().height() + self.table.minimumHeight()
        shown = [part for part in (self.slices, self.legend) if part.isVisibleTo(self)]
        wanted = sum(part.maximumHeight() - part.minimumHeight() for part in shown)
        self.table.set_room(max(free - wanted, min(free, self.table.least_height)))
        self._column.activate()  # at once, or it would be painted as it was

    # show

    def _follow_weights(self, layer: int) -> None:
        """A training changes those of all layers many times a second."""
        if layer == self._studio.document.active_layer:
            self.show_filter()

    def show_filter(self) -> None:
        """Show the filter of the current step anew."""
        part, step = self._studio.document.layer, self._studio.player.step
        kernel, array = kernel_of(part), self._studio.selection.array
        grid = array_grid(part, array)
        for widget, wanted in self._wanted_parts(grid).items():
            widget.setVisible(wanted)
        self._show_arrays()
        if kernel is None:
            self.nothing.setText(no_kernel_text(part))
        if grid is None:
            self.title.setText(self.tr("No weights"))
            return
        if step is None:
            self._show_without_step()
            return
        self._shown_filter = step.filter
        if array or kernel is None:
            self._show_other_array(grid, step.filter)
        else:
            self._show_kernel(kernel, step.filter)
        weights = grid[..., min(step.filter, grid.shape[3] - 1)]
        channels = self._channel_names(step.filter, weights.shape[2])
        self._fill(self.channel_box, channels, self._studio.selection.channel)
        self.slices.show_filter()
        self.table.show_filter()
        self.legend.show_scale(weight_scale(weights))
        self.bias_box.show_bias()
        self.show_message("")
        self._give_room()

    def _wanted_parts(self, grid: NDArray[np.floating] | None) -> dict[QWidget, bool]:
        """What is shown and what not, decided at once: parts that flicker move all that stands around them.

        Args:
            grid: the weights that are shown (rows, cols, slices, filters); None where there are none.
        """
        part, step = self._studio.document.layer, self._studio.player.step
        is_kernel, has_kernel = not self._studio.selection.array, kernel_of(part) is not None
        channels, count = 0, 0
        if grid is not None and step is not None:
            channels, count = len(self._channel_names(step.filter, grid.shape[2])), grid.shape[3]
        return {
            self.nothing: not has_kernel,
            self.array_box: len(array_names(part)) > 1,
            self.preset_box: count > 0 and is_kernel and part.kind in KINDS,
            self.filter_box: count > 1,
            self.channel_box: channels > 1,
            self.slices: channels > 1,
            self.bank_button: is_kernel and has_kernel,
            self.table: grid is not None,
            self.legend: grid is not None,
            self.bias_box: has_kernel,
            self.bias_label: has_kernel,
        }

    def _show_arrays(self) -> None:
        """The choice of an array, where there are several."""
        names = [array_title(name) for name in array_names(self._studio.document.layer)]
        self._fill(self.array_box, names, self._studio.selection.array)

    def _show_kernel(self, kernel: NDArray[np.floating], filter: int) -> None:
        """Which filter it is, and its likes in the library."""
        part = self._studio.document.layer
        rows, cols, channels, count = kernel.shape
        title = self.tr("Filter {n} of {count}").format(n=filter + 1, count=count)
        sizes = f"{rows} × {cols} × {channels}"
        if is_dense(part):
            title = self.tr("Unit {n} of {count}").format(n=filter + 1, count=count)
            sizes = self.tr("{n} weights").format(n=rows * cols)
        self.title.setText(title + subtitle(sizes))
        name = self.tr("Unit {n}") if is_dense(part) else self.tr("Filter {n}")
        self._fill(self.filter_box, [name.format(n=n + 1) for n in range(count)], filter)
        self.preset_box.show_filter(kernel[:, :, :, filter])

    def _show_other_array(self, grid: NDArray[np.floating], filter: int) -> None:
        """Which array it is; nothing of the library fits it."""
        part, array = self._studio.document.layer, self._studio.selection.array
        title, count = array_title(array_names(part)[array]), grid.shape[3]
        if has_filters(part, array):
            title = self.tr("Filter {n} of {count}").format(n=filter + 1, count=count)
        size = " × ".join(map(str, grid.shape[:3])) if grid.shape[2] > 1 else str(grid[..., 0].size)
        self.title.setText(title + subtitle(self.tr("{size} numbers").format(size=size)))
        names = [self.tr("Filter {n}").format(n=n + 1) for n in range(count)]
        self._fill(self.filter_box, names, min(filter, count - 1))

    def _show_without_step(self) -> None:
        """The weights of a layer that does not fit; there is no filter in hand to choose or replace."""
        self.title.setText(self.tr("Filter"))
        self.table.show_filter()
        self.bias_box.show_bias()
        self._give_room()

    def _show_step(self) -> None:
        step = self._studio.player.step
        if step is not None and step.filter != self._shown_filter:
            self.show_filter()

    def _channel_names(self, filter: int, slices: int) -> list[str]:
        part = self._studio.document.layer
        channels = channels_of_filter(part, filter) if kernel_of(part) is not None else range(slices)
        channels = channels[:slices]
        return [self.tr("Channel {n}").format(n=channel + 1) for channel in channels]

    def _fill(self, box: QComboBox, names: list[str], current: int) -> None:
        with QSignalBlocker(box):
            if [box.itemText(index) for index in range(box.count())] != names:
                box.clear()
                box.addItems(names)
            box.setCurrentIndex(current)

    def show_message(self, text: str) -> None:
        """Say what was refused: until the next edit, until Escape, and only for some seconds."""
        self.message.say(text)
        if text:
            self._scroll.ensureWidgetVisible(self.message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.message.text():
            self.show_message("")
        else:
            super().keyPressEvent(event)
