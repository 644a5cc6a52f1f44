"""Animated PNG: every colour as it is, and of each frame only the rectangle that changed.

Source: W3C, Portable Network Graphics (PNG) Specification, Third Edition (2025), 11.3.6.
"""

import struct
import zlib

import numpy as np

from convstudio.engine.box import Box
from convstudio.files.films.changes import Changes
from convstudio.files.films.film import Clock, Encoder, Frame

TICKS = 1000  # a second
LONGEST_SIDE = 0x7FFFFFFF
_LEVEL = 6
_WITH_ALPHA = 6
_KEEP, _REPLACE, _OVER = 0, 0, 1


class ApngEncoder(Encoder):
    """What stays as it was inside the changed rectangle is transparent, which packs well."""

    def __init__(self) -> None:
        self._changes, self._clock = Changes(), Clock(TICKS)
        self._size = 0, 0
        self._parts: list[bytes] = []
        self._frames = self._sequence = 0

    def add(self, frame: Frame, seconds: float) -> None:
        """Take a frame of at most 65 seconds."""
        box = self._changes.of(frame)
        self._size = frame.shape[:2]
        rows, cols = box.shape
        blend = _OVER if self._frames else _REPLACE
        places = cols, rows, box.left, box.top, min(self._clock.ticks(seconds), 0xFFFF), TICKS, _KEEP, blend
        control = struct.pack(">4I2H2B", *places)
        self._parts.append(_chunk(b"fcTL", self._next_number(), control))
        data = self._packed(frame, box)
        if self._frames:
            self._parts.append(_chunk(b"fdAT", self._next_number(), data))
        else:
            self._parts.append(_chunk(b"IDAT", data))
        self._frames += 1

    def finish(self) -> bytes:
        """The file; it plays for ever."""
        if not self._frames:
            raise ValueError("an animation needs at least one frame")
        rows, cols = self._size
        header = _chunk(b"IHDR", struct.pack(">2I5B", cols, rows, 8, _WITH_ALPHA, 0, 0, 0))
        animation = _chunk(b"acTL", struct.pack(">2I", self._frames, 0))
        return b"".join((b"\x89PNG\r\n\x1a\n", header, animation, *self._parts, _chunk(b"IEND")))

    def _packed(self, frame: Frame, box: Box) -> bytes:
        rows, cols = box.shape
        lines = np.zeros((rows, 1 + 4 * cols), np.uint8)  # each begins with its filter: none
        pixels = lines[:, 1:].reshape(rows, cols, 4)
        pixels[..., :3] = frame[box.slices]
        pixels[..., 3] = 255
        if self._frames:
            pixels[self._changes.same(box)] = 0
        return zlib.compress(lines.data, _LEVEL)

    def _next_number(self) -> bytes:
        self._sequence += 1
        return struct.pack(">I", self._sequence - 1)


def _chunk(kind: bytes, *data: bytes) -> bytes:
    body = b"".join((kind, *data))
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
