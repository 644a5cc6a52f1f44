"""Which cells and errors the weights of a layer meet: grids of weights, ready to be walked through.

A convolution has a grid for each slice of each filter; other arrays have one for each unit, or a single one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import group_channels
from convstudio.engine.geometry import Geometry, Pair
from convstudio.engine.gradient_walk import GradientWalk, Meetings, PlaceMeetings, WindowMeetings
from convstudio.nn.dense import Dense
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Layer
from convstudio.nn.normalization import BatchNormalization
from convstudio.nn.prelu import PReLU
from convstudio.nn.separable import SeparableConv
from convstudio.nn.shapes import from_planar
from convstudio.nn.training_pass import TrainingPass
from convstudio.nn.transpose import ConvTranspose

Array = NDArray[Any]
Fold = Callable[[int], Pair]


@dataclass(frozen=True, eq=False)
class WeightGrid:
    """Weights that are looked at together.

    Attributes:
        name: of the array.
        numbers: (rows, cols), where each weight stands in the flat array.
        walk: the gradient of all of them, position by position.
        cells: planes (batch, rows, cols, channels) in which the cells stand; None: every cell is a 1.
        errors: planes (batch, rows, cols, filters) in which the errors stand.
        channel: that of the cells; None: each weight has its own, in the order of the grid.
        filter: the channel of the errors; None likewise.
        geometry: how the window slides; None where each weight meets one cell at each place.
        on_errors: the window slides over the errors, and at its place stands a cell.
    """

    name: str
    numbers: NDArray[np.intp]
    walk: GradientWalk
    cells: Array | None
    errors: Array
    channel: int | None = None
    filter: int | None = None
    geometry: Geometry | None = None
    on_errors: bool = False

    def picked(self, array: Array) -> Array:
        """The numbers of an array of weights, or of its gradient, as the grid has them."""
        return array.reshape(-1)[self.numbers]


def one_row(count: int) -> Pair:
    """Weights that have no rows and columns, side by side."""
    return 1, count


def array_names(layer: Layer) -> tuple[str, ...]:
    """The arrays of weights that a layer learns."""
    return tuple(layer.trained_weights)


def grids_of(layer: Layer, name: str) -> Pair:
    """How many filters, or units, have grids of their own in an array, and how many slices each has."""
    array = layer.trained_weights[name]
    if name == "kernel" and isinstance(layer, Filtering):
        return layer.grouped_kernel().shape[3], layer.grouped_kernel().shape[2]
    if name == "kernel" and isinstance(layer, ConvTranspose):
        return array.shape[-2], array.shape[-1]
    if name == "depthwise_kernel":
        return array.shape[-1] * array.shape[-2], 1
    return (array.shape[-1], 1) if name in ("kernel", "pointwise_kernel") else (1, 1)


def weight_grid(
    training: TrainingPass, number: int, name: str, filter: int = 0, slice: int = 0, fold: Fold = one_row
) -> WeightGrid:
    """The weights of one slice of a filter, of a unit, or of an array without either.

    Args:
        training: in which the weights are to be followed.
        number: of the layer, from 0.
        name: one of `array_names`.
        filter, slice: see `grids_of`.
        fold: rows and columns for so many weights that have none.

    Raises:
        ValueError: there is no such grid.
    """
    layer = training.layers[number]
    if name not in layer.trained_weights:
        raise ValueError(f"{layer.name} learns {array_names(layer)}. Received: {name!r}")
    filters, slices = grids_of(layer, name)
    if not (0 <= filter < filters and 0 <= slice < slices):
        raise ValueError(f"{name} has {filters} x {slices} grids. Received: filter={filter}, slice={slice}")
    if name == "bias":
        return _bias(training, number, fold)
    if isinstance(layer, SeparableConv):
        return _separable(training, number, layer, name, filter, fold)
    if isinstance(layer, Filtering):
        return _filtering(training, number, layer, filter, slice)
    if isinstance(layer, ConvTranspose):
        return _transposed(training, number, layer, filter, slice)
    if isinstance(layer, Dense):
        return _mixture(
            training.levels[number], training.error_before(number), layer.kernel, name, filter, fold
        )
    if isinstance(layer, BatchNormalization | PReLU):
        return _elementwise(training, number, layer, name, fold)
    raise ValueError(f"The weights {name!r} of {layer.name} are not explained")


def _filtering(training: TrainingPass, number: int, layer: Filtering, filter: int, slice: int) -> WeightGrid:
    kernel, cells = layer.grouped_kernel(), training.levels[number]
    channel = group_channels(filter, cells.shape[3], kernel)[slice]
    geometry, errors = layer.geometry(training.shapes[number]), training.error_before(number)
    meetings = WindowMeetings(cells[..., channel], errors[..., filter], geometry, layer.flip)
    return WeightGrid(
        "kernel",
        _numbers(kernel.shape)[:, :, slice, filter],
        GradientWalk(meetings),
        cells,
        errors,
        channel,
        filter,
        geometry,
    )


def _transposed(
    training: TrainingPass, number: int, layer: ConvTranspose, filter: int, slice: int
) -> WeightGrid:
    cells, errors = training.levels[number], training.error_before(number)
    geometry = layer.turned_around(training.shapes[number])
    meetings = WindowMeetings(errors[..., filter], cells[..., slice], geometry, layer.flip, on_errors=True)
    numbers = _numbers(layer.engine_kernel().shape)[:, :, filter, slice]
    return WeightGrid(
        "kernel", numbers, GradientWalk(meetings), cells, errors, slice, filter, geometry, on_errors=True
    )


def _separable(
    training: TrainingPass, number: int, layer: SeparableConv, name: str, filter: int, fold: Fold
) -> WeightGrid:
    middle, errors = training.memories[number][1][0], training.error_before(number)
    mixture = layer.trained_weights["pointwise_kernel"].reshape(-1, layer.filters)
    if name == "pointwise_kernel":
        return _mixture(middle, errors, mixture, name, filter, fold)
    cells, geometry = training.levels[number], layer.geometry(training.shapes[number])
    by_middle, channel = errors @ mixture.T, filter // layer.depth_multiplier
    meetings = WindowMeetings(cells[..., channel], by_middle[..., filter], geometry, layer.flip)
    kernel = layer.trained_weights[name]
    numbers = _numbers((geometry.rows.kernel, geometry.cols.kernel, kernel.shape[-2] * kernel.shape[-1]))
    walk = GradientWalk(meetings)
    return WeightGrid(name, numbers[:, :, filter], walk, cells, by_middle, channel, filter, geometry)


def _mixture(cells: Array, errors: Array, weights: Array, name: str, unit: int, fold: Fold) -> WeightGrid:
    """Weights (channels, units) that mix the channels of each place."""
    shape = fold(len(weights))
    meetings = PlaceMeetings(cells, errors[..., unit : unit + 1], shape)
    numbers = _numbers(weights.shape)[:, unit].reshape(shape)
    return WeightGrid(name, numbers, GradientWalk(meetings), cells, errors, None, unit)


def _bias(training: TrainingPass, number: int, fold: Fold) -> WeightGrid:
    errors = training.error_before(number)
    shape = fold(errors.shape[3])
    walk = GradientWalk(PlaceMeetings(np.ones((1, 1, 1, 1)), errors, shape))
    return WeightGrid("bias", _numbers(shape), walk, None, errors)


def _elementwise(
    training: TrainingPass, number: int, layer: BatchNormalization | PReLU, name: str, fold: Fold
) -> WeightGrid:
    """Weights that share the values of some axes: the others are the places."""
    errors = training.errors[number + 1]
    cells = _met_by(training, number, layer, name)
    shape, weights = training.shapes[number], layer.trained_weights[name]
    if isinstance(layer, BatchNormalization):
        own = [layer.axis - 1 if layer.axis > 0 else len(shape) + layer.axis]
    else:
        own = [axis for axis, size in enumerate(weights.shape) if size == shape[axis]]
    planes = [
        _own_last(from_planar(part, shape), own) for part in (np.broadcast_to(cells, errors.shape), errors)
    ]
    grid = fold(weights.size)
    meetings: Meetings = PlaceMeetings(planes[0], planes[1], grid)
    seen = None if name == "beta" else planes[0]
    return WeightGrid(name, _numbers(grid), GradientWalk(meetings), seen, planes[1])


def _met_by(training: TrainingPass, number: int, layer: BatchNormalization | PReLU, name: str) -> Array:
    """What gamma (the normalised value), beta (1) and a slope (the value below 0) are multiplied by."""
    if isinstance(layer, PReLU):
        return np.minimum(training.levels[number], 0)
    if name == "beta":
        return np.ones((1, 1, 1, 1))
    normal: Array = training.memories[number][0]
    return normal.reshape(training.levels[number].shape)


def _own_last(values: Array, own: list[int]) -> Array:
    """Keras arrays (batch, ...) as (batch, rows, cols, weights); `own` are the axes of the weights."""
    axes = [axis + 1 for axis in own]
    rest = [axis for axis in range(1, values.ndim) if axis not in axes]
    turned = values.transpose(0, *rest, *axes)
    sizes = (1, 1, *(values.shape[axis] for axis in rest))
    rows = int(np.prod(sizes[:-1]))
    return turned.reshape(len(values), rows, sizes[-1], -1)


def _numbers(shape: tuple[int, ...]) -> NDArray[np.intp]:
    return np.arange(np.prod(shape, dtype=np.intp)).reshape(shape)
