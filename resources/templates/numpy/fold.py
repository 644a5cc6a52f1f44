import numpy as np


def fold(y, pads, lengths, mode):
    """Add what stands beyond the edges to the cells inside that the border puts there."""
    for axis, (pad, length) in enumerate(zip(pads, lengths)):
        cells = np.pad(np.arange(length), pad, mode=mode)[: y.shape[axis]]
        inside = np.zeros((*y.shape[:axis], length, *y.shape[axis + 1 :]), y.dtype)
        np.add.at(inside, (slice(None),) * axis + (cells,), y)
        y = inside
    return y
