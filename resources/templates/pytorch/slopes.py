import torch
from torch import nn


class Slopes(nn.Module):
    """The value where it is positive, a learned part of it where it is not."""

    def __init__(self, shape):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        return torch.where(x > 0, x, self.weight * x)
