import numpy as np


def sparsemax(z):
    """The nearest shares of one: like softmax, with zeros (Martins and Astudillo, 2016)."""
    sorted_down = -np.sort(-z, axis=-1)
    excess = np.cumsum(sorted_down, axis=-1) - 1
    count = np.arange(1, z.shape[-1] + 1)
    kept = np.maximum((count * sorted_down > excess).sum(axis=-1, keepdims=True), 1)
    threshold = np.take_along_axis(excess, kept - 1, axis=-1) / kept
    return np.maximum(z - threshold, 0)
