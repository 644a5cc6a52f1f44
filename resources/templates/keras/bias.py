from keras import layers


class Bias(layers.Layer):
    """A bias for each channel."""

    def build(self, shape):
        self.bias = self.add_weight(shape=(shape[-1],), initializer="zeros")

    def call(self, x):
        return x + self.bias
