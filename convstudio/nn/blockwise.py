"""A stack computed one block after the other, from an input that is never in memory as a whole."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.crop import joined_ends
from convstudio.engine.geometry import Box
from convstudio.nn.crops import crop_for
from convstudio.nn.layer import Layer
from convstudio.nn.receptive_field import shapes_of
from convstudio.nn.shapes import Shape, planar_shape

Array = NDArray[Any]
Read = Callable[[Box], Array]


class Blockwise:
    """The outputs of a stack, any block of them on demand; nothing is kept between two blocks."""

    def __init__(self, layers: Sequence[Layer], input_shape: Shape, read: Read) -> None:
        """Prepare.

        Args:
            layers: built for `input_shape`.
            input_shape: Keras' shape of the input, without batch.
            read: gives the input in a block as (rows, cols, channels); may be called from many threads.

        Raises:
            ValueError: a layer cannot be computed in blocks.
        """
        self._layers, self._read = tuple(layers), read
        self._shapes = shapes_of(self._layers, input_shape)
        for layer, shape, after in zip(self._layers, self._shapes, self._shapes[1:], strict=False):
            crop_for(layer, shape, _corner(after))

    @property
    def planes(self) -> tuple[int, int, int]:
        """(rows, cols, filters) of what comes out."""
        return planar_shape(self._shapes[-1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of what comes out."""
        return np.dtype(self._layers[-1].dtype)

    def block(self, box: Box) -> Array:
        """The outputs in `box`, (rows, cols, filters), as one pass over the whole input would give them."""
        return self._level(len(self._layers), box)

    def cost(self, box: Box) -> int:
        """Bytes of all levels that are there at once for a block, at most."""
        bytes_, level = 0, len(self._layers)
        while level:
            layer, shape = self._layers[level - 1], self._shapes[level - 1]
            bytes_ += box.size * planar_shape(self._shapes[level])[2] * np.dtype(layer.dtype).itemsize
            rows, cols, _ = crop_for(layer, shape, box)
            box, level = Box.of(rows, cols), level - 1
            box = Box.whole(planar_shape(shape)).intersect(box)
        return bytes_ + box.size * planar_shape(self._shapes[0])[2] * np.dtype(np.float32).itemsize

    def _level(self, level: int, box: Box) -> Array:
        if not level:
            return self._read(box)
        layer, shape = self._layers[level - 1], self._shapes[level - 1]
        rows, cols, moved = crop_for(layer, shape, box)
        part = self._joined(level - 1, rows, cols).astype(layer.dtype, copy=False)
        own_shape = (len(rows), len(cols), shape[-1])[-len(shape) :]
        with np.errstate(all="ignore"):  # NaN and infinity are values like others
            out: Array = layer.forward(part[np.newaxis], own_shape, moved)[0]
            return out

    def _joined(self, level: int, rows: range, cols: range) -> Array:
        """A part of a level; what lies past an end comes from the opposite side."""
        height, width, _ = planar_shape(self._shapes[level])
        bands = [
            [self._level(level, Box.of(down, right)) for right in joined_ends(cols, width)]
            for down in joined_ends(rows, height)
        ]
        lines = [band[0] if len(band) == 1 else np.concatenate(band, axis=1) for band in bands]
        return lines[0] if len(lines) == 1 else np.concatenate(lines)


def _corner(shape: Shape) -> Box:
    return Box(0, 1, 0, 1).intersect(Box.whole(planar_shape(shape)))
