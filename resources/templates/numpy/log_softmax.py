import numpy as np


def log_softmax(z):
    """The logarithm of the shares of the channels."""
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
