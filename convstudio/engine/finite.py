"""Whether a block holds NaN or infinity, which some ways of convolution would spread to their neighbours."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def is_finite(block: NDArray[Any]) -> bool:
    """False if any value is NaN or infinite, and where the sum of squares is.

    A sum tells it in one pass, and a scalar product is the fastest sum there is.
    """
    if block.flags.c_contiguous:
        cells = block.reshape(-1)
        return math.isfinite(np.vdot(cells, cells))
    return math.isfinite(np.add.reduce(block, axis=None))
