"""Which rectangle of a frame differs from the frame before: all that a film has to hold of it."""

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.box import Box
from convstudio.files.films.film import Frame

WORD = 8  # bytes compared at once


class Changes:
    """Remembers the last frame."""

    def __init__(self) -> None:
        self._shape: tuple[int, ...] = ()
        self._last = self._next = np.zeros(0, np.uint8)

    def of(self, frame: Frame) -> Box:
        """The rectangle that changed, a single pixel where nothing did; of the first frame all of it.

        Raises:
            ValueError: it is no frame, or of another size than those before.
        """
        self._check(frame)
        if not self._shape:
            self._start(frame)
            return Box.whole(frame.shape)
        rows = frame.shape[0]
        self._last, self._next = self._next, self._last
        self._next[:, : 3 * frame.shape[1]] = frame.reshape(rows, -1)
        differs = self._last.view(np.uint64) != self._next.view(np.uint64)
        lines = np.flatnonzero(differs.any(axis=1))
        if not len(lines):
            return Box(0, 1, 0, 1)
        words = np.flatnonzero(differs[lines[0] : lines[-1] + 1].any(axis=0))
        left, right = int(words[0]) * WORD // 3, -(-(int(words[-1]) + 1) * WORD // 3)
        return Box(int(lines[0]), int(lines[-1]) + 1, left, min(right, frame.shape[1]))

    def same(self, box: Box) -> NDArray[np.bool_]:
        """Which pixels of a rectangle are as they were in the frame before, `(rows, cols)`."""
        rows, cols = box.slices
        bytes_ = slice(3 * cols.start, 3 * cols.stop)
        equal = self._last[rows, bytes_] == self._next[rows, bytes_]
        return np.asarray(equal[:, ::3] & equal[:, 1::3] & equal[:, 2::3])

    def _check(self, frame: Frame) -> None:
        shape = self._shape or frame.shape
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3 or frame.shape != shape:
            raise ValueError(
                f"frames are uint8 (rows, cols, 3) of one shape, not {frame.dtype} {frame.shape}"
            )

    def _start(self, frame: Frame) -> None:
        """Lines are as long as whole words, so that many bytes are compared at once."""
        self._shape = frame.shape
        rows, cols, _ = frame.shape
        pitch = -(-3 * cols // WORD) * WORD
        self._last, self._next = np.zeros((rows, pitch), np.uint8), np.zeros((rows, pitch), np.uint8)
        self._next[:, : 3 * cols] = frame.reshape(rows, -1)
