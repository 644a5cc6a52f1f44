import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def max_pool1d(x, size, stride, pad=(0, 0)):
    """The largest cell under each window of x (length, channels); padding is never the largest."""
    padded = np.pad(x, (pad, (0, 0)), constant_values=-np.inf)
    return sliding_window_view(padded, size, axis=0)[::stride].max(axis=-1)
