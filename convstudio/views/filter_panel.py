"""The filter in hand: its weights in a table, its bias, and a filter from the library in their place."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from convstudio.files.resources import LibraryFilter, filters
from convstudio.model.kernels import KINDS, channels_of_filter, is_dense, kernel_of
from convstudio.model.studio import Studio
from convstudio.views.bias_box import BiasBox
from convstudio.views.card import describe, label, row, subtitle
from convstudio.views.color_bar import ColorBar
from convstudio.views.colors import weight_scale
from convstudio.views.down_scroll import DownScroll
from convstudio.views.filter_actions import FilterActions
from convstudio.views.filter_slices import FilterSlices
from convstudio.views.filter_table import FilterTable
from convstudio.views.no_kernel import no_kernel_text
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
        self._presets: list[LibraryFilter] = []
        self.title = label(role="title", whole=True)
        self.filter_box = QComboBox()
        describe(self.filter_box, "filter_box", self.tr("Which filter"))
        self.preset_box = ShortComboBox()
        describe(self.preset_box, "preset_box", self.tr("Load a filter from the library"))
        self.channel_box = QComboBox()
        describe(self.channel_box, "channel_box", self.tr("Which slice of the filter, one for each channel"))
        self.bank = FilterActions(studio, self)
        self.bank_button = self._bank_button()
        self.table = FilterTable(studio)
        self.slices = FilterSlices(studio)
        self.bias_box = BiasBox(studio)
        self.bias_label = QLabel(self.tr("&Bias"))
        self.bias_label.setBuddy(self.bias_box)
        self.legend = ColorBar(Qt.Orientation.Horizontal)
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
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(WrapRow(self.title, self.bank_button))
        layout.addWidget(self.nothing)
        layout.addWidget(self.preset_box)
        layout.addWidget(WrapRow(self.filter_box, self.channel_box))
        layout.addWidget(self.table)
        layout.addWidget(self.slices)
        layout.addLayout(row(self.bias_label, self.bias_box))
        layout.addWidget(self.legend)
        layout.addWidget(self.message, 1)
        self._scroll = DownScroll(self._content)
        self._scroll.need_changed.connect(self._give_room)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    @property
    def _parts_with_weights(self) -> tuple[QWidget, ...]:
        choices = (self.preset_box, self.filter_box, self.channel_box, self.bank_button)
        return (*choices, self.table, self.slices, self.bias_box, self.bias_label, self.legend)

    def _connect(self) -> None:
        studio = self._studio
        studio.document.weights_changed.connect(self._follow_weights)
        studio.document.layer_changed.connect(self.show_filter)
        studio.results.geometry_changed.connect(self.show_filter)
        studio.player.step_changed.connect(self._show_step)
        studio.selection.channel_changed.connect(self.show_filter)
        self.filter_box.activated.connect(studio.player.show_filter)
        self.channel_box.activated.connect(studio.selection.set_channel)
        self.preset_box.activated.connect(self._use_preset)
        studio.document.undo_stack.indexChanged.connect(self.message.forget)
        self.table.refused.connect(self.show_message)
        self.bias_box.refused.connect(self.show_message)
        self.bank.refused.connect(self.show_message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """The table takes the height that the others leave."""
        others = self._content.minimumSizeHint().height() - self.table.minimumHeight()
        self.table.set_room(self.height() - others)

    # show

    def _follow_weights(self, layer: int) -> None:
        """A training changes those of all layers many times a second."""
        if layer == self._studio.document.active_layer:
            self.show_filter()

    def show_filter(self) -> None:
        """Show the filter of the current step anew."""
        part, step = self._studio.document.layer, self._studio.player.step
        kernel = kernel_of(part)
        for widget in self._parts_with_weights:
            widget.setVisible(kernel is not None)
        self.nothing.setVisible(kernel is None)
        if kernel is None:
            self.title.setText(self.tr("No weights"))
            self.nothing.setText(no_kernel_text(part))
            return
        if step is None:
            self._show_without_step()
            return
        self.preset_box.setVisible(part.kind in KINDS)
        rows, cols, channels, count = kernel.shape
        self._shown_filter = step.filter
        title = self.tr("Filter {n} of {count}").format(n=step.filter + 1, count=count)
        sizes = f"{rows} × {cols} × {channels}"
        if is_dense(part):
            title = self.tr("Unit {n} of {count}").format(n=step.filter + 1, count=count)
            sizes = self.tr("{n} weights").format(n=rows * cols)
        self.title.setText(title + subtitle(sizes))
        name = self.tr("Unit {n}") if is_dense(part) else self.tr("Filter {n}")
        self._fill(self.filter_box, [name.format(n=n + 1) for n in range(count)], step.filter)
        channel = self._studio.selection.channel
        self._fill(self.channel_box, self._channel_names(step.filter), channel)
        self.slices.setVisible(channels > 1)
        self.slices.show_filter()
        self._show_presets(kernel[:, :, :, step.filter])
        self.table.show_filter()
        scale = weight_scale(kernel[:, :, :, step.filter])
        self.legend.show_scale(scale)
        self.bias_box.show_bias()
        self.show_message("")
        self._give_room()

    def _show_without_step(self) -> None:
        """The weights of a layer that does not fit; there is no filter in hand to choose or replace."""
        self.title.setText(self.tr("Filter"))
        for choice in (self.preset_box, self.filter_box, self.channel_box, self.slices):
            choice.hide()
        self.table.show_filter()
        self.bias_box.show_bias()
        self._give_room()

    def _show_step(self) -> None:
        step = self._studio.player.step
        if step is not None and step.filter != self._shown_filter:
            self.show_filter()

    def _channel_names(self, filter: int) -> list[str]:
        channels = channels_of_filter(self._studio.document.layer, filter)
        return [self.tr("Channel {n}").format(n=channel + 1) for channel in channels]

    def _fill(self, box: QComboBox, names: list[str], current: int) -> None:
        with QSignalBlocker(box):
            if [box.itemText(index) for index in range(box.count())] != names:
                box.clear()
                box.addItems(names)
            box.setCurrentIndex(current)
        box.setVisible(len(names) > 1)

    def _show_presets(self, weights: NDArray[np.floating]) -> None:
        """Name the filter of the library that stands there, if one does."""
        dimensions = 1 if self._studio.document.project.is_1d else 2
        fitting = [one for one in filters() if one.dimensions == dimensions]
        with QSignalBlocker(self.preset_box):
            if self._presets != fitting:
                self._presets = fitting
                self.preset_box.clear()
                self.preset_box.setPlaceholderText(self.tr("Own weights"))
                for place, preset in enumerate(fitting):
                    self.preset_box.addItem(preset.title)
                    self.preset_box.setItemData(place, preset.source, Qt.ItemDataRole.ToolTipRole)
            same = (place for place, preset in enumerate(fitting) if _is(preset.kernel, weights))
            self.preset_box.setCurrentIndex(next(same, -1))

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

    def _use_preset(self, place: int) -> None:
        step, preset = self._studio.player.step, self._presets[place]
        if step is not None:
            self._studio.document.set_filter(step.filter, preset.kernel, preset.title)


def _is(kernel: NDArray[np.floating], weights: NDArray[np.floating]) -> bool:
    """Whether every slice of the weights (rows, cols, channels) is this kernel (rows, cols)."""
    return weights.shape[:2] == kernel.shape and bool((weights == kernel[:, :, np.newaxis]).all())
