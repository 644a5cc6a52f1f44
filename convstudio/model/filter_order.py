"""Other filters in another order, and the layers after them, which go on to see what they saw."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import LayerPart
from convstudio.model.filter_bank import MOST_FILTERS
from convstudio.model.fitting import Shape, output_shape
from convstudio.model.kernels import KINDS
from convstudio.nn.registry import layer_from

Order = NDArray[np.intp]  # for each channel that there will be, the channel that it was
_CONVOLVING = ("Conv1D", "Conv2D", "Dense")
_DEPTHWISE = ("DepthwiseConv1D", "DepthwiseConv2D")
_SEPARABLE = ("SeparableConv1D", "SeparableConv2D")
_TRANSPOSED = ("Conv1DTranspose", "Conv2DTranspose")
_MIXING = (*_CONVOLVING, *_SEPARABLE, *_TRANSPOSED, "Reshape", "Permute")  # channels end here


def with_filters(
    layers: Sequence[LayerPart], number: int, order: Sequence[int], input_shape: Shape | None
) -> tuple[LayerPart, ...]:
    """Give a layer those of its filters that `order` names, in that order; later layers follow.

    Args:
        layers: all layers.
        number: which of them, from 0.
        order: numbers of filters, from 0; one that is missing goes, one that is named twice is there twice.
        input_shape: what reaches the layer, as Keras has it; None where that is not known.

    Raises:
        ValueError: the layer has no such filters, or cannot have so many; with groups: a filter would leave
            its group and see other channels.
    """
    part, taken = layers[number], np.asarray(order, np.intp)
    _check(part, taken)
    config = layer_from(part.kind, {**part.config, "filters": len(taken)}).get_config()
    weights = tuple(np.ascontiguousarray(array[..., taken]) for array in part.weights)
    new = dataclasses.replace(part, config={**config, "seed": part.config.get("seed")}, weights=weights)
    if input_shape is None:
        return (*layers[:number], new, *layers[number + 1 :])
    shape = output_shape(part, input_shape)
    return (*layers[:number], new, *_followers(layers[number + 1 :], shape, taken))


def duplicate_order(filters: int, groups: int, filter: int) -> list[int]:
    """Every filter, and the one of this number twice; with groups, its like in every group."""
    size = filters // groups
    return [n for n in range(filters) for _ in range(2 if n % size == filter % size else 1)]


def delete_order(filters: int, groups: int, filter: int) -> list[int]:
    """Every filter but the one of this number; with groups, but its like in every group."""
    size = filters // groups
    return [n for n in range(filters) if n % size != filter % size]


def move_order(filters: int, filter: int, to: int) -> list[int]:
    """Every filter, one of them at another place."""
    order = [n for n in range(filters) if n != filter]
    order.insert(to, filter)
    return order


def _check(part: LayerPart, order: Order) -> None:
    if part.kind not in KINDS or not part.weights:
        raise ValueError(f"a {part.kind} has no filters that could be put in another order")
    filters, groups = part.weights[0].shape[-1], int(part.config.get("groups", 1))
    if not order.size or (len(order) > MOST_FILTERS and len(order) > filters):
        raise ValueError(f"a layer has 1 to {MOST_FILTERS} filters, not {len(order)}")
    if order.min() < 0 or order.max() >= filters:
        raise ValueError(f"the layer has {filters} filter(s), numbered from 0, not {int(order.max())}")
    if len(order) % groups:
        raise ValueError(f"{groups} groups cannot share {len(order)} filters evenly")
    homes = np.arange(len(order)) // (len(order) // groups)
    strangers = np.flatnonzero(order // (filters // groups) != homes)
    if strangers.size:
        place = strangers[0]
        raise ValueError(
            f"filter {order[place] + 1} sees the channels of its group; "
            f"at place {place + 1} it would see those of group {homes[place] + 1}"
        )


def _followers(layers: Sequence[LayerPart], shape: Shape, order: Order) -> list[LayerPart]:
    """The layers after it with their channels in the new order, up to the first that mixes them."""
    parts = list(layers)
    for place, part in enumerate(parts):
        try:
            after = output_shape(part, shape)
        except ValueError:
            break
        parts[place] = dataclasses.replace(part, weights=_reordered(part, order, shape[-1]))
        if not part.enabled:
            continue
        if part.kind in _MIXING:
            break
        order, shape = _order_after(part, shape, order), after
    return parts


def _reordered(part: LayerPart, order: Order, channels: int) -> tuple[NDArray[np.floating], ...]:
    if not part.weights or int(part.config.get("groups", 1)) > 1:
        return part.weights  # the channels of a group are told by their place
    first, *rest = part.weights
    if part.kind in _TRANSPOSED:
        return (_taken(first, -1, order, channels), *rest)
    if part.kind in (*_CONVOLVING, *_DEPTHWISE, *_SEPARABLE):
        maps, count = _spread(order, first.shape[-1]), channels * first.shape[-1]
        if part.kind in _DEPTHWISE:
            rest = [_taken(bias, -1, maps, count) for bias in rest]
        elif part.kind in _SEPARABLE:
            rest[0] = _taken(rest[0], -2, maps, count)
        return (_taken(first, -2, order, channels), *rest)
    return tuple(_taken(array, -1, order, channels) for array in part.weights)


def _taken(array: NDArray[np.floating], axis: int, order: Order, channels: int) -> NDArray[np.floating]:
    """The array in the new order along its axis of channels; as it is where that axis is of another kind."""
    return array.take(order, axis) if array.shape[axis] == channels else array


def _order_after(part: LayerPart, shape: Shape, order: Order) -> Order:
    """The order of the channels that come out of a layer that keeps them apart."""
    if part.kind in _DEPTHWISE:
        return _spread(order, part.weights[0].shape[-1])
    if part.kind == "Flatten":
        cells = int(np.prod(shape[:-1]))
        return (np.arange(cells)[:, None] * shape[-1] + order).ravel()
    return order


def _spread(order: Order, each: int) -> Order:
    """The order of maps of which every channel gives some."""
    return (order[:, None] * each + np.arange(each)).ravel()
