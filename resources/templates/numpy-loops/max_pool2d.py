import numpy as np


def max_pool2d(x, size, strides, pads=((0, 0), (0, 0))):
    """The largest cell under each window of x (rows, cols, channels); padding is never the largest."""
    rows, cols, channels = x.shape
    down = (rows + sum(pads[0]) - size[0]) // strides[0] + 1
    right = (cols + sum(pads[1]) - size[1]) // strides[1] + 1
    y = np.full((down, right, channels), -np.inf)
    for place in np.ndindex(down, right):
        for i in range(size[0]):
            for j in range(size[1]):
                row, col = place[0] * strides[0] + i - pads[0][0], place[1] * strides[1] + j - pads[1][0]
                if 0 <= row < rows and 0 <= col < cols:
                    for channel in range(channels):
                        y[(*place, channel)] = np.maximum(y[(*place, channel)], x[row, col, channel])
    return y
