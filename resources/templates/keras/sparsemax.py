from keras import ops


def sparsemax(z):
    """The nearest shares of one: like softmax, with zeros (Martins and Astudillo, 2016)."""
    sorted_down = -ops.sort(-z, axis=-1)
    excess = ops.cumsum(sorted_down, axis=-1) - 1
    count = ops.arange(1, z.shape[-1] + 1, dtype=z.dtype)
    kept = ops.sum(ops.cast(count * sorted_down > excess, z.dtype), axis=-1, keepdims=True)
    threshold = ops.sum(ops.where(count == kept, excess, 0), axis=-1, keepdims=True) / kept
    return ops.maximum(z - threshold, 0)
