"""What a person looks at and points at; nothing of it is saved or undone."""

from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from convstudio.model.results import Results


class Hover(NamedTuple):
    """What the mouse is over: a cell of the input or of the map, a weight of the table, or nothing."""

    kind: Literal["input", "map", "weight"] | None = None
    row: int = 0
    col: int = 0


NOTHING = Hover()


class Selection(QObject):
    """The channel in hand and the place under the mouse.

    Signals:
        channel_changed(int): another slice of the filter, and with it another input channel.
        array_changed(int): another array of weights.
        hover_changed(object): the Hover.
    """

    channel_changed = Signal(int)
    array_changed = Signal(int)
    hover_changed = Signal(object)

    def __init__(self, results: Results, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self._channel, self._hover = 0, NOTHING
        self._array, self._arrays = 0, results.arrays
        results.geometry_changed.connect(self._stay_inside)

    @property
    def channel(self) -> int:
        """Which slice of the filter is in hand, from 0; with groups it counts within the filter's group."""
        return self._channel

    @property
    def hover(self) -> Hover:
        """What the mouse is over."""
        return self._hover

    @property
    def array(self) -> int:
        """Which array of the active layer is in hand, from 0; the first is its kernel, if it has one."""
        return self._array

    def set_array(self, array: int) -> None:
        """Take another array of weights, or the last."""
        array = max(0, min(array, len(self._results.arrays) - 1))
        if array != self._array:
            self._array = array
            self.array_changed.emit(array)
            self.set_channel(self._channel)

    def set_channel(self, channel: int) -> None:
        """Take another slice, or the nearest that the filters have."""
        channel = min(max(channel, 0), self._results.slices_of(self._array) - 1)
        if channel != self._channel:
            self._channel = channel
            self.channel_changed.emit(channel)

    def set_hover(self, hover: Hover | None) -> None:
        """The mouse is over something else; None is nothing."""
        hover = hover or NOTHING
        if hover != self._hover:
            self._hover = hover
            self.hover_changed.emit(hover)

    def _stay_inside(self) -> None:
        self.set_hover(NOTHING)  # the place may be gone
        if self._results.arrays != self._arrays:
            self._arrays = self._results.arrays
            self.set_array(0)
        self.set_channel(self._channel)
