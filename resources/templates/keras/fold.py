import numpy as np
from keras import layers, ops


class Fold(layers.Layer):
    """What stands beyond the edges is added to the cells inside that the border puts there."""

    def __init__(self, pads, lengths, mode, **words):
        super().__init__(**words)
        self.pads, self.lengths, self.mode = pads, lengths, mode

    def call(self, x):
        for axis, (pad, length) in enumerate(zip(self.pads, self.lengths), 1):
            cells = np.pad(np.arange(length), pad, mode=self.mode)[: x.shape[axis]]
            inside = ops.cast(cells[:, None] == np.arange(length), x.dtype)
            x = ops.moveaxis(ops.tensordot(x, inside, axes=[[axis], [0]]), -1, axis)
        return x
