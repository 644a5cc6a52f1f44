"""Where the cells of an enlarged grid come from."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.along import Along


class Blend(NamedTuple):
    """Two cells for each output along one axis, and the share of the second; the first has the rest."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    share: NDArray[np.float64]


def bilinear(length: int, size: int) -> Blend:
    """Each cell becomes `size` cells, blended between the middles of cells, constant beyond the last.

    Source: TensorFlow, `tf.image.resize` with half-pixel centres.
    """
    places = (np.arange(length * size) + 0.5) / size - 0.5
    below = np.floor(places).astype(np.intp)
    first, second = (np.clip(near, 0, length - 1) for near in (below, below + 1))
    return Blend(first, second, places - below)


def nearest(length: int, size: int) -> NDArray[np.intp]:
    """The input cell of each output where each cell becomes `size` cells."""
    return np.repeat(np.arange(length), size)


def blended(length: int, size: int) -> Along:
    """`bilinear` as a linear map; a cell that has no share is not part of it."""
    first, second, share = bilinear(length, size)
    outputs, inputs = np.tile(np.arange(length * size), 2), np.concatenate([first, second])
    shares = np.concatenate([1 - share, share])
    kept = shares > 0
    return Along(outputs[kept], inputs[kept], length * size, length, shares[kept])
