"""What the network should give for the input: zeros, what a filter gives, a class, or a drawing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.project import Project
from convstudio.files.resources import LibraryFilter, filters
from convstudio.nn.conv import Conv, Conv1D, Conv2D
from convstudio.nn.layer import Layer
from convstudio.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from convstudio.nn.registry import LAYERS
from convstudio.nn.shapes import Shape, planar_shape

Array = NDArray[Any]
Spread = tuple[float, float]
SHARED = ("strides", "padding", "dilation_rate", "border", "flip")
LOSS_NAMES = (
    MeanSquaredError.name,
    MeanAbsoluteError.name,
    BinaryCrossentropy.name,
    CategoricalCrossentropy.name,
    SparseCategoricalCrossentropy.name,
)


@dataclass(frozen=True, eq=False)
class Target:
    """What is wanted: the id of a filter of the library, a class, or a drawing; none of them: zeros."""

    filter: str = ""
    number: int | None = None
    drawing: Array | None = None


def losses_for(shape: Shape) -> tuple[str, ...]:
    """Names of the losses for outputs of a shape without batch: classes need several values side by side."""
    return LOSS_NAMES if len(shape) == 1 and shape[0] > 1 else LOSS_NAMES[:3]


def loss_for(name: str, spread: Spread) -> Loss:
    """A loss of outputs in a range: cross-entropies take what is not between 0 and 1 for logits."""
    logits = not (spread[0] >= 0 and spread[1] <= 1)
    kinds: dict[str, Loss] = {
        MeanSquaredError.name: MeanSquaredError(),
        MeanAbsoluteError.name: MeanAbsoluteError(),
        BinaryCrossentropy.name: BinaryCrossentropy(logits),
        CategoricalCrossentropy.name: CategoricalCrossentropy(logits),
        SparseCategoricalCrossentropy.name: SparseCategoricalCrossentropy(logits),
    }
    return kinds[name]


def usual_loss(shape: Shape, last: Layer) -> str:
    """Of shares, the cross-entropy with a class; of anything else, squared errors."""
    is_shares = len(shape) == 1 and shape[0] > 1 and last.output_range == (0.0, 1.0)
    return SparseCategoricalCrossentropy.name if is_shares else MeanSquaredError.name


def usual_target(project: Project, shape: Shape, loss: str) -> Target:
    """A class, or the first filter of the library that fits and is not what the first layer has already."""
    if loss == SparseCategoricalCrossentropy.name:
        return Target(number=0)
    for one in fitting_filters(project, shape):
        if not _has_already(project, one):
            return Target(filter=one.id)
    return Target()


def target_values(target: Target, project: Project, shape: Shape, spread: Spread, loss: str) -> Array:
    """The targets of a batch of one, (1, ...), as the loss takes them.

    Args:
        target: which.
        project: whose input it is for.
        shape: of an output without batch.
        spread: between which numbers outputs lie; a filter's map is cut off there.
        loss: its name.

    Raises:
        ValueError: there is no such filter or class, or it does not fit outputs of this shape.
    """
    number = target.number
    if (number is None and loss == SparseCategoricalCrossentropy.name) or (number or 0) >= shape[-1]:
        raise ValueError(f"The target must be a class from 0 to {shape[-1] - 1}. Received: {number}")
    if loss == SparseCategoricalCrossentropy.name:
        return np.full((1, *shape[:-1]), number)
    if target.filter:
        return _filtered(target.filter, project, shape, (0, 1) if loss == BinaryCrossentropy.name else spread)
    wanted = np.zeros((1, *shape), np.float32)
    if number is not None:
        wanted[..., number] = 1
    if target.drawing is not None:
        if target.drawing.shape != shape:
            raise ValueError(f"The target must have shape {shape}. Received: {target.drawing.shape}")
        wanted[0] = target.drawing
    return wanted


def fitting_filters(project: Project, shape: Shape) -> tuple[LibraryFilter, ...]:
    """The filters of the library whose maps of the input have the places of such outputs."""
    dimensions = 1 if project.is_1d else 2
    if len(shape) != dimensions + 1:
        return ()
    return tuple(
        one
        for one in filters()
        if one.dimensions == dimensions and _layer_for(one, project, shape) is not None
    )


def _filtered(name: str, project: Project, shape: Shape, spread: Spread) -> Array:
    """The map of a filter, the same for each channel; cut off where the outputs end."""
    one = next((known for known in filters() if known.id == name), None)
    layer = None if one is None else _layer_for(one, project, shape)
    if one is None or layer is None:
        raise ValueError(f"No filter {name!r} of the library gives outputs of shape {shape}")
    channels = project.input.shape[-1]
    kernel = one.kernel if one.dimensions == 2 else one.kernel[0]
    layer.set_weights([np.repeat(kernel[..., None, None], channels, axis=-2)])
    maps = layer(project.input[None])
    return np.repeat(np.clip(maps, *spread), shape[-1], axis=-1)


def _layer_for(one: LibraryFilter, project: Project, shape: Shape) -> Layer | None:
    """A convolution with that filter that gives as many places: as the first layer has it, or a plain one."""
    first = project.layers[0] if project.layers else None
    like_first = (
        {name: first.config[name] for name in SHARED if name in first.config}
        if first is not None and issubclass(LAYERS.get(first.kind, Layer), Conv)
        else {}
    )
    kind, size = (Conv1D, one.kernel.shape[1:]) if project.is_1d else (Conv2D, one.kernel.shape)
    for words in (like_first, {}, {"padding": "same"}):
        try:
            layer = kind(1, size, use_bias=False, **words)
            layer.build((None, *project.input.shape))
            if planar_shape(layer.output_shape_for(project.input.shape))[:2] == planar_shape(shape)[:2]:
                return layer
        except ValueError:  # the window does not fit
            continue
    return None


def _has_already(project: Project, one: LibraryFilter) -> bool:
    """Whether each slice of the first filter of the first layer is this kernel."""
    first = project.layers[0]
    if not first.weights or not issubclass(LAYERS.get(first.kind, Layer), Conv):
        return False
    kernel = first.weights[0][..., 0]
    wanted = one.kernel if one.dimensions == 2 else one.kernel[0]
    return kernel.shape[:-1] == wanted.shape and bool((kernel == wanted[..., None]).all())
