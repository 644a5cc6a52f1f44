"""All feature maps of a layer as small pictures; then what some of them make together; at the end a "+"."""

from collections.abc import Callable, Container, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from convstudio.engine.geometry import Box
from convstudio.views.colors import Scale
from convstudio.views.map_pictures import MapPictures
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import FRAME, paint_frame
from convstudio.views.tiles import Tiles

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Mosaic(Tiles):
    """One tile a map, in any order. Ctrl+click, Shift+click and Space pick maps, Escape lets go of all.

    Signals:
        map_chosen(int): a person went to a map.
        picks_changed(): other maps are picked.
        combined_asked(): the tile of the picked maps together was clicked, or Enter pressed on it.
        more_asked(): the same of the "+".
        delete_asked(): Delete was pressed on the chosen map.
    """

    map_chosen = Signal(int)
    picks_changed = Signal()
    combined_asked = Signal()
    more_asked = Signal()
    delete_asked = Signal()

    def __init__(
        self, scale_of: Callable[[int], Scale], tip_of: Callable[[int], str], parent: QWidget | None = None
    ) -> None:
        """`scale_of` says how a map is coloured when it is painted, `tip_of` what the tooltip of a tile says.

        To `tip_of` the maps together have the number `maps`, and the "+" has `maps` + 1.
        """
        super().__init__(parent)
        self._tip_of = tip_of
        self._pictures = MapPictures(scale_of)
        self._order: list[int] = []
        self._places: list[int] = []  # the tile of each map
        self._picks: list[int] = []
        self._combined: MapPictures | None = None
        self._is_exact = True
        self._can_grow = False
        self._chosen = 0
        self.cursor_moved.connect(self._tell_moved)
        self.activated.connect(self._tell_activated)

    # what it shows

    @property
    def maps(self) -> int:
        """How many maps there are."""
        return len(self._order)

    @property
    def order(self) -> list[int]:
        """The maps as they stand there."""
        return list(self._order)

    @property
    def chosen(self) -> int:
        """The framed map."""
        return self._chosen

    @property
    def picks(self) -> list[int]:
        """The picked maps, in the order in which they were picked."""
        return list(self._picks)

    def has_shape(self, shape: tuple[int, ...]) -> bool:
        """Whether the shown maps have this shape (rows, cols, filters)."""
        return self._pictures.shape == shape

    def show_maps(
        self,
        maps: NDArray[np.floating] | None,
        order: Sequence[int],
        can_grow: bool,
        missing: Container[int] = (),
    ) -> None:
        """Show maps (rows, cols, filters) in this order, and a "+" if it can grow.

        None leaves all places empty, and those of `missing` maps stay empty in any case.
        """
        self._pictures.missing = missing
        self._can_grow = can_grow
        self._pictures.show(maps)
        self._chosen = min(self._chosen, max(0, len(order) - 1))
        self.set_order(order)
        self.set_picks([number for number in self._picks if number < len(order)])

    def set_order(self, order: Sequence[int]) -> None:
        """Show the same maps in another order."""
        self._order, self._places = list(order), [int(place) for place in np.argsort(order)]
        self.set_count(self.maps + (self._combined is not None) + self._can_grow)

    def renew(
        self,
        maps: NDArray[np.floating],
        numbers: Iterable[int],
        missing: Container[int] = (),
        boxes: Sequence[Box] | None = None,
    ) -> None:
        """The same maps, but those of these numbers have other values now, or are `missing`.

        The other values are in blocks of cells, everywhere without.
        """
        self._pictures.missing = missing
        for number in self._pictures.renew(maps, numbers, boxes):
            self.update_tile(self._places[number])

    def choose(self, number: int) -> None:
        """Frame a map and bring it into sight."""
        if self._chosen < self.maps:
            self.update_tile(self._places[self._chosen])
        self._chosen = number
        self.move_cursor(self._places[number])

    def set_picks(self, numbers: Sequence[int]) -> None:
        """Pick these maps."""
        if list(numbers) != self._picks:
            self._picks = list(numbers)
            self.viewport().update()
            self.picks_changed.emit()

    def show_combined(self, picture: MapPictures | None, is_exact: bool = True) -> None:
        """Show after the maps what the picked ones make together; None for no such tile.

        Of what is not exact yet the tile says so, and a picture without maps leaves the place empty.
        """
        if picture is not None or self._combined is not None:
            self._combined, self._is_exact = picture, is_exact
            self.set_count(self.maps + (picture is not None) + self._can_grow)

    def tile_tip(self, number: int) -> str:
        """Which map it is, and why it is empty."""
        is_plus = number == self.maps and self._combined is None
        return self._tip_of(self._order[number] if number < self.maps else number + is_plus)

    # what a person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        tile, modifiers = self.tile_at(event.position().toPoint()), event.modifiers()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if tile is None or tile >= self.maps or not is_left or not modifiers & (CTRL | SHIFT):
            super().mousePressEvent(event)
        elif modifiers & CTRL:
            self._toggle(self._order[tile])
        else:
            first = self._places[self._chosen]
            way = 1 if tile >= first else -1
            self.set_picks([self._order[place] for place in range(first, tile + way, way)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, on_map = Qt.Key(event.key()), self._cursor < self.maps
        if key == Qt.Key.Key_Space and on_map:
            self._toggle(self._order[self._cursor])
        elif key == Qt.Key.Key_A and event.modifiers() == CTRL:
            self.set_picks(self._order)
        elif key == Qt.Key.Key_Escape and self._picks:
            self.set_picks([])
        elif key == Qt.Key.Key_Delete and on_map:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def _toggle(self, number: int) -> None:
        """Pick a map or let go of it; the first one picked beside the chosen one picks that, too."""
        if number in self._picks:
            self.set_picks([pick for pick in self._picks if pick != number])
        elif not self._picks and number != self._chosen:
            self.set_picks([self._chosen, number])
        else:
            self.set_picks([*self._picks, number])

    def _tell_moved(self, tile: int) -> None:
        if tile < self.maps:
            self.map_chosen.emit(self._order[tile])

    def _tell_activated(self, tile: int) -> None:
        if tile == self.maps and self._combined is not None:
            self.combined_asked.emit()
        elif tile >= self.maps and self._can_grow:
            self.more_asked.emit()

    # painting

    def paint_tile(self, painter: QPainter, number: int, area: QRect) -> None:
        """The map in its proportions; a dashed place for the "+" and for a map that there is not."""
        theme = current_theme()
        if number < self.maps and self._pictures.has_map(self._order[number]):
            self._pictures.paint(painter, self._order[number], area)
            if self._order[number] in self._picks:
                self._paint_badge(painter, area, str(self._picks.index(self._order[number]) + 1))
        elif number == self.maps and self._combined is not None:
            self._paint_combined(painter, area, self._combined)
        else:
            _paint_place(painter, area, str(self._order[number] + 1) if number < self.maps else "+")
        if number < self.maps and self._order[number] == self._chosen:
            paint_frame(painter, area.adjusted(-1, -1, 2, 2), QPen(QColor(theme.accent), FRAME))

    def _paint_combined(self, painter: QPainter, area: QRect, picture: MapPictures) -> None:
        if picture.has_map(0):
            picture.paint(painter, 0, area)
        else:
            _paint_place(painter, area, "")
        self._paint_badge(painter, area, self.tr("all") if self._is_exact else self.tr("all …"))

    def _paint_badge(self, painter: QPainter, area: QRect, text: str) -> None:
        """A small sign in the upper left corner: which of the picked maps it is."""
        theme = current_theme()
        badge = QRect(area.topLeft(), painter.fontMetrics().size(0, text)).adjusted(0, 0, 6, 0)
        painter.fillRect(badge, QColor(theme.link))
        painter.setPen(QColor(theme.card))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        paint_frame(painter, area, QPen(QColor(theme.link), 2))


def _paint_place(painter: QPainter, area: QRect, text: str) -> None:
    """A place where no picture is, or none yet."""
    color = QColor(current_theme().quiet)
    paint_frame(painter, area, QPen(color, 1, Qt.PenStyle.DotLine))
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
