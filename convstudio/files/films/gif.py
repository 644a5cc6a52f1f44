"""Animated GIF: one palette for all frames, and of each frame only the rectangle that changed.

What stays as it was inside that rectangle is transparent: long runs of one number pack best.
Source: CompuServe, Graphics Interchange Format, Version 89a (1990).
"""

import struct

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convstudio.files.films.changes import Changes
from convstudio.files.films.film import Clock, Encoder, Frame
from convstudio.files.films.palette import MOST_COLORS, Palette

TICKS = 100  # a second
SHORTEST = 0.02  # seconds; viewers slow a frame that is shorter down to a tenth of a second
LONGEST_SIDE = 0xFFFF
TRANSPARENT = MOST_COLORS
_KEEP_AND_SEE_THROUGH = 1 << 2 | 1  # disposal: leave in place; one colour is transparent
_TABLE_OF_256 = 0xF7
_BITS = 8


class GifEncoder(Encoder):
    """Each pixel takes the nearest colour of the palette."""

    def __init__(self, palette: Palette) -> None:
        self._palette, self._changes, self._clock = palette, Changes(), Clock(TICKS)
        self._shown = np.zeros((0, 0), np.uint8)
        self._parts: list[bytes] = []

    def add(self, frame: Frame, seconds: float) -> None:
        """Take a frame; one shorter than `SHORTEST` is seen a tenth of a second."""
        box = self._changes.of(frame)
        numbers = self._palette.numbers(frame[box.slices])
        if not self._parts:
            _check_size(frame)
            self._shown, sent = numbers, numbers
        else:
            before = self._shown[box.slices]
            sent = np.where(numbers == before, np.uint8(TRANSPARENT), numbers)
            before[...] = numbers
        control = struct.pack(
            "<4BHBx", 0x21, 0xF9, 4, _KEEP_AND_SEE_THROUGH, self._clock.ticks(seconds), TRANSPARENT
        )
        rows, cols = sent.shape
        place = struct.pack("<B4HBB", 0x2C, box.left, box.top, cols, rows, 0, _BITS)
        self._parts += (control, place, _packed(sent), b"\0")

    def finish(self) -> bytes:
        """The file; it plays for ever."""
        if not self._parts:
            raise ValueError("an animation needs at least one frame")
        rows, cols = self._shown.shape
        head = b"GIF89a" + struct.pack("<2H3B", cols, rows, _TABLE_OF_256, 0, 0)
        loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
        return b"".join((head, self._table(), loop, *self._parts, b";"))

    def _table(self) -> bytes:
        table = np.zeros((256, 3), np.uint8)
        colors = self._palette.colors
        table[: len(colors)] = colors
        return table.tobytes()


def _check_size(frame: Frame) -> None:
    rows, cols, _ = frame.shape
    if max(rows, cols) > LONGEST_SIDE:
        raise ValueError(f"a GIF has at most {LONGEST_SIDE:,} pixels along a side, not {max(rows, cols):,}")


def _packed(numbers: NDArray[np.uint8]) -> bytes:
    """LZW in blocks of up to 255 bytes, as Pillow's C code makes them."""
    return Image.fromarray(np.ascontiguousarray(numbers)).tobytes("gif", "L", _BITS)
