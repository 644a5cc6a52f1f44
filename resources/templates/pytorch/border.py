import numpy as np
import torch
from torch import nn


class Border(nn.Module):
    """Cells of the input itself around it, by a mode of `np.pad`."""

    def __init__(self, pads, mode):
        super().__init__()
        self.pads, self.mode = pads, mode

    def forward(self, x):
        for axis, pad in enumerate(self.pads, 2):
            cells = np.pad(np.arange(x.shape[axis]), pad, mode=self.mode)
            x = x.index_select(axis, torch.tensor(cells))
        return x
