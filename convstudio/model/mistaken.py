"""Wrong models that people take a convolution for, computed beside the right one.

Each gives, for one filter, the map that the wrong model makes; what it costs more or less stands beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.convolve import convolve
from convstudio.engine.explain import group_channels
from convstudio.engine.geometry import Geometry
from convstudio.nn.conv import Conv
from convstudio.nn.layer import Layer

Array = NDArray[Any]
BIAS_STEP = 0.1  # from one position to the next, where each has a bias of its own
TOLERANCE = 1e-5  # of the largest value: sums in another order differ by less


class Wrong(Enum):
    """What people get wrong."""

    FLAT = "flat"  # one flat kernel shared by all channels
    MAP_PER_CHANNEL = "map_per_channel"  # channels · filters maps
    FLIPPED = "flipped"  # the kernel turned around
    BIAS_PER_POSITION = "bias_per_position"
    NO_PADDING = "no_padding"
    OWN_SCALE = "own_scale"  # each map divided by its own largest value


@dataclass(frozen=True)
class Model:
    """One convolutional layer, and what reaches it.

    Attributes:
        x: `(rows, cols, channels)`.
        kernel: as it meets the patch, `(kernel rows, kernel cols, channels / groups, filters)`.
        bias: `(filters,)`, zeros where the layer has none.
        geometry: how the window slides.
        activation: its name.
        maps: what the layer gives, `(rows, cols, filters)`.
    """

    x: Array
    kernel: Array
    bias: Array
    geometry: Geometry
    activation: str
    maps: Array

    @property
    def work(self) -> int:
        """Multiply-adds for one map."""
        rows, cols = self.geometry.outputs
        return rows * cols * self.kernel[..., 0].size * (1 if self._apart else self.kernel.shape[3])

    @property
    def _apart(self) -> bool:
        return ACTIVATIONS[self.activation].elementwise

    def map_of(self, filter: int) -> Array:
        """Compute the map of one filter, `(rows, cols)`, as the layer would."""
        if not self._apart:
            sums = convolve(self.x[None], self.kernel, self.bias, self.geometry)
            return np.asarray(ACTIVATIONS[self.activation](sums)[0, :, :, filter])
        channels = group_channels(filter, self.x.shape[2], self.kernel)
        seen = self.x[None, :, :, channels.start : channels.stop]
        one = slice(filter, filter + 1)
        sums = convolve(seen, self.kernel[..., one], self.bias[one], self.geometry)
        return np.asarray(ACTIVATIONS[self.activation](sums)[0, :, :, 0])


@dataclass(frozen=True)
class Comparison:
    """The right and the wrong map of one filter.

    Attributes:
        right: `(rows, cols)`.
        wrong: `(rows, cols)`, perhaps of another size; None where the wrong model has no map at all.
        first: the first cell, in the order of the walk, where they differ; None where they agree as far as
            both go.
    """

    right: Array
    wrong: Array | None
    first: tuple[int, int] | None

    @property
    def numbers(self) -> tuple[float, float] | None:
        """The right and the wrong value of the first cell where they differ."""
        if self.first is None or self.wrong is None:
            return None
        return float(self.right[self.first]), float(self.wrong[self.first])


def compare(model: Model, mistake: Wrong, filter: int, channel: int) -> Comparison:
    """Compute a wrong model beside the right one.

    Args:
        model: the right one.
        mistake: what is wrong.
        filter: whose map, from 0.
        channel: which slice of the filter, from 0, where each channel has a map of its own.
    """
    right = model.maps[:, :, filter]
    wrong = _WRONG[mistake](model, filter, channel)
    return Comparison(right, wrong, None if wrong is None else first_difference(right, wrong))


def first_difference(right: Array, wrong: Array) -> tuple[int, int] | None:
    """The first cell, row by row, that is not the same in both; where sizes differ, of what both have."""
    rows, cols = min(right.shape[0], wrong.shape[0]), min(right.shape[1], wrong.shape[1])
    one, other = right[:rows, :cols].astype(np.float64), wrong[:rows, :cols].astype(np.float64)
    with np.errstate(invalid="ignore"):
        finite = np.abs(np.where(np.isfinite(one), one, 0))
        slack = TOLERANCE * max(1e-30, float(finite.max(initial=0)))
        differs = ~(np.isclose(one, other, rtol=TOLERANCE, atol=slack, equal_nan=True))
    places = np.argwhere(differs)
    return (int(places[0, 0]), int(places[0, 1])) if len(places) else None


def _flat(model: Model, filter: int, channel: int) -> Array:
    flat = np.repeat(model.kernel[:, :, :1], model.kernel.shape[2], axis=2)
    return replace(model, kernel=flat).map_of(filter)


def _map_per_channel(model: Model, filter: int, channel: int) -> Array:
    only = np.zeros_like(model.kernel)
    only[:, :, channel] = model.kernel[:, :, channel]
    return replace(model, kernel=only).map_of(filter)


def _flipped(model: Model, filter: int, channel: int) -> Array:
    return replace(model, kernel=model.kernel[::-1, ::-1]).map_of(filter)


def _bias_per_position(model: Model, filter: int, channel: int) -> Array:
    linear = replace(model, activation="linear").map_of(filter)
    own = BIAS_STEP * np.arange(linear.size, dtype=linear.dtype).reshape(linear.shape)
    activation = ACTIVATIONS[model.activation]
    return np.asarray(activation(linear + own)) if activation.elementwise else linear + own


def _no_padding(model: Model, filter: int, channel: int) -> Array | None:
    rows, cols = model.geometry.rows, model.geometry.cols
    kernel, input = (rows.kernel, cols.kernel), model.x.shape[:2]
    strides, dilation = (rows.stride, cols.stride), (rows.dilation, cols.dilation)
    try:
        geometry = Geometry.build(input, kernel, strides, dilation, "valid")
    except ValueError:
        return None
    return replace(model, geometry=geometry).map_of(filter)


def _own_scale(model: Model, filter: int, channel: int) -> Array:
    right = model.maps[:, :, filter]
    largest = float(np.abs(right).max(initial=0))
    return right / largest if largest > 0 else right


_WRONG: Mapping[Wrong, Callable[[Model, int, int], Array | None]] = MappingProxyType(
    {
        Wrong.FLAT: _flat,
        Wrong.MAP_PER_CHANNEL: _map_per_channel,
        Wrong.FLIPPED: _flipped,
        Wrong.BIAS_PER_POSITION: _bias_per_position,
        Wrong.NO_PADDING: _no_padding,
        Wrong.OWN_SCALE: _own_scale,
    }
)


def model_of(layer: Layer | None, geometry: Geometry | None, x: Array | None, maps: Array) -> Model | None:
    """The right model of a layer with filters, its input and maps (rows, cols, channels); None of others."""
    if not isinstance(layer, Conv) or geometry is None or x is None:
        return None
    kernel = layer.engine_kernel()
    bias = np.zeros(kernel.shape[3], kernel.dtype) if layer.bias is None else layer.bias
    return Model(x, kernel, bias, geometry, layer.activation, maps)
