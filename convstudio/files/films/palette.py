"""The colours of a film that may have only a few: each pixel becomes the number of a colour."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convstudio.files.films.film import Frame

MOST_COLORS = 255  # the 256th entry of a GIF stands for "as in the frame before"
KEPT = 96  # the colours that occur most often stay as they are
_AT_ONCE = 4096  # colours compared with all of the palette


def few_colors(frames: Iterable[Frame]) -> Frame:
    """Choose the colours that a few typical frames need.

    Args:
        frames: `(rows, cols, 3)`, uint8; as wide as each other.

    Returns:
        `(n, 3)`, uint8, up to 255 colours, all different: those of the frames where they are so few.
    """
    found, counts = np.unique(packed(np.concatenate(list(frames))), return_counts=True)
    if len(found) <= MOST_COLORS:
        return unpacked(found)
    order = np.argsort(-counts, kind="stable")
    often, seldom = found[order[:KEPT]], order[KEPT:]
    # By its root, or what is rare but has to be seen, as the frame of the window, would count for nothing.
    weights = np.ceil(np.sqrt(counts[seldom])).astype(int)
    sheet = unpacked(np.repeat(found[seldom], weights))[None]
    chosen = Image.fromarray(sheet).quantize(
        MOST_COLORS - KEPT, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    colors = np.array(chosen.getpalette(), np.uint8).reshape(-1, 3)[: MOST_COLORS - KEPT]
    return unpacked(np.unique(np.concatenate([often, packed(colors)])))


class Palette:
    """Up to 255 colours. A new colour is taken in while there is room, else the nearest stands for it."""

    def __init__(self, colors: Frame, may_grow: bool = False) -> None:
        """Start with some colours.

        Raises:
            ValueError: they are not 1 to 255 colours, `(n, 3)`.
        """
        if colors.ndim != 2 or colors.shape[1] != 3 or not 1 <= len(colors) <= MOST_COLORS:
            raise ValueError(f"palette has the shape (1 to {MOST_COLORS}, 3), not {colors.shape}")
        self._keys: list[int] = np.unique(packed(np.asarray(colors, np.uint8))).tolist()
        self._may_grow = may_grow
        # A place for each colour that there is, one more than its number; zeros take no memory until used.
        self._numbers = np.zeros(1 << 24, np.uint8)
        self._numbers[self._keys] = np.arange(1, len(self._keys) + 1)

    @property
    def colors(self) -> Frame:
        """The colours, `(n, 3)`."""
        return unpacked(np.array(self._keys, np.uint32))

    def numbers(self, pixels: Frame) -> NDArray[np.uint8]:
        """The number of the colour of each pixel `(rows, cols, 3)`, from 0."""
        keys = packed(pixels)
        found = self._numbers[keys]
        if not found.all():
            self._learn(np.unique(keys[found == 0]))
            found = self._numbers[keys]
        found -= 1
        return np.asarray(found, np.uint8)

    def _learn(self, keys: NDArray[np.uint32]) -> None:
        room = MOST_COLORS - len(self._keys) if self._may_grow else 0
        for key in keys[:room].tolist():
            self._keys.append(key)
            self._numbers[key] = len(self._keys)
        ours = self.colors.astype(np.float32)  # holds all the sums below exactly
        lengths = (ours * ours).sum(axis=1)
        for start in range(room, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            # Smallest where the distance is: that of one colour to all of ours has its own length in common.
            apart = lengths - 2 * (unpacked(some).astype(np.float32) @ ours.T)
            self._numbers[some] = apart.argmin(axis=1) + 1


def packed(pixels: Frame) -> NDArray[np.uint32]:
    """Colours `(..., 3)` as 0xRRGGBB."""
    keys = pixels[..., 0].astype(np.uint32)
    for channel in (1, 2):
        keys <<= np.uint32(8)
        keys |= pixels[..., channel]
    return keys


def unpacked(keys: NDArray[np.uint32]) -> Frame:
    """Colours 0xRRGGBB as `(..., 3)`."""
    channels = [(keys >> np.uint32(shift)).astype(np.uint8) for shift in (16, 8, 0)]
    return np.stack(channels, axis=-1)
