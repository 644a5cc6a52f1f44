import numpy as np
import torch
from torch import nn


class Fold(nn.Module):
    """What stands beyond the edges is added to the cells inside that the border puts there."""

    def __init__(self, pads, lengths, mode):
        super().__init__()
        self.pads, self.lengths, self.mode = pads, lengths, mode

    def forward(self, x):
        for axis, (pad, length) in enumerate(zip(self.pads, self.lengths), 2):
            cells = np.pad(np.arange(length), pad, mode=self.mode)[: x.shape[axis]]
            inside = x.new_zeros(*x.shape[:axis], length, *x.shape[axis + 1 :])
            x = inside.index_add(axis, torch.tensor(cells), x)
        return x
