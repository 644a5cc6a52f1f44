import torch
from torch import nn


class SoftmaxOver(nn.Module):
    """exp of each value over the sum of exp along several axes."""

    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        growth = torch.exp(x - x.amax(self.dims, keepdim=True))
        return growth / growth.sum(self.dims, keepdim=True)
