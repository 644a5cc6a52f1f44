"""Keeps feature maps up to date with the document: in parts, as a whole, here or in the worker."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from convstudio.engine.geometry import Box
from convstudio.files.project import Project
from convstudio.model.built import Built
from convstudio.model.document import Document
from convstudio.model.large_maps import AllMaps, LargeMaps, Piece
from convstudio.model.maps import Maps
from convstudio.model.some_maps import SomeMaps, maps_of, size_of_maps
from convstudio.model.worker import Worker
from convstudio.nn.live import Change

FRAME = 24_000_000  # multiply-adds: at most 8 ms, half a frame; painting needs the other half
MEMORY = 2 << 30  # bytes of maps that are kept, unless something else is said
SETTLE = 250  # ms without an edit before maps that were updated in parts are computed as a whole


class Updating(QObject):
    """What every layer gives for the input, for whoever shows it.

    An edit recomputes what it reaches: here where that takes less than half a frame, else in the worker,
    where only the newest answer counts. What takes very long comes in pieces, first what is looked at. When
    a gesture is over, maps that were updated in parts are computed anew, because sums of parts may differ
    from the whole in the last bits.

    Signals:
        maps_changed(int, object, object): layer; boxes of its output and range of filters, None for all.
        geometry_changed(): other layers, settings, shapes or active layer; comes before `maps_changed`.
        computing_changed(bool): whether the worker computes.
        failed(str): the worker could not do it, and why.
    """

    maps_changed = Signal(int, object, object)
    geometry_changed = Signal()
    computing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None, map_memory: float = MEMORY) -> None:
        """Follow a document; `map_memory` is how many bytes of maps may be kept."""
        super().__init__(parent)
        self._document = document
        self._worker = Worker(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self.last_milliseconds = 0.0
        self.edits = 0  # counts how often values became others; what is only there later does not count
        self._map_memory = map_memory
        self._looks_at_all = False
        self._helpers: list[Worker] = []
        self._failure: str | None = None
        self._is_stale = False  # the maps wait for the worker
        self._is_partial = False  # the maps were updated in parts
        self._seen: Project | None = None  # of which the maps, or those awaited, are
        self._maps = Maps(document.project)
        self._rebuild()
        self._connect()

    def __del__(self) -> None:
        """A worker must not outlive whom it answers."""
        with suppress(AttributeError, RuntimeError):  # there is none yet, or Qt has deleted it
            self.blockSignals(True)
            self.close()

    def close(self) -> None:
        """Stop computing, for good."""
        self._settle.stop()
        for worker in (self._worker, *self._helpers):
            worker.close()

    def new_helper(self) -> Worker:
        """A worker for questions about the maps; it ends when these are closed."""
        self._helpers.append(Worker(self))
        return self._helpers[-1]

    def look_at_all(self, wanted: bool) -> None:
        """Say whether every layer is looked at: then there is a glance at those that are not kept, too."""
        self._looks_at_all = wanted
        if isinstance(self._maps, LargeMaps):
            self._maps.wants_all = wanted
        self._look_again()

    def set_map_memory(self, limit: float) -> None:
        """Keep so many bytes of maps from now on; what is open follows at once.

        Raises:
            ValueError: the limit is below 0.
        """
        if not limit >= 0:
            raise ValueError(f"the memory for maps is 0 bytes or more, not {limit!r}")
        before, self._map_memory = self._map_memory, limit
        if before != limit and size_of_maps(self._maps.built) > min(before, limit):  # else all stay kept
            self._seen = None
            self._rebuild()

    def _look_again(self) -> None:
        """Let the worker go on where there is something to do."""
        maps = self._maps
        if isinstance(maps, SomeMaps) and not maps.is_whole and not self.is_computing and not self._failure:
            self._worker.start(maps.compute_pieces)

    @property
    def is_computing(self) -> bool:
        """Whether the worker computes."""
        return self._worker.is_busy

    def _connect(self) -> None:
        document = self._document
        document.input_changed.connect(self._follow_input)
        document.weights_changed.connect(self._follow_weights)
        for signal in (document.layer_changed, document.layers_changed, document.project_replaced):
            signal.connect(self._rebuild)
        document.active_layer_changed.connect(self.geometry_changed)
        document.gesture_ended.connect(self._compute_exactly)
        self._settle.timeout.connect(self._compute_exactly)
        self._worker.progressed.connect(self._take_piece)
        self._worker.finished.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._worker.busy_changed.connect(self.computing_changed)

    @Slot()
    def _rebuild(self) -> None:
        """Everything may be another: layers, shapes, input. One edit can say so several times."""
        if self._is_seen():
            return
        self.edits += 1
        self._maps = self._new_maps(self._maps)
        fits = self._fits()
        if fits:
            self._compute(self._maps)
        else:
            self._is_stale = True
            self._ask_worker()
        self.geometry_changed.emit()
        if fits:
            self._tell(self._maps.everything())

    @Slot(object)
    def _follow_input(self, boxes: Sequence[Box] | None) -> None:
        if boxes is None:
            self._rebuild()
        elif self._is_stale or not self._maps.takes_parts or self._maps.work_of_cells(boxes) > FRAME:
            self._renew()
        else:
            self._update(lambda: self._maps.write_cells(self._document.project.input, boxes))

    @Slot(int, object)
    def _follow_weights(self, number: int, filter: int | None) -> None:
        layers, part = self._maps.built.layers, self._document.project.layers[number]
        if number >= len(layers) or self._is_seen():
            return
        in_parts = not self._is_stale and self._maps.takes_parts and self._is_alone(number)
        if in_parts and self._update(lambda: self._maps.write_weights(number, filter, part, FRAME)):
            return
        for layer, part in zip(layers, self._document.project.layers, strict=False):
            if part.enabled:
                layer.set_weights(list(part.weights))
        self._renew()

    def _is_alone(self, number: int) -> bool:
        """Whether only one layer has other weights than the maps are of: a training changes several."""
        seen = self._seen.layers if self._seen else ()
        pairs = zip(self._document.project.layers, seen, strict=False)
        return all(part is old or place == number for place, (part, old) in enumerate(pairs))

    def _update(self, write: Callable[[], list[Change] | None]) -> bool:
        """Bring the maps up to date in parts; False where that cannot be done in a frame."""
        self._worker.cancel()
        start = time.perf_counter()
        changes = write()
        if changes is None:
            return False
        self.edits += 1
        self.last_milliseconds = _milliseconds_since(start)
        self._seen = self._document.project
        self._is_partial = True
        self._settle.start()
        self._tell(changes)
        return True

    def _renew(self) -> None:
        """Compute all maps anew; the layers and their shapes are the same."""
        self.edits += 1
        if self._fits():
            maps = Maps(self._document.project, self._maps.built)
            self._compute(maps)
            changes = maps.differences(self._maps)
            self._maps = maps
            self._tell(changes)
        else:
            self._is_stale = True
            self._ask_worker()
            if isinstance(self._maps, LargeMaps):
                self._tell(self._maps.everything())  # nothing is there any more

    @Slot()
    def _compute_exactly(self) -> None:
        """Compute as a whole what was updated in parts, unless the gesture goes on or it is under way."""
        if not self._is_partial or self._is_stale or self._document.in_stroke:
            return
        if self._fits():
            self._renew()
        elif not self.is_computing:
            self._ask_worker()  # meanwhile the maps are right but for the last bits, and not stale

    def _is_seen(self) -> bool:
        """Whether the maps, or those awaited, are of the project as it is."""
        project, seen = self._document.project, self._seen
        return seen is not None and project.input is seen.input and project.layers is seen.layers

    def _fits(self) -> bool:
        """Whether all maps can be computed between two frames."""
        return self._maps.built.multiply_adds <= FRAME and not isinstance(self._maps, LargeMaps)

    def _new_maps(self, older: Maps, built: Built | None = None) -> Maps:
        """Maps of the project as it is, not computed; `built`: its layers, where they are built already."""
        document = self._document
        maps = maps_of(document.project, self._map_memory, document.active_layer, built, older)
        if isinstance(maps, LargeMaps):
            maps.wants_all = self._looks_at_all
        return maps

    def _compute(self, maps: Maps) -> None:
        """Compute here."""
        self._worker.cancel()
        self._seen = self._document.project
        self._is_stale = self._is_partial = False
        self._failure = None
        start = time.perf_counter()
        maps.compute()
        self.last_milliseconds = _milliseconds_since(start)

    def _ask_worker(self) -> None:
        """Compute elsewhere; what was asked before no longer counts."""
        self._seen = self._document.project
        self._failure = None
        before, input = self._maps, self._document.project.input
        if isinstance(before, AllMaps) and not self._is_stale:
            self._worker.start(lambda cancelled: before.recompute(input, cancelled))
            return
        if isinstance(before, SomeMaps) and not self._is_stale:
            self._worker.start(before.compute_pieces)
            return
        maps = self._new_maps(before, before.built)
        if isinstance(maps, LargeMaps):
            self._maps = maps
            self._worker.start(maps.compute_pieces)
        else:
            self._worker.start(lambda cancelled: _computed(maps, before, cancelled))

    @Slot(object)
    def _take_piece(self, piece: Piece) -> None:
        """The worker has done a part of it."""
        self.edits += isinstance(self._maps, AllMaps) and not self._is_stale  # it mends the last bits
        if isinstance(self._maps, LargeMaps):
            self._tell(self._maps.take(piece))

    @Slot(object)
    def _take(self, answer: tuple[Maps, list[Change], float]) -> None:
        """The worker has done it."""
        self._maps, changes, self.last_milliseconds = answer
        self.edits += bool(changes)
        self._is_stale = self._is_partial = False
        self._tell(changes)
        self._look_again()  # more may be looked at than when the work began

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._failure = self.tr("This cannot be computed: {reason}").format(
            reason=error or type(error).__name__
        )
        self.failed.emit(self._failure)

    def _tell(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.maps_changed.emit(*change)


def _computed(maps: Maps, before: Maps, cancelled: Callable[[], bool]) -> tuple[Maps, list[Change], float]:
    """The work of the worker: new maps, where they differ from those before, and how long it took."""
    start = time.perf_counter()
    maps.compute(cancelled)
    took = _milliseconds_since(start)
    return maps, [] if cancelled() else maps.differences(before), took


def _milliseconds_since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
