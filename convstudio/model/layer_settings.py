"""Changes of one layer as functions: layer in, new layer out; what is wrong in itself is refused."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.files.project import LayerPart, Project
from convstudio.model.filter_bank import MOST_FILTERS
from convstudio.model.fitting import Shape, fitted_part, shape_before
from convstudio.model.kernels import KINDS
from convstudio.nn.registry import layer_from


def with_setting(project: Project, number: int, name: str, value: Any) -> LayerPart:
    """Give a layer another setting, and weights that fit it.

    Args:
        project: where the layer stands.
        number: which layer, from 0.
        name: Keras' word, such as "strides".
        value: as the layer's constructor takes it.

    Raises:
        ValueError: there is no such setting, or the layer cannot have this value.
    """
    part = project.layers[number]
    if name not in part.config:
        raise ValueError(f"{part.kind} has no setting {name!r}; it has {', '.join(part.config)}")
    config = layer_from(part.kind, {**part.config, name: value}).get_config()
    changed = dataclasses.replace(part, config=config)
    shape = shape_before(project, number)
    if shape is None and part.kind in KINDS:
        shape = _likely_shape(part)
    if shape is None or not part.weights:
        return changed
    try:
        return fitted_part(changed, shape, before=part)
    except ValueError:
        if _fits(part, shape):
            raise
        return changed


def as_filter(weights: ArrayLike, kernel_shape: Shape) -> NDArray[np.float32]:
    """Read the weights of one filter, which may have another kernel size than the layer.

    Args:
        weights: `(rows, cols, channels)`, or `(rows, cols)` for every channel; 1-D `(length, channels)`,
            or `(1, length)` or `(length,)` for every channel.
        kernel_shape: of the layer, without the filters.

    Returns:
        An array with the axes of `kernel_shape` and its number of channels.

    Raises:
        ValueError: the weights are no filter for this layer.
    """
    given = np.asarray(weights, np.float32)
    axes, channels = len(kernel_shape) - 1, kernel_shape[-1]
    whole = given.ndim == axes + 1 and given.shape[-1] == channels
    flat = given[0] if axes == 1 and given.ndim == 2 and len(given) == 1 and not whole else given
    if not whole and flat.ndim == axes:
        given = np.repeat(flat[..., np.newaxis], channels, axis=-1)
    elif not whole:
        raise ValueError(f"a filter of this layer is of shape {kernel_shape}, not {given.shape}")
    if not given.size or not np.isfinite(given).all():
        raise ValueError("every weight of a filter is a finite number")
    return given


def with_filter(project: Project, number: int, filter: int, weights: NDArray[np.float32]) -> LayerPart:
    """Give a layer the kernel size of one filter's weights, and these weights to that filter."""
    part = project.layers[number]
    size = weights.shape[:-1]
    if size != part.weights[0].shape[:-2]:
        part = with_setting(project, number, "kernel_size", size)
    kernel = part.weights[0].copy()
    kernel[..., filter] = weights
    return dataclasses.replace(part, weights=(kernel, *part.weights[1:]))


def with_bank(project: Project, number: int, kernel: NDArray[np.float32]) -> LayerPart:
    """Give a layer other filters, as many and as large as they are.

    Raises:
        ValueError: they have other axes or channels than the layer's, are not finite numbers, or too many.
    """
    part = project.layers[number]
    if part.kind not in KINDS:
        raise ValueError(f"a {part.kind} has no filters that could be exchanged")
    old = part.weights[0]
    if kernel.ndim != old.ndim or kernel.shape[-2] != old.shape[-2] or not kernel.size:
        size = "length" if old.ndim == 3 else "rows, cols"
        raise ValueError(
            f"the filters of this layer have the shape ({size}, {old.shape[-2]}, filters), not {kernel.shape}"
        )
    if kernel.shape[-1] > MOST_FILTERS:
        raise ValueError(f"a layer has 1 to {MOST_FILTERS} filters, not {kernel.shape[-1]}")
    if not np.isfinite(kernel).all():
        raise ValueError("every weight of a filter is a finite number")
    config = {**part.config, "filters": kernel.shape[-1], "kernel_size": kernel.shape[:-2]}
    config = {**layer_from(part.kind, config).get_config(), "seed": part.config.get("seed")}
    return dataclasses.replace(part, config=config, weights=(kernel, *_biases(part, kernel.shape[-1])))


def _biases(part: LayerPart, filters: int) -> list[NDArray[np.floating]]:
    """The bias of each filter, 0 for those that are new; nothing where the layer has none."""
    return [np.append(bias, np.zeros(filters, bias.dtype))[:filters] for bias in part.weights[1:]]


def _fits(part: LayerPart, input_shape: Shape) -> bool:
    try:
        fitted_part(part, input_shape)
    except ValueError:
        return False
    return True


def _likely_shape(part: LayerPart) -> Shape:
    """An input that would fit a layer of which nothing is known but its weights."""
    if not part.weights:
        return (1, 1, 1)
    kernel = part.weights[0].shape
    return (*kernel[:-2], kernel[-2] * int(part.config.get("groups", 1)))
