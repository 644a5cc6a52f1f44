"""A filter from the library in the place of the one in hand."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QWidget

from convstudio.files.resources import LibraryFilter, filters
from convstudio.model.studio import Studio
from convstudio.views.card import describe
from convstudio.views.short_texts import ShortComboBox


class PresetBox(ShortComboBox):
    """Lists the filters for inputs of so many dimensions as there are."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._presets: list[LibraryFilter] = []
        describe(self, "preset_box", self.tr("Load a filter from the library"))
        self.setPlaceholderText(self.tr("Own weights"))
        self.activated.connect(self._use)

    def show_filter(self, weights: NDArray[np.floating]) -> None:
        """Name the filter of the library that stands in weights (rows, cols, channels), if one does."""
        dimensions = 1 if self._studio.document.project.is_1d else 2
        fitting = [one for one in filters() if one.dimensions == dimensions]
        with QSignalBlocker(self):
            if self._presets != fitting:
                self._presets = fitting
                self.clear()
                for place, preset in enumerate(fitting):
                    self.addItem(preset.title)
                    self.setItemData(place, preset.source, Qt.ItemDataRole.ToolTipRole)
            same = (place for place, preset in enumerate(fitting) if _is(preset.kernel, weights))
            self.setCurrentIndex(next(same, -1))

    def _use(self, place: int) -> None:
        step, preset = self._studio.player.step, self._presets[place]
        if step is not None:
            self._studio.document.set_filter(step.filter, preset.kernel, preset.title)


def _is(kernel: NDArray[np.floating], weights: NDArray[np.floating]) -> bool:
    """Whether every slice of the weights (rows, cols, channels) is this kernel (rows, cols)."""
    return weights.shape[:2] == kernel.shape and bool((weights == kernel[:, :, np.newaxis]).all())
