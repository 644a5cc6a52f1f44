"""The network to point at, and to walk through with keys."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from convstudio.model.tracing import Spot
from convstudio.views.network_details import NetworkDetails
from convstudio.views.network_display import NetworkDisplay
from convstudio.views.network_layout import Place
from convstudio.views.network_pictures import NetworkPictures

DRAG_FROM = 6  # pixels a press may move and still be a click


class NetworkCanvas(NetworkDisplay):
    """A click chooses a cell, a double click opens it, a drag moves the picture.

    Arrows move the chosen cell, Page Up and Page Down go from map to map, Tab and Shift+Tab from layer to
    layer and out at the ends, Enter opens.

    Signals:
        spot_hovered(object): the Spot under the mouse, or None.
        spot_chosen(object): a person chose a Spot.
        spot_opened(object): a person wants to see a Spot on the Stage.
        level_clicked(int): something of a level was clicked; comes before `spot_chosen`.
    """

    spot_hovered = Signal(object)
    spot_chosen = Signal(object)
    spot_opened = Signal(object)
    level_clicked = Signal(int)

    def __init__(
        self, pictures: NetworkPictures, details: NetworkDetails, parent: QWidget | None = None
    ) -> None:
        super().__init__(pictures, details, parent)
        self.setObjectName("network_canvas")
        self.setMouseTracking(True)
        self._hovered: Spot | None = None
        self._pressed: QPoint | None = None
        self._pan_from: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = point
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        far = self._pressed is not None and (point - self._pressed).manhattanLength() >= DRAG_FROM
        if far and self._pressed is not None:
            self._pan_from, self._pressed = self._pressed, None
        if self._pan_from is not None:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan_by(point - self._pan_from)
            self._pan_from = point
        else:
            self._hover(self.spot_at(point))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._click(point)
        self._pressed = self._pan_from = None
        self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.spot_opened.emit(spot)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _click(self, point: QPoint) -> None:
        level, spot = self.level_at(point), self.spot_at(point)
        if level is not None:
            self.level_clicked.emit(level)
        if spot is not None:
            self.spot_chosen.emit(spot)

    def _hover(self, spot: Spot | None) -> None:
        if spot != self._hovered:
            self._hovered = spot
            self.spot_hovered.emit(spot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, key = self.light.chosen, Qt.Key(event.key())
        if chosen is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.spot_opened.emit(chosen)
        elif (spot := _moved(chosen, key, self.places[chosen.level])) is not None:
            self.spot_chosen.emit(spot)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        chosen = self.light.chosen
        level = -1 if chosen is None else chosen.level + (1 if forward else -1)
        if chosen is None or not 0 <= level < len(self.places):
            return super().focusNextPrevChild(forward)
        self.spot_chosen.emit(nearest(chosen, level, self.places[level]))
        return True


def nearest(spot: Spot, level: int, place: Place) -> Spot:
    """The cell of another level at about the same place, in the same map or the last."""
    before = max(spot.row, 0), max(spot.col, 0)
    row, col = (min(at, size - 1) for at, size in zip(before, place.grid, strict=True))
    return Spot(level, row, col, min(spot.channel or 0, place.maps - 1))


def _moved(spot: Spot, key: Qt.Key, place: Place) -> Spot | None:
    """The cell that a key leads to, at the edge the same; None for other keys."""
    arrows = {
        Qt.Key.Key_Left: (0, -1),
        Qt.Key.Key_Right: (0, 1),
        Qt.Key.Key_Up: (-1, 0),
        Qt.Key.Key_Down: (1, 0),
    }
    maps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
    if key in arrows:
        (down, right), (rows, cols) = arrows[key], place.grid
        if place.grid == (1, 1):  # a vector: its units stand in rows
            return _moved_map(spot, down * place.columns + right, place)
        row, col = min(max(spot.row + down, 0), rows - 1), min(max(spot.col + right, 0), cols - 1)
        return spot._replace(row=row, col=col)
    return _moved_map(spot, maps[key], place) if key in maps else None


def _moved_map(spot: Spot, step: int, place: Place) -> Spot:
    first = -1 if place.picture is not None else 0
    number = (-1 if spot.channel is None else spot.channel) + step
    number = min(max(number, first), place.maps - 1)
    return spot._replace(channel=None if number < 0 else number)
