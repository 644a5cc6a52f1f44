import numpy as np


def conv2d_transpose(x, kernel, strides=(1, 1), dilation=(1, 1)):
    """Spread each cell of x (rows, cols, channels) over the kernel (rows, cols, filters, channels)."""
    rows, cols, filters, _ = kernel.shape
    down, right = (x.shape[0] - 1) * strides[0] + 1, (x.shape[1] - 1) * strides[1] + 1
    shape = down + (rows - 1) * dilation[0], right + (cols - 1) * dilation[1], filters
    y = np.zeros(shape, np.result_type(x, kernel))
    for i in range(rows):
        for j in range(cols):
            top, left = i * dilation[0], j * dilation[1]
            y[top : top + down : strides[0], left : left + right : strides[1]] += x @ kernel[i, j].T
    return y
