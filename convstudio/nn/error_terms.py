"""How the error comes back to one cell of a layer's input: a sum over the outputs that the cell reaches."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.box import Box, Pair
from convstudio.engine.explain_error import (
    ErrorTerms,
    error_terms,
    terms_of_jacobian,
    terms_of_users,
    terms_of_window,
)
from convstudio.nn.activations import Activation
from convstudio.nn.affine import Affine
from convstudio.nn.dense import Dense
from convstudio.nn.dropout import Dropout
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Layer
from convstudio.nn.normalization import BatchNormalization
from convstudio.nn.pointwise import Pointwise
from convstudio.nn.separable import SeparableConv
from convstudio.nn.training_pass import TrainingPass
from convstudio.nn.transpose import ConvTranspose

Array = NDArray[Any]
Cell = tuple[int, int, int]


def terms_of_cell(training: TrainingPass, number: int, sample: int, cell: Cell) -> ErrorTerms | None:
    """The errors that come back to a cell (row, col, channel) of what reaches a layer.

    Layers of sums send back the errors before their activation (see `terms_of_gate`).

    Returns:
        The terms; None where they are not explained: batch normalization moves every value of its batch.
    """
    layer, shape = training.layers[number], training.shapes[number]
    if isinstance(layer, BatchNormalization):
        return None
    errors = training.error_before(number)[sample]
    if isinstance(layer, Filtering):
        kernel, (row, col, channel) = layer.engine_kernel(), cell
        group, place = divmod(channel, kernel.shape[2])
        size = kernel.shape[3] // (shape[-1] // kernel.shape[2])
        filters = range(group * size, (group + 1) * size)
        return terms_of_window(errors, kernel, layer.geometry(shape), (row, col, place), filters)
    if isinstance(layer, ConvTranspose):
        users = layer.used_by(shape, *cell[:2])
        return terms_of_users(errors, layer.engine_kernel()[..., cell[2]], users, range(layer.filters))
    if isinstance(layer, SeparableConv):
        return _through_windows(errors, layer, cell, users=layer.geometry(shape).users(*cell[:2]))
    if isinstance(layer, Dropout):
        factor = np.broadcast_to(training.memories[number], training.levels[number].shape)
        return error_terms(np.array([cell]), errors[cell][None], factor[(sample, *cell)][None])
    return _by_slopes(training, number, sample, cell, errors)


def terms_of_gate(training: TrainingPass, number: int, sample: int, place: Cell) -> ErrorTerms | None:
    """How the error comes back through a layer's activation to one of its sums; None without one."""
    layer = training.layers[number]
    if not isinstance(layer, Affine) or layer.activation == "linear":
        return None
    row, col, channel = place
    sums, errors = training.sums(number)[sample], training.errors[number + 1][sample]
    change = np.zeros_like(sums[row, col])
    change[channel] = 1
    slopes = ACTIVATIONS[layer.activation].push(sums[row, col], change)
    return terms_of_jacobian(errors, slopes[None, None], Box(row, row + 1, col, col + 1))


def closed_gates(training: TrainingPass, number: int, sample: int) -> Array | None:
    """Where a layer lets no error through, as flags (rows, cols, channels); None where it has no gates.

    For a layer of sums these are places of its output, where the activation has slope 0; for a layer that
    works on each value alone, places of its input.
    """
    layer, shape = training.layers[number], training.shapes[number]
    slopes: Array
    if isinstance(layer, Affine):
        activation = ACTIVATIONS[layer.activation]
        if layer.activation == "linear" or not activation.elementwise:
            return None
        slopes = activation.derivative(training.sums(number)[sample])
    elif isinstance(layer, Dropout):
        slopes = np.broadcast_to(training.memories[number], training.levels[number].shape)[sample]
    elif isinstance(layer, BatchNormalization) or not isinstance(layer, Pointwise) or not _has_slopes(layer):
        return None
    else:
        x = training.levels[number][sample][None]
        slopes = layer.slope(x, shape, Box.whole(x.shape[1:3]))[0]
    closed: Array = slopes == 0
    return closed


def _has_slopes(layer: Pointwise) -> bool:
    return not isinstance(layer, Activation) or ACTIVATIONS[layer.activation].elementwise


def returning_weights(layer: Layer, channel: int, filter: int) -> tuple[Array, bool] | None:
    """The weights by which the errors of one map come back to the cells of one channel.

    Returns:
        (rows, cols) as they meet the errors, and whether they are the kernel turned around; the weights of
        all units side by side for a dense layer. None for a layer without weights between its cells.
    """
    if isinstance(layer, Filtering):
        kernel = layer.engine_kernel()
        return kernel[::-1, ::-1, channel % kernel.shape[2], filter], True
    if isinstance(layer, ConvTranspose):
        return layer.engine_kernel()[:, :, filter, channel], False
    if isinstance(layer, SeparableConv):
        return _windows(layer)[::-1, ::-1, filter], True
    return (layer.kernel[channel][None], False) if isinstance(layer, Dense) else None


def middle_errors(layer: SeparableConv, errors: Array) -> Array:
    """The errors (..., maps) between the two convolutions of a separable one, from those of its sums."""
    mixture = layer.trained_weights["pointwise_kernel"].reshape(-1, layer.filters)
    middle: Array = errors @ mixture.T
    return middle


def _through_windows(
    errors: Array, layer: SeparableConv, cell: Cell, users: list[tuple[Pair, Pair]]
) -> ErrorTerms:
    """Back through the windows of a channel, from the errors between both convolutions."""
    maps = range(cell[2] * layer.depth_multiplier, (cell[2] + 1) * layer.depth_multiplier)
    return terms_of_users(middle_errors(layer, errors), _windows(layer), users, maps)


def _windows(layer: SeparableConv) -> Array:
    """The kernels of all maps between the two convolutions, (rows, cols, maps), as they meet the patch."""
    kernel = layer.trained_weights["depthwise_kernel"]
    windows = kernel.reshape(*(1,) * (2 - layer.rank), *layer.kernel_size, -1)
    return windows[::-1, ::-1] if layer.flip else windows


def _by_slopes(training: TrainingPass, number: int, sample: int, cell: Cell, errors: Array) -> ErrorTerms:
    """Any layer that treats each sample alone: how fast each output follows the cell."""
    layer, shape = training.layers[number], training.shapes[number]
    row, col, channel = cell
    change = np.zeros((1, 1, 1, training.levels[number].shape[3]))
    change[..., channel] = 1
    box, x = Box(row, row + 1, col, col + 1), training.levels[number][sample][None]
    boxes = layer.reached(shape, box)
    if not boxes:
        return error_terms(np.zeros((0, 3), np.intp), np.zeros(0), np.zeros(0))
    parts = []
    for into in boxes:
        if isinstance(layer, Affine):
            slopes = layer.push_sums(change, shape, box, into)
        else:
            slopes = layer.push(x, change, shape, box, into)
        parts.append(terms_of_jacobian(errors, slopes[0], into))
    return error_terms(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.errors for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )
