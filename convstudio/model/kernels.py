"""The weights of a layer as the views look at them: for each filter a slice for each channel that it sees.

Every kind of layer orders its weights in its own way; here all are (rows, cols, slices, filters), 1-D as one
row. The views of arrays share their memory; `place_of` says where a weight stands in Keras' array.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import LayerPart
from convstudio.model.flat import folded
from convstudio.nn.conv import Conv
from convstudio.nn.dense import Dense
from convstudio.nn.depthwise import DepthwiseConv
from convstudio.nn.layer import Layer
from convstudio.nn.registry import LAYERS
from convstudio.nn.separable import SeparableConv
from convstudio.nn.transpose import ConvTranspose

KINDS = ("Conv1D", "Conv2D")  # layers whose weights have the filter as their last axis
Array = NDArray[Any]
_View = Callable[[Array, Mapping[str, Any]], Array]


def kernel_of(part: LayerPart) -> NDArray[np.floating] | None:
    """The kernel (rows, cols, slices of a filter, filters); None where there is none, or it is disabled."""
    view = _view_of(part)
    if view is None or not part.weights or not part.enabled:
        return None
    return view(part.weights[0], part.config)


def place_of(part: LayerPart, row: int, col: int, slice: int, filter: int) -> tuple[int, ...]:
    """Where a weight of `kernel_of` stands in the layer's first array, as Keras has it.

    Raises:
        ValueError: the layer has no kernel.
    """
    view = _view_of(part)
    if view is None:
        raise ValueError(f"this {part.kind} has no kernel")
    shape = part.weights[0].shape
    places = view(np.arange(part.weights[0].size).reshape(shape), part.config)
    return tuple(int(place) for place in np.unravel_index(places[row, col, slice, filter], shape))


def with_slices(part: LayerPart, filter: int | slice, weights: Array) -> Array:
    """The layer's first array with other weights (rows, cols, slices) for one filter of `kernel_of`.

    A slice of filters takes weights (rows, cols, slices, filters).

    Raises:
        ValueError: the layer has no kernel.
    """
    view = _view_of(part)
    if view is None:
        raise ValueError(f"this {part.kind} has no kernel")
    array = part.weights[0].copy()
    view(array, part.config)[..., filter] = weights
    return array


def bias_of(part: LayerPart) -> NDArray[np.floating] | None:
    """The bias of each filter; None where the layer has none, or is disabled."""
    has_bias = part.config.get("use_bias") and len(part.weights) > 1 and part.enabled
    return part.weights[-1] if has_bias else None


def channels_of_filter(part: LayerPart, filter: int) -> Sequence[int]:
    """Which input channel each slice of a filter is for."""
    kernel = kernel_of(part)
    if kernel is None:
        return range(0)
    slices, filters = kernel.shape[2:]
    kind, multiplier = LAYERS[part.kind], int(part.config.get("depth_multiplier", 1))
    if issubclass(kind, DepthwiseConv):
        return (filter // multiplier,)
    if issubclass(kind, SeparableConv):
        return tuple(number // multiplier for number in range(slices))
    group = filter // (filters // int(part.config.get("groups", 1)))
    return range(group * slices, (group + 1) * slices)


def is_dense(part: LayerPart) -> bool:
    """Whether every input of a layer has a weight for every output."""
    return issubclass(LAYERS.get(part.kind, Layer), Dense)


def _view_of(part: LayerPart) -> _View | None:
    kind = LAYERS.get(part.kind, Layer)
    return next((view for family, view in _VIEWS.items() if issubclass(kind, family)), None)


def _grid(array: Array) -> Array:
    """A line of weights as one row."""
    return array if array.ndim == 4 else array[np.newaxis]


def _conv(array: Array, config: Mapping[str, Any]) -> Array:
    return _grid(array)


def _depthwise(array: Array, config: Mapping[str, Any]) -> Array:
    grid = _grid(array)
    return grid.reshape(*grid.shape[:2], 1, -1)


def _separable(array: Array, config: Mapping[str, Any]) -> Array:
    """The windows on the channels: every filter mixes the same ones, so all filters share this memory."""
    grid = _grid(array)
    windows = grid.reshape(*grid.shape[:2], -1, 1)
    strides = (*windows.strides[:3], 0)
    return np.lib.stride_tricks.as_strided(windows, (*windows.shape[:3], int(config["filters"])), strides)


def _transposed(array: Array, config: Mapping[str, Any]) -> Array:
    return _grid(array).swapaxes(2, 3)


def _dense(array: Array, config: Mapping[str, Any]) -> Array:
    """The weights of each unit, folded as the vector is that they meet."""
    inputs, units = array.shape
    return array.reshape(*folded(inputs), 1, units)


_VIEWS: Mapping[type[Layer], _View] = {
    Conv: _conv,
    DepthwiseConv: _depthwise,
    SeparableConv: _separable,
    ConvTranspose: _transposed,
    Dense: _dense,
}
