import numpy as np


def blend(x, size):
    """Enlarge x (rows, cols, channels): each value from the two nearest cells, along both axes."""
    for axis, times in enumerate(size):
        places = (np.arange(x.shape[axis] * times) + 0.5) / times - 0.5
        first = np.floor(places).astype(int)
        near = np.clip([first, first + 1], 0, x.shape[axis] - 1)
        share = (places - first).reshape(-1, *(1,) * (2 - axis))
        x = x.take(near[0], axis) * (1 - share) + x.take(near[1], axis) * share
    return x
