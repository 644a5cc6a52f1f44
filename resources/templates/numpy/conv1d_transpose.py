import numpy as np


def conv1d_transpose(x, kernel, stride=1, dilation=1):
    """Spread each cell of x (length, channels) over the kernel (length, filters, channels)."""
    length, filters, _ = kernel.shape
    reach = (len(x) - 1) * stride + 1
    y = np.zeros((reach + (length - 1) * dilation, filters), np.result_type(x, kernel))
    for i in range(length):
        y[i * dilation : i * dilation + reach : stride] += x @ kernel[i].T
    return y
