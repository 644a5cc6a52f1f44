from torch import nn


class Apply(nn.Module):
    """A function of each value."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)
