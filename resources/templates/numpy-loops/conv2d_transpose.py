import numpy as np


def conv2d_transpose(x, kernel, strides=(1, 1), dilation=(1, 1)):
    """Spread each cell of x (rows, cols, channels) over the kernel (rows, cols, filters, channels)."""
    rows, cols, filters, channels = kernel.shape
    down = (x.shape[0] - 1) * strides[0] + (rows - 1) * dilation[0] + 1
    right = (x.shape[1] - 1) * strides[1] + (cols - 1) * dilation[1] + 1
    y = np.zeros((down, right, filters))
    for row in range(x.shape[0]):
        for col in range(x.shape[1]):
            for i in range(rows):
                for j in range(cols):
                    place = row * strides[0] + i * dilation[0], col * strides[1] + j * dilation[1]
                    for filter in range(filters):
                        for channel in range(channels):
                            product = float(x[row, col, channel]) * float(kernel[i, j, filter, channel])
                            y[(*place, filter)] += product
    return y
