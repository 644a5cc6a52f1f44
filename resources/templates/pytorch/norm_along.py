import torch
from torch import nn


class NormAlong(nn.Module):
    """Batch normalization with numbers for each place along one axis."""

    def __init__(self, size, axes_behind, eps):
        super().__init__()
        self.shape, self.eps = (size, *(1,) * axes_behind), eps
        self.weight, self.bias = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))
        self.register_buffer("running_mean", torch.zeros(size))
        self.register_buffer("running_var", torch.ones(size))

    def forward(self, x):
        mean, var, weight, bias = (
            numbers.reshape(self.shape)
            for numbers in (self.running_mean, self.running_var, self.weight, self.bias)
        )
        return (x - mean) / torch.sqrt(var + self.eps) * weight + bias
