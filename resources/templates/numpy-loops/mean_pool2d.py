import numpy as np


def mean_pool2d(x, size, strides, pads=((0, 0), (0, 0))):
    """The mean of the cells under each window of x (rows, cols, channels); padding does not count."""
    rows, cols, channels = x.shape
    down = (rows + sum(pads[0]) - size[0]) // strides[0] + 1
    right = (cols + sum(pads[1]) - size[1]) // strides[1] + 1
    y = np.zeros((down, right, channels))
    for place in np.ndindex(down, right):
        for channel in range(channels):
            total, count = 0.0, 0
            for i in range(size[0]):
                for j in range(size[1]):
                    row, col = place[0] * strides[0] + i - pads[0][0], place[1] * strides[1] + j - pads[1][0]
                    if 0 <= row < rows and 0 <= col < cols:
                        total, count = total + float(x[row, col, channel]), count + 1
            y[(*place, channel)] = total / count
    return y
