"""A feature map that is wanted: the layer starts from random weights and has to find the filter."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.patch import patch_at
from convstudio.files.frozen import read_only
from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.files.start_weights import with_start_weights
from convstudio.model.kernels import KINDS, kernel_of
from convstudio.model.layer_settings import as_filter
from convstudio.model.training import Network
from convstudio.model.training_data import TrainingData
from convstudio.nn.conv import Conv
from convstudio.nn.shapes import planar_shape, to_planar

Array = NDArray[Any]
TARGET_RECIPE = Recipe(
    "adam", 0.03, batch_size=8, epochs=300, loss="mean_squared_error", metrics=(), validation_split=0
)  # that finds most filters
MOST_WINDOWS = 2000  # that are looked at to say whether they determine a filter: 50 ms


class Determined(NamedTuple):
    """How many numbers of a filter the inputs decide, and how many it has, the bias counted.

    Where `found` is less than `wanted`, many filters make the same map, and which of them is learned depends
    on the weights at the start.
    """

    found: int
    wanted: int


@dataclass(frozen=True, eq=False)
class DrawnTarget:
    """The map that one filter of a convolution is to make of what reaches its layer.

    When does one picture determine the filter? Every cell of the map is one equation: the window's cells
    times the weights, plus the bias, is the value wanted. The filter is determined if there are as many
    equations that say something new as there are weights and bias: if the windows, each with a 1 for the
    bias, span all directions. A picture of noise has that after a few windows. A vertical line has not: all
    rows of a window are the same there, so that only the sum of each column of the kernel counts, and a
    kernel whose columns have the same sums makes the same map. Cells where ReLU or another activation is
    flat say less than an equation. `determined` counts. Random `inputs` more give the missing equations;
    what is wanted of them only the `kernel` can say that made the target.

    Attributes:
        layer: which layer, from 0: a Conv1D or Conv2D.
        filter: which of its filters, from 0.
        wanted: the map, read-only float32 (rows, cols); 1-D is one row.
        kernel: the filter that made it, (kernel rows, kernel cols) for every channel or (kernel rows,
            kernel cols, channels), with a bias of 0; None where somebody drew it.
        inputs: how many there are, that of the document and random ones.
        seed: of the random ones, uniform from 0 to 1.

    Raises:
        ValueError: the map is none, or there are several inputs and no kernel.
    """

    layer: int
    filter: int
    wanted: NDArray[np.float32]
    kernel: NDArray[np.float32] | None = None
    inputs: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        wanted = read_only(self.wanted, np.float32)
        if wanted.ndim != 2 or not wanted.size or not np.isfinite(wanted).all():
            raise ValueError(f"A map is finite numbers (rows, cols). Received: shape {wanted.shape}")
        if self.inputs < 1 or (self.inputs > 1 and self.kernel is None):
            raise ValueError(
                "`inputs` must be 1 where nobody knows what the filter makes of others. "
                f"Received: inputs={self.inputs!r}"
            )
        object.__setattr__(self, "wanted", wanted)
        if self.kernel is not None:
            object.__setattr__(self, "kernel", read_only(self.kernel, np.float32))

    def start_for(self, project: Project, seed: int) -> Project:
        """The project with random weights for the filter. Raises ValueError where the map is not for it."""
        part, shape = _conv(project, self.layer, self.filter)
        (fresh,) = with_start_weights([part], shape, seed)
        weights = [array.copy() for array in part.weights]
        for array, other in zip(weights, fresh.weights, strict=True):
            array[..., self.filter] = other[..., self.filter]
        return _with_weights(project, self.layer, weights)

    def data_for(self, project: Project) -> TrainingData:
        """What reaches the layer, and what is wanted of it. Raises ValueError where the map is not for it."""
        part, shape = _conv(project, self.layer, self.filter)
        layer = part.build(shape)
        out = layer.output_shape_for(shape)
        rows, cols, _ = planar_shape(out)
        if self.wanted.shape != (rows, cols):
            raise ValueError(
                f"The map of this layer has {rows} × {cols} cells. "
                f"Received: a target of {self.wanted.shape[0]} × {self.wanted.shape[1]}"
            )
        x = self._seen(project)
        y = np.zeros((self.inputs, *out), np.float32)
        y[0, ..., self.filter] = self.wanted.reshape(out[:-1])
        if self.inputs > 1:
            y[1:, ..., self.filter] = _made(part, x[1:], self.filter, self.kernel)[..., self.filter]
        return TrainingData(x, y, (), self._whole_kernel(part), self.layer, self.filter)

    def determined(self, project: Project) -> Determined:
        """How many numbers of the filter these inputs decide. Raises ValueError as `data_for` does."""
        part, shape = _conv(project, self.layer, self.filter)
        layer, data = part.build(shape), self.data_for(project)
        assert isinstance(layer, Conv)
        wanted = to_planar(data.y, data.y.shape[1:])[..., self.filter]
        places = np.argwhere(_is_equation(layer.activation, wanted))
        chosen = np.random.default_rng(0).permutation(places)[:MOST_WINDOWS]
        x = to_planar(data.x, shape)[..., _channels_of(layer, shape[-1], self.filter)]
        geometry = layer.geometry(shape)
        windows = [patch_at(geometry, row, col).values(x[at]).ravel() for at, row, col in chosen]
        count = layer.channels_seen(shape[-1]) * geometry.rows.kernel * geometry.cols.kernel
        said = np.array(windows, np.float64).reshape(len(windows), count)
        if layer.use_bias:
            said = np.column_stack([said, np.ones(len(said))])
        return Determined(int(np.linalg.matrix_rank(said)) if said.size else 0, said.shape[1])

    def _seen(self, project: Project) -> Array:
        """What reaches the layer: of the document's input, and of random ones."""
        shape = project.input.shape
        others = np.random.default_rng(self.seed).random((self.inputs - 1, *shape), np.float32)
        inputs = np.concatenate([project.input[None], others])
        return Network.of(project.layers[: self.layer], shape)(inputs)

    def _whole_kernel(self, part: LayerPart) -> Array | None:
        """The kernel that made the target as `kernel_of` has it, (rows, cols, slices)."""
        kernel = kernel_of(part)
        if self.kernel is None or kernel is None:
            return None
        return as_filter(self.kernel, part.weights[0].shape[:-1]).reshape(kernel.shape[:3])


def target_of(
    project: Project, layer: int, filter: int, kernel: ArrayLike, inputs: int = 1, seed: int = 0
) -> DrawnTarget:
    """The map that a kernel makes of the input of a project, with a bias of 0, as what is wanted.

    Args:
        project: input and layers.
        layer: which layer, from 0.
        filter: which of its filters has to find the kernel, from 0.
        kernel: of the layer's kernel size; see `DrawnTarget`.
        inputs: how many there are.
        seed: of the random ones.

    Raises:
        ValueError: the layer is no convolution, or the kernel has another size.
    """
    part, _ = _conv(project, layer, filter)
    given = read_only(np.asarray(kernel, np.float32))
    x = Network.of(project.layers[:layer], project.input.shape)(project.input[None])
    made = _made(part, x, filter, given)
    rows, cols, _ = planar_shape(made.shape[1:])
    return DrawnTarget(layer, filter, made[0, ..., filter].reshape(rows, cols), given, inputs, seed)


def _made(part: LayerPart, x: Array, filter: int, kernel: Array | None) -> Array:
    """What the layer makes of inputs with this kernel for the filter."""
    array = part.weights[0].copy()
    own = as_filter([] if kernel is None else kernel, array.shape[:-1])
    if own.shape != array.shape[:-1]:
        raise ValueError(f"The kernel must be of shape {array.shape[:-1]}. Received: {own.shape}")
    array[..., filter] = own
    weights = [array, *(np.zeros_like(bias) for bias in part.weights[1:])]
    made: Array = dataclasses.replace(part, weights=tuple(weights)).build(x.shape[1:])(x)
    return made


def _conv(project: Project, number: int, filter: int) -> tuple[LayerPart, tuple[int, ...]]:
    """The layer, and the shape of what reaches it."""
    if not 0 <= number < len(project.layers):
        raise ValueError(f"The layer must be one of {len(project.layers)}. Received: {number}, from 0")
    part = project.layers[number]
    if part.kind not in KINDS or not part.enabled:
        raise ValueError(f"A map is learned by one of {', '.join(KINDS)}. Received: {part.kind}")
    filters = part.weights[0].shape[-1]
    if not 0 <= filter < filters:
        raise ValueError(f"The filter must be one of {filters}. Received: {filter}, from 0")
    shape = project.input.shape
    for layer in Network.of(project.layers[:number], shape).layers:
        shape = layer.output_shape_for(shape)
    return part, shape


def _with_weights(project: Project, number: int, weights: Sequence[Array]) -> Project:
    layers = list(project.layers)
    layers[number] = dataclasses.replace(layers[number], weights=tuple(weights))
    return dataclasses.replace(project, layers=tuple(layers))


def _channels_of(layer: Conv, channels: int, filter: int) -> slice:
    """Those of the filter's group."""
    seen = layer.channels_seen(channels)
    group = filter // (layer.filters // layer.groups)
    return slice(group * seen, (group + 1) * seen)


def _is_equation(activation: str, wanted: Array) -> NDArray[np.bool_]:
    """Where the activation is not flat: there the value wanted says what the sum must be."""
    low, high = ACTIVATIONS[activation].low, ACTIVATIONS[activation].high
    return (wanted > low) & (wanted < high)
