"""Batch normalization: with the statistics of the batch in training, afterwards with those that it left."""

from typing import Any

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.nn import arguments
from convstudio.nn.layer import Array
from convstudio.nn.learning import Learned, Returned
from convstudio.nn.pointwise import Pointwise, broadcast_planes
from convstudio.nn.shapes import Shape, from_planar, is_whole, to_planar

WEIGHTS = ("gamma", "beta", "moving_mean", "moving_variance")


class BatchNormalization(Pointwise):
    """gamma · (value − mean) / √(variance + epsilon) + beta, with numbers for each channel.

    The weights are gamma, beta, mean and variance, each (channels,), without those that are switched off.

    Args:
        axis: which has numbers of its own for each of its places; the batch is 0, the channels are -1.
        momentum: how slowly training moves the statistics.
        epsilon: what is added to the variance.
        center: whether there is a beta.
        scale: whether there is a gamma.
        beta_initializer: what beta starts with.
        gamma_initializer: what gamma starts with.
        moving_mean_initializer: what the mean starts with.
        moving_variance_initializer: what the variance starts with.
        words: `name`, `dtype`, `input_shape`.

    Raises:
        ValueError: one of them is out of its range.
    """

    words = (
        "axis momentum epsilon center scale beta_initializer gamma_initializer moving_mean_initializer "
        "moving_variance_initializer"
    )

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: str = "zeros",
        gamma_initializer: str = "ones",
        moving_mean_initializer: str = "zeros",
        moving_variance_initializer: str = "ones",
        **words: Any,
    ) -> None:
        if not is_whole(axis) or axis == 0:
            raise ValueError(f"`axis` must be an axis other than the batch, 0. Received: axis={axis!r}")
        self.axis = int(axis)
        self.momentum = arguments.number(momentum, "momentum")
        self.epsilon = arguments.number(epsilon, "epsilon", least=0)
        self.center = arguments.truth(center, "center")
        self.scale = arguments.truth(scale, "scale")
        self.beta_initializer = arguments.initializer(beta_initializer, "beta_initializer")
        self.gamma_initializer = arguments.initializer(gamma_initializer, "gamma_initializer")
        self.moving_mean_initializer = arguments.initializer(
            moving_mean_initializer, "moving_mean_initializer"
        )
        self.moving_variance_initializer = arguments.initializer(
            moving_variance_initializer, "moving_variance_initializer"
        )
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """The formula, as a factor and an offset for each channel."""
        factor = self._factor(part, input_shape, box)
        offset = -self._planes("moving_mean", input_shape, box) * factor
        if self.center:
            offset = offset + self._planes("beta", input_shape, box)
        values: Array = part * factor + offset
        return values

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """The factor."""
        return np.broadcast_to(self._factor(part, input_shape, box), part.shape)

    def numbers(self, input_shape: Shape, row: int, col: int, filter: int) -> dict[str, str]:
        """Gamma, beta, mean and variance there."""
        place = Box(row, row + 1, col, col + 1)
        values = {name: self._planes(name, input_shape, place)[0, 0] for name in self._weights}
        return {name: f"{there[filter if there.size > 1 else 0]:g}" for name, there in values.items()}

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """That of the class, with numbers."""
        gamma = f"{numbers['gamma']} × " if self.scale else ""
        beta = f" + {numbers['beta']}" if self.center else ""
        spread = f"√({numbers['moving_variance']} + {self.epsilon:g})"
        return f"{gamma}({z} − {numbers['moving_mean']}) / {spread}{beta}"

    def train_forward(self, x: Array, input_shape: Shape, random: np.random.Generator) -> Learned:
        """With the mean and variance of the batch, which also move those of the layer by 1 − momentum.

        The variance is the mean of the squares, as in Keras. (PyTorch moves the layer's by a variance
        divided by n − 1, and its momentum is 1 minus this one.)
        """
        values = from_planar(x, input_shape)
        axes = self._shared_axes(input_shape)
        mean = values.mean(axis=axes, keepdims=True)
        centered = values - mean
        variance = np.square(centered).mean(axis=axes, keepdims=True)
        for name, found in (("moving_mean", mean), ("moving_variance", variance)):
            moving = self._weights[name]
            moving += (found.ravel() - moving) * moving.dtype.type(1 - self.momentum)
        scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        normal = centered * scale
        outputs = normal * self._along("gamma", input_shape) if self.scale else normal
        if self.center:
            outputs = outputs + self._along("beta", input_shape)
        return Learned(to_planar(outputs, input_shape), (normal, scale))

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """Through the mean and the variance too: the errors less their mean, and less their share of both.

        Source: Ioffe and Szegedy (2015), section 3.
        """
        normal, scale = memory
        errors = from_planar(gradient, input_shape)
        axes = self._shared_axes(input_shape)
        weights = {"gamma": (errors * normal).sum(axis=axes), "beta": errors.sum(axis=axes)}
        if self.scale:
            errors = errors * self._along("gamma", input_shape)
        common = errors.mean(axis=axes, keepdims=True)
        tilt = (errors * normal).mean(axis=axes, keepdims=True)
        returned = to_planar((errors - common - normal * tilt) * scale, input_shape)
        return Returned(returned, {name: weights[name] for name in self.trained_weights})

    @property
    def trained_weights(self) -> dict[str, Array]:
        """Gamma and beta."""
        return {name: self._weights[name] for name in ("gamma", "beta") if name in self._weights}

    def _factor(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """gamma / √(variance + epsilon) there, in the dtype of `part`."""
        variance = self._planes("moving_variance", input_shape, box)
        factor: Array = 1 / np.sqrt(variance + part.dtype.type(self.epsilon))
        return factor * self._planes("gamma", input_shape, box) if self.scale else factor

    def _planes(self, name: str, input_shape: Shape, box: Box) -> Array:
        return broadcast_planes(self._along(name, input_shape), input_shape, box)

    def _along(self, name: str, input_shape: Shape) -> Array:
        """Weights as they broadcast to a Keras shape."""
        sizes = [1] * len(input_shape)
        sizes[self._place(input_shape)] = -1
        return self._weights[name].reshape(sizes)

    def _shared_axes(self, input_shape: Shape) -> tuple[int, ...]:
        """The axes, batch included, over which mean and variance go."""
        own = self._place(input_shape) + 1
        return tuple(axis for axis in range(len(input_shape) + 1) if axis != own)

    def _place(self, input_shape: Shape) -> int:
        """The axis, counted in a shape without batch."""
        place = self.axis - 1 if self.axis > 0 else len(input_shape) + self.axis
        if not 0 <= place < len(input_shape):
            raise ValueError(f"`axis` must be an axis of (batch, *{input_shape}). Received: axis={self.axis}")
        return place

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        shape = (input_shape[self._place(input_shape)],)
        initializers = {name: getattr(self, f"{name}_initializer") for name in WEIGHTS}
        if not self.scale:
            del initializers["gamma"]
        if not self.center:
            del initializers["beta"]
        return {name: (shape, initializer) for name, initializer in initializers.items()}
