"""A convolution with ReLU and the max pooling after it, in training, as one convolution."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import activate
from convstudio.engine.gradient_weights import (
    bias_gradient,
    convolve_batch,
    input_gradient,
    weight_gradient,
)
from convstudio.engine.joint_window import JointWindow, joint_window
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Array
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pool_first import PoolFirst
from convstudio.nn.pooling import Pool
from convstudio.nn.shapes import Shape

FEW = 4  # input channels: with more of them the larger products take longer than the copies they save


class _Kept(NamedTuple):
    """The window of both, the kernel in it, the unfolded windows, and the winners of each place."""

    window: JointWindow
    kernel: Array
    columns: Array | None
    won: list[NDArray[np.bool_]]


class JointPool(PoolFirst):
    """What `PoolFirst` does, with one window for both where that is quicker."""

    layer: Filtering

    def __init__(self, layer: Filtering, pool: Pool) -> None:
        super().__init__(layer, pool)

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """Sums for each place of the pooling, the largest of them, and ReLU."""
        window = self._window(input_shape)
        if window is None:
            return super().train_forward(x, input_shape, random)
        kernel = window.kernel(self.layer.engine_kernel())
        maps, columns = convolve_batch(x, kernel, window.geometry)
        sums = maps.reshape(*maps.shape[:3], len(window.places), -1)  # shares memory
        if self.layer.bias is not None:
            sums += self.layer.bias
        largest = sums.max(axis=3)
        unclaimed, won = largest > 0, []
        for place in range(len(window.places)):
            won.append(sums[..., place, :] == largest)
            won[-1] &= unclaimed
            unclaimed ^= won[-1]
        return Learned(activate("relu", largest), _Kept(window, kernel, columns, won))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """To the largest of the places where that is above 0, and on to weights and input."""
        if not isinstance(memory, _Kept):
            return super().train_backward(x, memory, gradient, input_shape, wants_input)
        window, kernel, columns, won = memory
        by_maps = _spread(gradient, won)
        found = weight_gradient(x, by_maps, kernel, window.geometry, columns)
        weights = self.layer.by_kernel(window.kernel_gradient(found))
        if self.layer.bias is not None:
            weights["bias"] = bias_gradient(by_maps).reshape(len(won), -1).sum(axis=0)
        by_input = input_gradient(by_maps, kernel, window.geometry, x.shape[3]) if wants_input else None
        return Returned(by_input, weights)

    def _window(self, input_shape: Shape) -> JointWindow | None:
        channels = input_shape[-1]
        if channels > FEW or self.layer.channels_seen(channels) != channels:
            return None
        pooling = self.pool.window(self.layer.output_shape_for(input_shape))
        return joint_window(self.layer.geometry(input_shape), pooling)


def _spread(gradient: Array, won: list[NDArray[np.bool_]]) -> Array:
    """The gradient by the maps of all places, (batch, rows, cols, places x filters), batch last in memory."""
    batch, rows, cols, filters = gradient.shape
    error = np.ascontiguousarray(gradient.transpose(3, 1, 2, 0))
    maps = np.empty((len(won), filters, rows, cols, batch), gradient.dtype)
    for out, mine in zip(maps, won, strict=True):
        np.multiply(error, mine.transpose(3, 1, 2, 0), out=out)
    return maps.reshape(-1, rows, cols, batch).transpose(3, 1, 2, 0)
