"""What all layers have in common: the words of Keras."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from convstudio.engine.explain import CellExplanation, Place, check_cell
from convstudio.nn import arguments
from convstudio.nn.initializers import initialize
from convstudio.nn.learning import Learning
from convstudio.nn.shapes import Shape, checked_shape, from_planar, planar_shape, to_planar, without_batch

Array = NDArray[Any]
DTYPES = ("float32", "float64")


class Layer(Learning):
    """A layer of a network.

    The methods of Keras take and give shapes with a batch, (None, 8, 8, 1), and arrays likewise; those that
    have an `input_shape` without it are our own.
    """

    axes: ClassVar[int | None] = None
    """Axes of an input without batch; None where any number will do."""

    words: ClassVar[str] = ""
    """Settings of the constructor that the class adds, each an attribute."""

    def __init__(
        self,
        *,
        name: str | None = None,
        dtype: str = "float32",
        input_shape: Shape | None = None,
        seed: int | None = None,
    ) -> None:
        """Take the words that every layer has.

        Args:
            name: what the layer is called in a summary.
            dtype: "float32" or "float64", to which weights and inputs are cast.
            input_shape: shape of one input without batch, for the first layer of a model.
            seed: makes the first weights the same every time.

        Raises:
            ValueError: one of these is wrong.
        """
        if name is not None and not isinstance(name, str):
            raise ValueError(f"`name` must be a string. Received: name={name!r}")
        self.has_own_name = name is not None
        self.name = name or default_name(type(self))
        self.dtype = arguments.choice(str(dtype), "dtype", DTYPES)
        self.seed = None if seed is None else arguments.whole_number(seed, "seed", least=0)
        self.input_shape = None if input_shape is None else self._checked(checked_shape(input_shape))
        self._weights: dict[str, Array] = {}
        self.built = False

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights for inputs of a shape (batch, ...).

        Raises:
            ValueError: the layer cannot take such inputs.
        """
        shape = self._checked(without_batch(input_shape))
        self.output_shape_for(shape)
        random = np.random.default_rng(self.seed)
        self._weights = {
            name: initialize(initializer, weight_shape, random).astype(self.dtype)
            for name, (weight_shape, initializer) in self._weight_plan(shape).items()
        }
        self.input_shape = shape
        self.built = True

    def __call__(self, inputs: ArrayLike) -> Array:
        """What the layer gives for a batch of inputs, in the layer's dtype.

        Raises:
            ValueError: the inputs are no numbers, or not of a shape that the layer takes.
        """
        x = as_numbers(inputs, self.dtype)
        if x.ndim == 0:
            raise ValueError(f"{self.name} takes arrays (batch, ...). Received: {inputs!r}")
        shape = self._checked(x.shape[1:])
        if not self.built:
            self.build(x.shape)
        self.check_built_for(shape)
        after = self.output_shape_for(shape)
        with np.errstate(all="ignore"):
            outputs = from_planar(self.forward(to_planar(x, shape), shape), after)
        return outputs.copy() if np.may_share_memory(outputs, x) else outputs

    @property
    def first_weights(self) -> Array:
        """The first array of weights itself. Raises ValueError where there are none."""
        if not self._weights:
            raise ValueError(f"Layer {self.name} has no weights.")
        return next(iter(self._weights.values()))

    @property
    def biases(self) -> Array:
        """The biases themselves, one for each output channel. Raises ValueError where there are none."""
        if "bias" not in self._weights:
            raise ValueError(f"Layer {self.name} has no bias.")
        return self._weights["bias"]

    def change_weight(self, index: tuple[int, ...], value: float) -> float:
        """Write one number of the first array, and return by how much it changed."""
        weights = self.first_weights
        old = float(weights[index])
        weights[index] = value
        return float(weights[index]) - old

    def filter_of(self, index: tuple[int, ...]) -> int | None:
        """The output channel to which a weight of the first array belongs; None if it serves several."""
        return None

    def filter_slice(self, filter: int) -> tuple[Any, ...]:
        """Index of the weights of one filter in the first array. Raises ValueError if they are shared."""
        raise ValueError(f"The weights of layer {self.name} do not belong to single filters.")

    def filter_slices(self, filter: int) -> dict[str, tuple[Any, ...]]:
        """Index of the weights of one filter in each array that has some of its own; {} where none has."""
        try:
            slices = {next(iter(self._weights)): self.filter_slice(filter)}
        except (ValueError, StopIteration):
            return {}
        return {**slices, "bias": (filter,)} if "bias" in self._weights else slices

    def write_weights(self, weights: Sequence[Array], filter: int | None = None) -> None:
        """Take over weights of the layer's shapes where it has them, or those of one filter alone."""
        slices = dict.fromkeys(self._weights, (...,)) if filter is None else self.filter_slices(filter)
        for (name, own), given in zip(self._weights.items(), weights, strict=True):
            if name in slices:
                own[slices[name]] = given[slices[name]]

    def get_weights(self) -> list[Array]:
        """Copies of the weights, in Keras' order."""
        return [weights.copy() for weights in self._weights.values()]

    def set_weights(self, weights: list[ArrayLike]) -> None:
        """Replace all weights, cast to the layer's dtype.

        Raises:
            ValueError: the layer is not built, or there are other arrays or shapes than it has.
        """
        if not self.built:
            raise ValueError(
                f"Build layer {self.name} before setting its weights, or give it an input_shape."
            )
        arrays = [as_numbers(given, self.dtype) for given in weights]
        received, wanted = [a.shape for a in arrays], [a.shape for a in self._weights.values()]
        if received != wanted:
            raise ValueError(f"Layer {self.name} has weights of shapes {wanted}. Received: {received}")
        self._weights = {name: given.copy() for name, given in zip(self._weights, arrays, strict=True)}

    def count_params(self) -> int:
        """How many weights the layer has.

        Raises:
            ValueError: it is not built.
        """
        if not self.built:
            raise ValueError(f"Build layer {self.name} before counting its parameters.")
        return sum(weights.size for weights in self._weights.values())

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Shape (batch, ...) of what comes out for inputs of a shape (batch, ...).

        Raises:
            ValueError: the layer cannot take such inputs.
        """
        return (input_shape[0], *self.output_shape_for(self._checked(without_batch(input_shape))))

    def get_config(self) -> dict[str, Any]:
        """The settings, by which `from_config` makes the layer again; without the weights."""
        settings = {name: getattr(self, name) for name in self.words.split()}
        return {"name": self.name, "dtype": self.dtype, "seed": self.seed, **settings}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """A layer with the settings that `get_config` gave."""
        return cls(**config)

    def weight_shapes(self, input_shape: Shape) -> list[Shape]:
        """Shapes of the weights for such inputs, in Keras' order; takes no memory for them.

        Raises:
            ValueError: the layer does not fit.
        """
        shape = self._checked(input_shape)
        self.output_shape_for(shape)
        return [weight_shape for weight_shape, _ in self._weight_plan(shape).values()]

    def check_built_for(self, shape: Shape) -> None:
        """Raise ValueError if inputs of a shape without batch need other weights than the layer has."""
        if self.weight_shapes(shape) != [weights.shape for weights in self._weights.values()]:
            raise ValueError(
                f"Layer {self.name} was built for inputs of shape {self.input_shape}, "
                f"and other weights would be needed for this one. Received: {shape}"
            )

    def shape_of(self, planes: tuple[int, ...]) -> Shape:
        """Keras' shape of an input whose planes have the shape (rows, cols, channels)."""
        if self.axes is not None:
            return tuple(planes[3 - self.axes :])
        is_built_for = self.input_shape is not None and planar_shape(self.input_shape) == tuple(planes)
        return self.input_shape if is_built_for and self.input_shape else tuple(planes)

    def explain(self, x: ArrayLike, row: int, col: int, filter: int) -> CellExplanation:
        """Write out one output cell.

        Args:
            x: the planes of one input, (rows, cols, channels).
            row, col, filter: which cell of the output planes, from 0.

        Raises:
            ValueError: the layer does not take such an input, or there is no such cell.
        """
        planes = as_numbers(x, self.dtype)
        if planes.ndim != 3:
            raise ValueError(f"Planes are (rows, cols, channels). Received: an array of shape {planes.shape}")
        shape = self.shape_of(planes.shape)
        check_cell(planar_shape(self.output_shape_for(shape)), row, col, filter)
        place = Place(type(self).__name__, row, col, filter)
        with np.errstate(all="ignore"):
            return self.explain_cell(planes, shape, place)

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        """Name, shape and initializer of each weight array, in Keras' order."""
        return {}

    def _checked(self, shape: Shape) -> Shape:
        """The shape of one input, if the layer takes it."""
        if self.axes is not None and len(shape) != self.axes:
            raise ValueError(
                f"Layer {self.name} takes inputs with {self.axes + 1} axes (batch, ...). "
                f"Received: {len(shape) + 1} axes, (batch, {', '.join(map(str, shape))})"
            )
        return shape


def weight_names(layer: Layer, input_shape: Shape) -> list[str]:
    """What each weight array is called, in Keras' order. Raises ValueError where the layer does not fit."""
    return list(layer._weight_plan(input_shape))


def default_name(kind: type) -> str:
    """Keras' name for the first layer of a class: conv2d, max_pooling2d."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind.__name__)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def as_numbers(values: ArrayLike, dtype: DTypeLike | None = None) -> Array:
    """Values as an array of real numbers, of that dtype if one is given.

    Raises:
        ValueError: they are no real numbers, or lists of different lengths.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"Inputs and weights must be real numbers. Received: an array of {array.dtype}")
    with np.errstate(over="ignore"):
        return array.astype(dtype or array.dtype, copy=False)
