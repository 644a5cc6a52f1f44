"""Weights that follow: layers keep what they have learned when their settings or their input change."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import LayerPart, Project
from convstudio.nn.registry import layer_from

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


def fitted_part(part: LayerPart, input_shape: Shape) -> LayerPart:
    """Give a layer all its settings, and weights of the shapes that an input asks for.

    A window that is too large for the input is no obstacle.

    Raises:
        ValueError: the layer is wrong for such inputs of any size: its groups do not divide the channels.
    """
    seed = part.config.get("seed")
    layer = layer_from(part.kind, {**part.config, "seed": seed or 0})  # the same edit gives the same weights
    try:
        layer.build((None, *input_shape))
    except ValueError:
        layer.build((None, *_roomy(part, input_shape)))
    config = {**layer.get_config(), "seed": seed}
    fitted = LayerPart(part.kind, config, _kept(part.weights, layer.get_weights()))
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
            break
    return (*fitted, *layers[len(fitted) :])


def output_shape(part: LayerPart, input_shape: Shape) -> Shape:
    """Shape of what a layer gives, as Keras has it without batch.

    Raises:
        ValueError: the layer does not fit the input.
    """
    return layer_from(part.kind, dict(part.config)).output_shape_for(input_shape)


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


def _kept(old: Sequence[Weights], fresh: Sequence[Weights]) -> tuple[Weights, ...]:
    """Each new array with what the old one in its place says about it."""
    pairs = zip(old, fresh, strict=False)
    kept = [_array_kept(before, after) for before, after in pairs]
    return (*kept, *fresh[len(kept) :])


def _array_kept(old: Weights, fresh: Weights) -> Weights:
    if old.shape == fresh.shape:
        return old
    if old.ndim != fresh.ndim:
        return fresh
    if old.ndim > 1:
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
