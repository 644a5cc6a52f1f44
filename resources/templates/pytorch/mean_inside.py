import torch
from torch import nn
from torch.nn import functional as F


class MeanInside(nn.Module):
    """The mean of the cells under each window; padding does not count."""

    def __init__(self, size, stride, pads):
        super().__init__()
        self.pool = (nn.AvgPool1d if len(pads) == 1 else nn.AvgPool2d)(size, stride)
        self.edges = [cells for pad in reversed(pads) for cells in pad]

    def forward(self, x):
        return self.pool(F.pad(x, self.edges)) / self.pool(F.pad(torch.ones_like(x), self.edges))
