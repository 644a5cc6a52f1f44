from torch import nn


class Repeat(nn.Module):
    """Each cell several times along each axis."""

    def __init__(self, size):
        super().__init__()
        self.size = size if isinstance(size, tuple) else (size,)

    def forward(self, x):
        for axis, times in enumerate(self.size, 2):
            x = x.repeat_interleave(times, axis)
        return x
