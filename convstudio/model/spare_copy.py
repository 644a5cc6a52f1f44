"""A copy of a large array, made while nobody waits for it: the first stroke on it then begins at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

Array = NDArray[Any]
LEAST = 1 << 22  # bytes; what is smaller is copied in a millisecond
PIECE = 1 << 19  # bytes between two turns of the loop: fresh memory can cost 3 ms a MiB
PAUSE = 5  # ms between two pieces


class SpareCopy(QObject):
    """Follows one array at a time. Nobody may write to it while it is followed."""

    def __init__(self, most: float, parent: QObject | None = None) -> None:
        """Make no copy of more than `most` bytes."""
        super().__init__(parent)
        self._most = most
        self._source: Array | None = None
        self._copy: Array | None = None
        self._done = 0  # rows that are copied
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._copy_piece)

    def set_most(self, most: float) -> None:
        """From the next array on make no copy of more than so many bytes."""
        self._most = most

    def follow(self, source: Array) -> None:
        """From now on copy this array; the copy of another one is dropped."""
        if source is self._source:
            return
        self.drop()
        if LEAST <= source.nbytes <= self._most:
            self._source = source
            self._timer.start()

    def drop(self) -> None:
        """Copy nothing, and keep nothing."""
        self._source = self._copy = None
        self._done = 0
        self._timer.stop()

    def take(self, source: Array) -> Array:
        """A copy of this array, for whoever asks: that which is there, or one made now."""
        copy, is_it = self._copy, source is self._source
        if copy is None or not is_it:
            self.drop()
            return source.copy()
        copy[self._done :] = source[self._done :]
        self.drop()
        return copy

    @property
    def is_ready(self) -> bool:
        """Whether a copy is there, whole."""
        return self._copy is not None and self._done == len(self._copy)

    def _copy_piece(self) -> None:
        source = self._source
        assert source is not None
        if self._copy is None:
            self._copy = np.empty_like(source)
        rows = max(1, PIECE * len(source) // source.nbytes)
        piece = slice(self._done, self._done + rows)
        self._copy[piece] = source[piece]
        self._done = min(self._done + rows, len(source))
        if self.is_ready:
            self._timer.stop()
