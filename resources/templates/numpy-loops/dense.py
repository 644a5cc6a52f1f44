import numpy as np


def dense(x, kernel):
    """Products of all channels with the weights (channels, units), summed up, at each place."""
    channels, units = kernel.shape
    y = np.zeros((*x.shape[:-1], units))
    for place in np.ndindex(x.shape[:-1]):
        for unit in range(units):
            total = 0.0
            for channel in range(channels):
                total += float(x[(*place, channel)]) * float(kernel[channel, unit])
            y[(*place, unit)] = total
    return y
