"""All arrays of weights of a layer, each as a grid to look at and to edit, and which numbers they take.

A layer with a kernel shows that first, as `kernels` has it; its bias has a field of its own. All grids are
(rows, cols, slices, filters): a slice is shown at a time, and one for each filter where each has its own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.files.project import LayerPart
from convstudio.model.flat import folded, place_in
from convstudio.model.kernels import kernel_of, place_of
from convstudio.nn.conv import Conv
from convstudio.nn.dense import Dense
from convstudio.nn.depthwise import DepthwiseConv
from convstudio.nn.layer import Layer
from convstudio.nn.normalization import WEIGHTS, BatchNormalization
from convstudio.nn.prelu import PReLU
from convstudio.nn.registry import LAYERS
from convstudio.nn.separable import SeparableConv
from convstudio.nn.transpose import ConvTranspose

Array = NDArray[Any]
KERNELS = (Conv, DepthwiseConv, SeparableConv, ConvTranspose, Dense)
_LARGEST = float(np.finfo(np.float32).max)


def array_names(part: LayerPart) -> tuple[str, ...]:
    """What the arrays that can be looked at are called, as Keras has it, in the order of the weights.

    The bias behind a kernel is not among them. Empty for a layer that is disabled or has no weights.
    """
    if not part.weights or not part.enabled:
        return ()
    kind = LAYERS.get(part.kind, Layer)
    if issubclass(kind, SeparableConv):
        return "depthwise_kernel", "pointwise_kernel"
    if issubclass(kind, BatchNormalization):
        used = {"gamma": part.config.get("scale", True), "beta": part.config.get("center", True)}
        return tuple(name for name in WEIGHTS if used.get(name, True))
    if issubclass(kind, PReLU):
        return ("alpha",)
    return ("kernel",) if kernel_of(part) is not None else ()


def array_grid(part: LayerPart, number: int) -> Array | None:
    """Array `number` of a layer as (rows, cols, slices, filters); None where there is no such array.

    It shares the memory of the weights.
    """
    if number >= len(array_names(part)):
        return None
    return kernel_of(part) if _is_kernel(part, number) else _view_of(part, number)(part.weights[number])


def array_place(part: LayerPart, number: int, row: int, col: int, slice: int, filter: int) -> tuple[int, ...]:
    """Where a weight of `array_grid` stands in array `number`, as Keras has it.

    Raises:
        ValueError: there is no such array.
    """
    if _is_kernel(part, number):
        return place_of(part, row, col, slice, filter)
    if number >= len(array_names(part)):
        raise ValueError(f"this {part.kind} has no array number {number}, from 0")
    array = part.weights[number]
    places = _view_of(part, number)(np.arange(array.size).reshape(array.shape))
    place = places[row, col, slice, min(filter, places.shape[3] - 1)]
    return tuple(int(index) for index in np.unravel_index(place, array.shape))


def with_grid(part: LayerPart, number: int, filter: int, weights: Array) -> Array:
    """Array `number`, not the kernel, with other weights (rows, cols, slices) for what is in hand."""
    array = part.weights[number].copy()
    grid = _view_of(part, number)(array)
    grid[..., min(filter, grid.shape[3] - 1)] = weights
    return array


def has_filters(part: LayerPart, number: int) -> bool:
    """Whether each filter has weights of its own in an array."""
    return _is_kernel(part, number) or array_names(part)[number : number + 1] == ("pointwise_kernel",)


def cell_of_map(part: LayerPart, number: int, map: int) -> tuple[int, int] | None:
    """(row, col) of the number for a map, in an array that has one for each; else None."""
    grid = array_grid(part, number)
    if grid is None or has_filters(part, number) or grid.shape[2] > 1 or map >= grid.size:
        return None
    return place_in(grid.size, map)


def filters_at(part: LayerPart, number: int, where: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """The filters to which places of array `number`, as one flat line, belong; None if all share them."""
    kind, shape = LAYERS.get(part.kind, Layer), part.weights[number].shape
    if not issubclass(kind, KERNELS):
        return None
    places: NDArray[np.intp] = np.asarray(where)
    if part.config.get("use_bias", True) and number == len(part.weights) - 1 > 0:
        return places
    if issubclass(kind, SeparableConv):
        return None if number == 0 else np.asarray(places % shape[-1])
    if issubclass(kind, DepthwiseConv):
        return np.asarray(places % (shape[-2] * shape[-1]))
    if issubclass(kind, ConvTranspose):
        return np.asarray(places // shape[-1] % shape[-2])
    return np.asarray(places % shape[-1])


def check_numbers(part: LayerPart, number: int, values: ArrayLike) -> None:
    """Refuse what array `number` of a layer cannot hold.

    Raises:
        ValueError: a value is no finite number of float32, or a variance below 0.
    """
    given = np.asarray(values, np.float64).ravel()
    bad = given[~(np.abs(given) <= _LARGEST)]
    if bad.size:
        raise ValueError(f"a value is a finite number of float32, not {bad[0]!s}")
    names: Sequence[str] = array_names(part)
    if number < len(names) and names[number] == "moving_variance" and given.size and given.min() < 0:
        raise ValueError(f"a variance is 0 or more, not {given.min():g}")


def _is_kernel(part: LayerPart, number: int) -> bool:
    return number == 0 and kernel_of(part) is not None


def _view_of(part: LayerPart, number: int) -> Callable[[Array], Array]:
    if issubclass(LAYERS.get(part.kind, Layer), SeparableConv):
        return _mixture
    return _planes


def _mixture(array: Array) -> Array:
    """What each filter takes of each channel, folded as vectors are."""
    maps, filters = array.shape[-2:]
    return array.reshape(*folded(maps), 1, filters)


def _planes(array: Array) -> Array:
    """Numbers for channels, folded as vectors are; for cells, each channel as a slice."""
    if array.size == array.shape[-1]:
        return array.reshape(*folded(array.size), 1, 1)
    return array.reshape(-1, *array.shape[-2:], 1)
