import numpy as np


def mean_pool1d(x, size, stride, pad=(0, 0)):
    """The mean of the cells under each window of x (length, channels); padding does not count."""
    length, channels = x.shape
    places = (length + sum(pad) - size) // stride + 1
    y = np.zeros((places, channels))
    for place in range(places):
        for channel in range(channels):
            total, count = 0.0, 0
            for i in range(size):
                cell = place * stride + i - pad[0]
                if 0 <= cell < length:
                    total, count = total + float(x[cell, channel]), count + 1
            y[place, channel] = total / count
    return y
