import numpy as np


def conv2d(x, kernel, strides=(1, 1), dilation=(1, 1), groups=1):
    """Slide the kernel (rows, cols, channels / groups, filters) over x (rows, cols, channels)."""
    rows, cols, seen, filters = kernel.shape
    down = (x.shape[0] - (rows - 1) * dilation[0] - 1) // strides[0] + 1
    right = (x.shape[1] - (cols - 1) * dilation[1] - 1) // strides[1] + 1
    y = np.zeros((down, right, filters))
    for filter in range(filters):
        first = filter // (filters // groups) * seen  # channel of its group
        for row in range(down):
            for col in range(right):
                top, left = row * strides[0], col * strides[1]  # the window's first cell
                total = 0.0
                for i in range(rows):
                    for j in range(cols):
                        for channel in range(seen):
                            cell = x[top + i * dilation[0], left + j * dilation[1], first + channel]
                            total += float(cell) * float(kernel[i, j, channel, filter])
                y[row, col, filter] = total
    return y
