import torch
from torch import nn


class Sparsemax(nn.Module):
    """The nearest shares of one: like softmax, with zeros (Martins and Astudillo, 2016)."""

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, x):
        z = x.movedim(self.dim, -1)
        sorted_down = z.sort(dim=-1, descending=True).values
        excess = sorted_down.cumsum(dim=-1) - 1
        count = torch.arange(1, z.shape[-1] + 1)
        kept = (count * sorted_down > excess).sum(dim=-1, keepdim=True).clamp(min=1)
        threshold = excess.gather(-1, kept - 1) / kept
        return (z - threshold).clamp(min=0).movedim(-1, self.dim)
