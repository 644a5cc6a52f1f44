"""Animated WebP without loss: of each frame only the rectangle that changed, encoded by Pillow.

Pillow's own films take seven times the size: they hold more of each frame, in the fastest way alone.
Source: Google, WebP Container Specification (2011–2025).
"""

import io
import struct

import numpy as np
from PIL import Image

from convstudio.engine.box import Box
from convstudio.files.films.changes import Changes
from convstudio.files.films.film import Clock, Encoder, Frame

TICKS = 1000  # a second
LONGEST_SIDE = 16383
_METHOD, _EFFORT = 2, 20  # of 0…6 and 0…100; more takes much longer and gains a tenth
_ANIMATED, _SEE_THROUGH = 0x02, 0x10
_REPLACE, _OVER = 0x02, 0x00  # and leave in place afterwards


class WebpEncoder(Encoder):
    """What stays as it was inside the changed rectangle is transparent, which packs well."""

    def __init__(self) -> None:
        self._changes, self._clock = Changes(), Clock(TICKS)
        self._size = 0, 0
        self._parts: list[bytes] = []

    def add(self, frame: Frame, seconds: float) -> None:
        """Take a frame."""
        box = _even(self._changes.of(frame))
        if not self._parts:
            _check_size(frame)
        self._size = frame.shape[:2]
        rows, cols = box.shape
        pixels = np.full((rows, cols, 4), 255, np.uint8)
        pixels[..., :3] = frame[box.slices]
        if self._parts:
            pixels[self._changes.same(box)] = 0
        places = (box.left // 2, box.top // 2, cols - 1, rows - 1, min(self._clock.ticks(seconds), 0xFFFFFF))
        flags = bytes([_OVER if self._parts else _REPLACE])
        self._parts.append(_chunk(b"ANMF", b"".join(map(_three_bytes, places)) + flags + _packed(pixels)))

    def finish(self) -> bytes:
        """The file; it plays for ever."""
        if not self._parts:
            raise ValueError("an animation needs at least one frame")
        rows, cols = self._size
        flags = struct.pack("<I", _ANIMATED | _SEE_THROUGH)
        extended = _chunk(b"VP8X", flags + _three_bytes(cols - 1) + _three_bytes(rows - 1))
        animation = _chunk(b"ANIM", struct.pack("<IH", 0, 0))
        return _chunk(b"RIFF", b"".join((b"WEBP", extended, animation, *self._parts)))


def _even(box: Box) -> Box:
    """Rectangles begin at even places."""
    return Box(box.top - box.top % 2, box.bottom, box.left - box.left % 2, box.right)


def _check_size(frame: Frame) -> None:
    longest = max(frame.shape[:2])
    if longest > LONGEST_SIDE:
        raise ValueError(f"a WebP has at most {LONGEST_SIDE:,} pixels along a side, not {longest:,}")


def _packed(pixels: Frame) -> bytes:
    """The chunk with the pixels of a still picture."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", lossless=True, method=_METHOD, quality=_EFFORT)
    data = buffer.getvalue()
    place = data.index(b"VP8L")
    size = int.from_bytes(data[place + 4 : place + 8], "little")
    return data[place : place + 8 + size + size % 2]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _three_bytes(number: int) -> bytes:
    return number.to_bytes(3, "little")
