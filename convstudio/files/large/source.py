"""What is read in parts, as planes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.files.apply import with_channels
from convstudio.nn.shapes import Planes, Shape

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Source:
    """An array on disk as planes.

    Attributes:
        planes: (rows, cols, channels); a line is one row.
        read: gives the values in a block, (rows, cols, channels); many threads may ask at once.
    """

    planes: Planes
    read: Callable[[Box], Values]

    def with_channels(self, channels: int) -> "Source":
        """Grey of colour, or grey repeated; raises ValueError where that is not what is wanted."""
        rows, cols, received = self.planes
        with_channels(np.zeros((1, 1, received), np.float32), channels)
        return Source((rows, cols, channels), lambda box: with_channels(self.read(box), channels))

    def keras_shape(self, is_1d: bool) -> Shape:
        """(rows, cols, channels), or (length, channels) of a line."""
        return self.planes[1:] if is_1d else self.planes
