import torch
from torch import nn


class Blend(nn.Module):
    """Each value from the two nearest cells along both axes, with places in float64."""

    def __init__(self, size):
        super().__init__()
        self.size = size if isinstance(size, tuple) else (size, size)

    def forward(self, x):
        for axis, times in enumerate(self.size, 2):
            last = x.shape[axis] - 1
            places = (torch.arange((last + 1) * times, dtype=torch.float64) + 0.5) / times - 0.5
            first = places.floor().long()
            share = (places - first).to(x.dtype).reshape(-1, *(1,) * (3 - axis))
            near = x.index_select(axis, first.clamp(0, last))
            x = near * (1 - share) + x.index_select(axis, (first + 1).clamp(0, last)) * share
        return x
