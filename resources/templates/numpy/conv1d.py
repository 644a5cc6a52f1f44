import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv1d(x, kernel, stride=1, dilation=1, groups=1):
    """Slide the kernel (length, channels / groups, filters) along x (length, channels)."""
    length, seen, filters = kernel.shape
    patches = sliding_window_view(x, (length - 1) * dilation + 1, axis=0)  # (places, channels, window)
    patches = patches[::stride, :, ::dilation]
    patches = patches.reshape(-1, groups, seen, length)
    kernel = kernel.reshape(length, seen, groups, filters // groups)
    y = np.einsum("pgci,icgf->pgf", patches, kernel, optimize=True)
    return y.reshape(-1, filters)
