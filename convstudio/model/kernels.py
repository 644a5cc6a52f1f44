"""The weights of a convolutional layer as the views look at them: 1-D as one row of a 2-D kernel."""

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import LayerPart

KINDS = ("Conv1D", "Conv2D")


def kernel_of(part: LayerPart) -> NDArray[np.floating] | None:
    """The kernel (rows, cols, channels of a group, filters); None for a layer that has no filters to edit."""
    if part.kind not in KINDS or not part.weights:
        return None
    kernel = part.weights[0]
    return kernel if kernel.ndim == 4 else kernel[np.newaxis]


def bias_of(part: LayerPart) -> NDArray[np.floating] | None:
    """The bias of each filter; None where the layer has none."""
    return part.weights[1] if part.kind in KINDS and len(part.weights) == 2 else None


def channels_of_filter(part: LayerPart, filter: int) -> range:
    """Which input channels a filter sees: those of its group."""
    kernel = kernel_of(part)
    if kernel is None:
        return range(0)
    slices, filters = kernel.shape[2:]
    group = filter // (filters // int(part.config.get("groups", 1)))
    return range(group * slices, (group + 1) * slices)
