import numpy as np


def conv1d(x, kernel, stride=1, dilation=1, groups=1):
    """Slide the kernel (length, channels / groups, filters) along x (length, channels)."""
    length, seen, filters = kernel.shape
    places = (len(x) - (length - 1) * dilation - 1) // stride + 1
    y = np.zeros((places, filters))
    for filter in range(filters):
        first = filter // (filters // groups) * seen  # channel of its group
        for place in range(places):
            total = 0.0
            for i in range(length):
                for channel in range(seen):
                    cell = x[place * stride + i * dilation, first + channel]
                    total += float(cell) * float(kernel[i, channel, filter])
            y[place, filter] = total
    return y
