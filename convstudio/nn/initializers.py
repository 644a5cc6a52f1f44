"""The numbers that weights start with, by Keras' names."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.nn.shapes import Shape

Array = NDArray[Any]
_TRUNCATED_STDDEV = 0.8796256610342398  # of a standard normal distribution cut off at 2


def initialize(name: str, shape: Shape, random: np.random.Generator) -> Array:
    """Fresh weights in float64.

    Args:
        name: one of INITIALIZERS.
        shape: of the weights; (..., inputs, outputs) where the scale depends on how many there are.
        random: where the numbers come from.
    """
    return INITIALIZERS[name](shape, random)


def fans(shape: Shape) -> tuple[float, float]:
    """How many inputs reach an output, and how many outputs an input reaches, as Keras counts them."""
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


def _constant(value: float) -> Callable[[Shape, np.random.Generator], Array]:
    return lambda shape, random: np.full(shape, value)


def _uniform(limit: Callable[[float, float], float]) -> Callable[[Shape, np.random.Generator], Array]:
    def draw(shape: Shape, random: np.random.Generator) -> Array:
        reach = limit(*fans(shape))
        return random.uniform(-reach, reach, shape)

    return draw


def _normal(stddev: Callable[[float, float], float]) -> Callable[[Shape, np.random.Generator], Array]:
    def draw(shape: Shape, random: np.random.Generator) -> Array:
        values = random.standard_normal(shape)
        while (outside := np.abs(values) > 2).any():
            values[outside] = random.standard_normal(int(outside.sum()))
        return values * (stddev(*fans(shape)) / _TRUNCATED_STDDEV)

    return draw


def _plain_normal(shape: Shape, random: np.random.Generator) -> Array:
    return random.normal(0, 0.05, shape)


# Glorot and Bengio (2010); He et al. (2015); LeCun et al. (1998)
INITIALIZERS: Mapping[str, Callable[[Shape, np.random.Generator], Array]] = MappingProxyType(
    {
        "glorot_uniform": _uniform(lambda inputs, outputs: math.sqrt(6 / (inputs + outputs))),
        "glorot_normal": _normal(lambda inputs, outputs: math.sqrt(2 / (inputs + outputs))),
        "he_uniform": _uniform(lambda inputs, outputs: math.sqrt(6 / inputs)),
        "he_normal": _normal(lambda inputs, outputs: math.sqrt(2 / inputs)),
        "lecun_uniform": _uniform(lambda inputs, outputs: math.sqrt(3 / inputs)),
        "lecun_normal": _normal(lambda inputs, outputs: math.sqrt(1 / inputs)),
        "random_uniform": _uniform(lambda inputs, outputs: 0.05),
        "random_normal": _plain_normal,
        "zeros": _constant(0.0),
        "ones": _constant(1.0),
    }
)
