import torch
from torch import nn


class Bias(nn.Module):
    """A bias for each channel, over so many axes."""

    def __init__(self, channels, axes):
        super().__init__()
        self.bias, self.axes = nn.Parameter(torch.zeros(channels)), axes

    def forward(self, x):
        return x + self.bias.reshape(-1, *(1,) * self.axes)
