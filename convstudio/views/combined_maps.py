"""Several maps as one: a tile of the gallery, and a window that shows it large."""

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from convstudio.model.combining import Combining
from convstudio.model.map_sets import combined
from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.nn.shapes import planar_shape
from convstudio.views.announce import announce
from convstudio.views.card import label
from convstudio.views.color_bar import ColorBar
from convstudio.views.colors import Scale, map_scale
from convstudio.views.gallery_bar import NOTHING, GalleryBar
from convstudio.views.grid_frame import GridFrame
from convstudio.views.grid_view import GridView
from convstudio.views.map_pictures import MapPictures
from convstudio.views.mosaic import Mosaic
from convstudio.views.scales import chosen_palettes

FIRST_SIZE = QSize(460, 460)
MOST_NAMES = 6  # of maps that a formula lists


def _tr(text: str) -> str:
    return QCoreApplication.translate("combined_maps", text)


class CombinedMaps(QObject):
    """Follows the picks of the mosaic and the choice of the bar."""

    def __init__(self, studio: Studio, mosaic: Mosaic, bar: GalleryBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio, self._mosaic, self._bar, self._widget = studio, mosaic, bar, parent
        self._maps: NDArray[np.floating] | None = None
        self._missing: Container[int] = ()
        self._combining = Combining(studio.document, studio.results, self)
        self._combining.changed.connect(self._show)
        self._last_way = "sum"
        self._window: CombinedWindow | None = None
        mosaic.picks_changed.connect(self._follow_picks)
        mosaic.combined_asked.connect(self.enlarge)
        bar.way_asked.connect(self._follow_way)

    @property
    def formula(self) -> str:
        """What is combined, in words; "" for nothing."""
        return formula(self._mosaic.picks, self._bar.way) if self._is_shown else ""

    @property
    def window(self) -> "CombinedWindow | None":
        """The window that shows it large, once it was asked for."""
        return self._window

    def show_maps(self, maps: NDArray[np.floating] | None, missing: Container[int] = ()) -> None:
        """Follow maps (rows, cols, maps), of large ones every few cells; None leaves no tile."""
        self._maps, self._missing = maps, missing
        self._ask()

    def enlarge(self) -> None:
        """Show the maps together in a window of their own."""
        if self._window is None:
            self._window = CombinedWindow(self._widget)
        self._show()
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _follow_picks(self) -> None:
        enough = len(self._mosaic.picks) > 1
        if not enough:
            self._bar.show_way(NOTHING)
        elif self._bar.way == NOTHING:
            self._bar.show_way(self._last_way)
        self._ask()
        if enough:
            announce(self._mosaic, self.formula)

    def _follow_way(self, way: str) -> None:
        self._last_way = way or self._last_way
        if way == NOTHING:
            self._mosaic.set_picks([])
        elif len(self._mosaic.picks) < 2:
            self._mosaic.set_picks(range(self._mosaic.maps))
        self._ask()

    @property
    def _is_shown(self) -> bool:
        return self._maps is not None and self._bar.way != NOTHING and len(self._mosaic.picks) > 1

    def _ask(self) -> None:
        self._combining.ask(self._mosaic.picks if self._is_shown else [], self._bar.way)
        self._show()

    def _seen(self) -> NDArray[np.floating] | None:
        """The maps together, of those that are still being combined every few cells; None without them."""
        if self._combining.values is not None:
            return self._combining.values
        picks = self._mosaic.picks
        if self._maps is None or any(number in self._missing for number in picks):
            return None
        return combined(self._maps, picks, self._bar.way)

    def _show(self) -> None:
        if not self._is_shown:
            self._mosaic.show_combined(None)
            if self._window is not None:
                self._window.hide()
            return
        values, is_exact = self._seen(), not self._combining.is_due
        scale = self._scale(np.zeros((1, 1)) if values is None else values)
        picture = MapPictures(lambda _number: scale)
        picture.show(None if values is None else values[:, :, np.newaxis])
        self._mosaic.show_combined(picture, is_exact)
        if self._window is None:
            return
        if is_exact and values is not None:
            self._window.show_values(values, scale, self.formula)
        else:
            self._window.show_computing(self._planes, self.formula)

    @property
    def _planes(self) -> tuple[int, int]:
        results, active = self._studio.results, self._studio.document.active_layer
        shape = results.output_shape(active)
        return planar_shape(shape)[:2] if shape is not None else (1, 1)

    def _scale(self, values: NDArray[np.floating]) -> Scale:
        """That of a map, but where values are subtracted they can be negative."""
        low, high = self._studio.results.output_range(self._studio.document.active_layer)
        if self._bar.way == "difference":
            low = -np.inf
        return map_scale(*value_range(values), (low, high), *chosen_palettes(self._studio))


class CombinedWindow(QDialog):
    """A grid with its colour bar and its formula."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("combined_window")
        self.setWindowTitle(self.tr("Maps together"))
        self.formula = label(role="title")
        self.formula.setWordWrap(True)
        self.view = GridView()
        self.view.setObjectName("combined_view")
        self.view.setAccessibleName(self.tr("Maps together"))
        self.view.setToolTip(self.tr("Ctrl+wheel zooms, Ctrl+C copies the numbers"))
        self.bar = ColorBar(Qt.Orientation.Vertical)
        layout = QVBoxLayout(self)
        layout.addWidget(self.formula)
        layout.addWidget(GridFrame(self.view, self.bar), 1)
        self.resize(FIRST_SIZE)

    def show_values(self, values: NDArray[np.floating], scale: Scale, text: str) -> None:
        """Show an array (rows, cols)."""
        self.formula.setText(text)
        self.view.show_values(values, scale)
        self.bar.show_scale(scale)
        self.bar.setVisible(True)

    def show_computing(self, shape: tuple[int, int], text: str) -> None:
        """Say that what is to be shown, (rows, cols), is on its way."""
        self.formula.setText(self.tr("{formula} · computing…").format(formula=text))
        self.view.show_nothing(shape)
        self.bar.setVisible(False)


def formula(picks: list[int], way: str) -> str:
    """What the maps of these numbers, from 0, make together, in words."""
    names = [_tr("map {number}").format(number=number + 1) for number in picks]
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 2], "…", names[-1]]
    if way == "maximum":
        text = _tr("the largest of {maps} at each cell").format(maps=", ".join(names))
    else:
        text = (" + " if way == "sum" else " − ").join(names)
    return (
        text
        if len(picks) <= MOST_NAMES
        else _tr("{formula} ({count} maps)").format(formula=text, count=len(picks))
    )
