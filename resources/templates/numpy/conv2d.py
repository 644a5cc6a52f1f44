import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(x, kernel, strides=(1, 1), dilation=(1, 1), groups=1):
    """Slide the kernel (rows, cols, channels / groups, filters) over x (rows, cols, channels)."""
    rows, cols, seen, filters = kernel.shape
    span = (rows - 1) * dilation[0] + 1, (cols - 1) * dilation[1] + 1
    patches = sliding_window_view(x, span, axis=(0, 1))  # (places down, places right, channels, window)
    patches = patches[:: strides[0], :: strides[1], :, :: dilation[0], :: dilation[1]]
    down, right = patches.shape[:2]
    patches = patches.reshape(down, right, groups, seen, rows, cols)
    kernel = kernel.reshape(rows, cols, seen, groups, filters // groups)
    y = np.einsum("drgcij,ijcgf->drgf", patches, kernel, optimize=True)
    return y.reshape(down, right, filters)
