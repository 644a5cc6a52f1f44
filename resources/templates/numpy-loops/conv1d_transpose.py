import numpy as np


def conv1d_transpose(x, kernel, stride=1, dilation=1):
    """Spread each cell of x (length, channels) over the kernel (length, filters, channels)."""
    length, filters, channels = kernel.shape
    y = np.zeros(((len(x) - 1) * stride + (length - 1) * dilation + 1, filters))
    for place in range(len(x)):
        for i in range(length):
            for filter in range(filters):
                for channel in range(channels):
                    product = float(x[place, channel]) * float(kernel[i, filter, channel])
                    y[place * stride + i * dilation, filter] += product
    return y
