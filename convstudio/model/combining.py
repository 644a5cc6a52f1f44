"""Several maps of the active layer as one: exactly, and elsewhere where that takes long."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from convstudio.engine.geometry import Box
from convstudio.engine.tiles import never
from convstudio.model.document import Document
from convstudio.model.map_sets import combined
from convstudio.model.maps import Planar
from convstudio.model.results import Results

FEW = 1 << 21  # values that are combined in a few milliseconds


class Combining(QObject):
    """Follows the maps; a newer question replaces an older one.

    Signals:
        changed(): the values are others, or there now, or no longer.
    """

    changed = Signal()

    def __init__(self, document: Document, results: Results, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._results = document, results
        self._numbers: tuple[int, ...] = ()
        self._way = ""
        self._values: Planar | None = None
        self._worker = results.new_helper()
        self._worker.finished.connect(self._take)
        results.maps_changed.connect(self._follow)
        results.geometry_changed.connect(self._renew)
        results.computing_changed.connect(self._go_on)

    def ask(self, numbers: Sequence[int], way: str) -> None:
        """Combine these maps, from 0, in a way of `map_sets.WAYS`; fewer than two are none."""
        if (tuple(numbers), way) != (self._numbers, self._way):
            self._numbers, self._way = tuple(numbers), way
            self._renew()

    @property
    def values(self) -> Planar | None:
        """The maps together, (rows, cols), every value exact; None where they are not there."""
        return self._values

    @property
    def is_due(self) -> bool:
        """Whether something is asked for that is not there yet."""
        return len(self._numbers) > 1 and self._values is None

    @Slot()
    def _renew(self) -> None:
        self._worker.cancel()
        self._values = None
        self._begin()
        self.changed.emit()

    @Slot(bool)
    def _go_on(self, computing: bool) -> None:
        """What was missing may be there now."""
        if not computing and self.is_due and not self._worker.is_busy:
            self._begin()
            if self._values is not None:
                self.changed.emit()

    def _begin(self) -> None:
        number = self._document.active_layer
        shape = self._results.output_shape(number)
        if len(self._numbers) < 2 or shape is None or max(self._numbers) >= shape[-1]:
            return
        work = self._results.together(number, self._numbers, self._way)
        if work is None:
            return
        whole = self._results.output_of(number)
        if whole is not None and whole[:, :, 0].size * len(self._numbers) <= FEW:
            self._values = work(never)
        else:
            self._worker.start(work)

    @Slot(object)
    def _take(self, values: Planar | None) -> None:
        self._values = values
        self.changed.emit()

    @Slot(int, object, object)
    def _follow(self, layer: int, boxes: tuple[Box, ...] | None, filters: range | None) -> None:
        """Where few cells are others, combine these alone."""
        if layer != self._document.active_layer or not self._numbers:
            return
        if filters is not None and not any(number in filters for number in self._numbers):
            return
        whole, values = self._results.output_of(layer), self._values
        if boxes is None or whole is None or values is None or values.shape != whole.shape[:2]:
            self._renew()
            return
        for box in boxes:
            values[box.slices] = combined(whole[box.slices], self._numbers, self._way)
        self.changed.emit()
