import numpy as np


def softmax(z, axis=-1):
    """exp of each value over the sum of exp along an axis, or along several."""
    growth = np.exp(z - z.max(axis=axis, keepdims=True))
    return growth / growth.sum(axis=axis, keepdims=True)
