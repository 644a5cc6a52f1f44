"""Weights that follow: layers keep what they have learned when their settings or their input change."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import LayerPart, Project
from convstudio.nn.layer import Layer, weight_names
from convstudio.nn.registry import layer_from
from convstudio.nn.transpose import ConvTranspose

Shape = tuple[int, ...]
Weights = NDArray[Any]


def fitted_kernel(old: Weights, fresh: Weights) -> Weights:
    """Give a kernel the shape of another and keep what it does as far as that goes.

    Args:
        old: `(rows, cols, channels, filters)`, or any array whose last two axes are channels and filters.
        fresh: the new shape, with values for the filters that `old` does not have.

    The old kernel stands in the middle of the new one, zeros around it; missing channels repeat others.
    """
    filters = min(old.shape[-1], fresh.shape[-1])
    channels = np.arange(fresh.shape[-2]) % old.shape[-2]
    kernel = fresh.copy()
    kernel[..., :filters] = 0
    pairs = [_centred(*sizes) for sizes in zip(old.shape[:-2], fresh.shape[:-2], strict=True)]
    middle, kept = tuple(to for to, _ in pairs), tuple(source for _, source in pairs)
    kernel[*middle, :, :filters] = old[kept][..., channels, :filters]
    return kernel


def fitted_part(part: LayerPart, input_shape: Shape, before: LayerPart | None = None) -> LayerPart:
    """Give a layer all its settings, and weights of the shapes that an input asks for.

    A window that is too large for the input is no obstacle. `before` is the layer as it was when its weights
    were made, where a setting was changed since then.

    Raises:
        ValueError: the layer is wrong for such inputs of any size: its groups do not divide the channels.
    """
    seed = part.config.get("seed")
    layer = layer_from(part.kind, {**part.config, "seed": seed or 0})  # the same edit gives the same weights
    shape = input_shape
    try:
        layer.build((None, *shape))
    except ValueError:
        shape = _roomy(part, input_shape)
        layer.build((None, *shape))
    older = layer_from(part.kind, dict((before or part).config))
    names = zip(weight_names(older, shape), part.weights, strict=False)
    fresh = dict(zip(weight_names(layer, shape), layer.get_weights(), strict=True))
    config = {**layer.get_config(), "seed": seed}
    fitted = dataclasses.replace(part, config=config, weights=_kept(dict(names), fresh, type(layer)))
    return part if part == fitted else fitted


def fitted_layers(layers: Sequence[LayerPart], input_shape: Shape) -> tuple[LayerPart, ...]:
    """Fit layers one after the other; those after the first that does not fit its input stay as they are."""
    fitted: list[LayerPart] = []
    shape = input_shape
    for part in layers:
        try:
            fitted.append(fitted_part(part, shape))
            shape = output_shape(part, shape)
        except ValueError:
            if part.enabled:
                break
            fitted.append(part)  # nobody asks what it would do
    return (*fitted, *layers[len(fitted) :])


def output_shape(part: LayerPart, input_shape: Shape) -> Shape:
    """Shape of what a layer gives, as Keras has it without batch.

    Raises:
        ValueError: the layer does not fit the input.
    """
    return (
        input_shape
        if not part.enabled
        else layer_from(part.kind, dict(part.config)).output_shape_for(input_shape)
    )


def shape_before(project: Project, number: int) -> Shape | None:
    """Shape of what reaches a layer, in Keras' way without batch; None where a layer before does not fit."""
    shape: Shape = project.input.shape
    try:
        for part in project.layers[:number]:
            shape = output_shape(part, shape)
    except ValueError:
        return None
    return shape


def with_weights(project: Project) -> Project:
    """Give every layer all its settings, and those that were never built the weights that they start with."""
    layers = fitted_layers(project.layers, project.input.shape)
    return dataclasses.replace(project, layers=layers)


def _kept(old: Mapping[str, Weights], fresh: Mapping[str, Weights], kind: type[Layer]) -> tuple[Weights, ...]:
    """Each new array with what the old one of its name says about it."""
    swaps = issubclass(kind, ConvTranspose)  # its filters come before its channels
    return tuple(
        _array_kept(old[name], array, swaps) if name in old else array for name, array in fresh.items()
    )


def _array_kept(old: Weights, fresh: Weights, swaps: bool) -> Weights:
    if old.shape == fresh.shape:
        return old
    if old.ndim != fresh.ndim:
        return fresh
    if old.ndim > 1:
        if swaps:
            return fitted_kernel(old.swapaxes(-1, -2), fresh.swapaxes(-1, -2)).swapaxes(-1, -2)
        return fitted_kernel(old, fresh)
    new = fresh.copy()
    shared = min(len(old), len(fresh))
    new[:shared] = old[:shared]
    return new


def _roomy(part: LayerPart, input_shape: Shape) -> Shape:
    """An input of the same kind on which the window fits; layers without a window have no other need."""
    sizes = [size for word in ("kernel_size", "pool_size") for size in part.config.get(word, ())]
    if not sizes:
        return input_shape
    span = max(sizes) * max(part.config.get("dilation_rate", (1,)))
    return (*(size + span for size in input_shape[:-1]), input_shape[-1])


def _centred(old: int, new: int) -> tuple[slice, slice]:
    """Target and source of the longest piece of one axis that both share, middle on middle."""
    shared = min(old, new)
    to, source = (new - shared) // 2, (old - shared) // 2
    return slice(to, to + shared), slice(source, source + shared)
