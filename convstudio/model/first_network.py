"""The network to start from where there is none that fits: one filter of the tutorial."""

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import LayerPart


def first_layers(dimensions: int) -> tuple[LayerPart, ...]:
    """One linear layer with the tutorial's detector: a bump in one dimension, a vertical line in two."""
    kernel = np.zeros((3,) * dimensions + (1, 1), np.float32)
    kernel[..., 1, 0, 0] = 1.0
    config = {"name": f"conv{dimensions}d", "filters": 1, "kernel_size": (3,) * dimensions}
    return (LayerPart(f"Conv{dimensions}D", config, (kernel, np.zeros(1, np.float32))),)


def first_input(dimensions: int) -> NDArray[np.float32]:
    """The tutorial's input: eight cells, the two in the middle 1; in two dimensions eight such rows."""
    line = np.zeros((8, 1), np.float32)
    line[3:5] = 1.0
    return line if dimensions == 1 else np.tile(line, (8, 1, 1))
