"""Layers as they are before they learn: named apart, with weights by chance."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from convstudio.files.project import LayerPart
from convstudio.nn.layer import Layer
from convstudio.nn.registry import layer_from
from convstudio.nn.sequential import Sequential
from convstudio.nn.shapes import Shape


def without_weights(layers: Iterable[Layer]) -> tuple[LayerPart, ...]:
    """Layers as data, each with a name of its own; none has weights yet."""
    return tuple(
        LayerPart(type(layer).__name__, layer.get_config()) for layer in Sequential(list(layers)).layers
    )


def with_start_weights(
    parts: Sequence[LayerPart], input_shape: Shape, seed: int = 0
) -> tuple[LayerPart, ...]:
    """The same layers with the weights that they start with.

    Args:
        parts: from the input to the output.
        input_shape: shape of one input, without batch.
        seed: the same one gives the same weights, whatever seeds the layers themselves have.

    Raises:
        ValueError: a layer does not fit what reaches it.
    """
    fresh, shape = [], input_shape
    for number, part in enumerate(parts):
        own = int(np.random.default_rng([seed, number]).integers(2**31))
        layer = layer_from(part.kind, {**part.config, "seed": own})
        layer.build((None, *shape))
        fresh.append(replace(part, weights=tuple(layer.get_weights())))
        shape = layer.output_shape_for(shape) if part.enabled else shape
    return tuple(fresh)


def output_shape(parts: Sequence[LayerPart], input_shape: Shape) -> Shape:
    """Shape of what comes out of layers, without batch. Raises ValueError where one does not fit."""
    shape = input_shape
    for part in parts:
        if part.enabled:
            layer = layer_from(part.kind, dict(part.config))
            layer.weight_shapes(shape)  # refuses what the layer cannot take
            shape = layer.output_shape_for(shape)
    return shape
