from keras import layers, ops


class MeanInside(layers.Layer):
    """The mean of the cells under each window; padding does not count."""

    def __init__(self, size, strides, pads, **words):
        super().__init__(**words)
        self.size, self.strides, self.pads = size, strides, pads

    def call(self, x):
        def means(cells):
            padded = ops.pad(cells, ((0, 0), *self.pads, (0, 0)))
            return ops.average_pool(padded, self.size, self.strides, "valid", data_format="channels_last")

        return means(x) / means(ops.ones_like(x))
