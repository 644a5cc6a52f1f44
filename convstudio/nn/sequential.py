"""A stack of layers, each taking what the one before gives."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from convstudio.nn import arguments
from convstudio.nn.layer import Array, Layer, as_numbers
from convstudio.nn.registry import layer_from
from convstudio.nn.shapes import Shape, checked_shape, without_batch
from convstudio.nn.summary import summary_text
from convstudio.nn.training import Trainable


class Input:
    """The shape of one input without batch, as the first thing in a `Sequential`."""

    def __init__(self, shape: Sequence[int]) -> None:
        """Take the shape. Raises ValueError if it is none."""
        self.shape = checked_shape(shape)


class Sequential(Trainable):
    """A plain stack of layers with Keras' words."""

    def __init__(self, layers: Iterable[Layer | Input] = (), name: str = "sequential") -> None:
        """Add the layers one after the other; see `add`."""
        self.name = name
        self._layers: list[Layer] = []
        self._input_shape: Shape | None = None
        for layer in layers:
            self.add(layer)

    @property
    def layers(self) -> list[Layer]:
        """The layers, from the input to the output."""
        return list(self._layers)

    @property
    def built(self) -> bool:
        """Whether the shape of the inputs is known, and with it all weights."""
        return self._input_shape is not None

    def add(self, layer: Layer | Input) -> None:
        """Put a layer on top. It is built at once if the shape of the inputs is known.

        Raises:
            ValueError: it is no layer, has the name of another one, or does not fit what reaches it.
        """
        if isinstance(layer, Input):
            if self._layers or self.built:
                raise ValueError(f"Input must come first in {self.name}, and once. Received: {layer.shape}")
            self._input_shape = layer.shape
            return
        if not isinstance(layer, Layer):
            raise ValueError(f"Only layers can be added to {self.name}. Received: {layer!r}")
        shape = self._shape_on_top() or layer.input_shape
        _name_apart(layer, self._layers)
        if shape is not None:
            _make_ready(layer, shape)
        self._input_shape = self._input_shape or shape
        self._layers.append(layer)

    def pop(self) -> Layer:
        """Take the last layer off and return it.

        Raises:
            ValueError: there is none.
        """
        if not self._layers:
            raise ValueError(f"There are no layers in {self.name} to take off.")
        return self._layers.pop()

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights of all layers that have none yet, for inputs of a shape (batch, ...).

        Raises:
            ValueError: a layer does not fit what reaches it.
        """
        shape = first = without_batch(input_shape)
        for layer in self._layers:
            _make_ready(layer, shape)
            shape = layer.output_shape_for(shape)
        self._input_shape = first

    def __call__(self, inputs: ArrayLike) -> Array:
        """What the last layer gives for a batch of inputs."""
        outputs = self.activations(inputs)
        return outputs[-1] if outputs else as_numbers(inputs, "float32")

    def predict(self, x: ArrayLike, batch_size: int | None = None, verbose: int | str = "auto") -> Array:
        """What the last layer gives for a batch of inputs.

        Args:
            x: (batch, ...), of the shape that the first layer takes.
            batch_size: at most so many inputs at once; None takes all.
            verbose: Keras' word; nothing is printed.

        Raises:
            ValueError: the inputs do not fit.
        """
        inputs = as_numbers(x)
        if batch_size is None or len(inputs) <= arguments.whole_number(batch_size, "batch_size"):
            return self(inputs)
        starts = range(0, len(inputs), batch_size)
        return np.concatenate([self(inputs[start : start + batch_size]) for start in starts])

    def activations(self, x: ArrayLike) -> list[Array]:
        """What each layer gives for a batch of inputs, from the first to the last."""
        outputs: list[Array] = []
        value: ArrayLike = x
        if not self.built and self._layers:
            self.build(as_numbers(x).shape)
        for layer in self._layers:
            outputs.append(layer(value))
            value = outputs[-1]
        return outputs

    def get_weights(self) -> list[Array]:
        """Copies of all weights, layer by layer."""
        return [weights for layer in self._layers for weights in layer.get_weights()]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Replace all weights, in the order of `get_weights`.

        Raises:
            ValueError: other arrays or shapes than the layers have; then nothing is changed.
        """
        if self._layers and not self.built:
            raise ValueError(f"Build {self.name} before setting its weights, or give an input_shape.")
        wanted = [array.shape for array in self.get_weights()]
        given = [as_numbers(array) for array in weights]
        if [array.shape for array in given] != wanted:
            received = [array.shape for array in given]
            raise ValueError(f"{self.name} has weights of shapes {wanted}. Received: {received}")
        rest = iter(given)
        for layer in self._layers:
            layer.set_weights([next(rest) for _ in layer.get_weights()])

    def count_params(self) -> int:
        """How many weights all layers have. Raises ValueError where one is not built."""
        return sum(layer.count_params() for layer in self._layers)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Shape (batch, ...) of what comes out for inputs of such a shape."""
        shape = tuple(input_shape)
        for layer in self._layers:
            shape = layer.compute_output_shape(shape)
        return shape

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """Shape of the inputs, (None, ...). Raises ValueError where it is not known yet."""
        if self._input_shape is None:
            raise ValueError(f"Build {self.name} first, or give its first layer an input_shape.")
        return (None, *self._input_shape)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """Shape of what comes out, (None, ...). Raises ValueError where it is not known yet."""
        return self.compute_output_shape(self.input_shape)

    def summary(self, print_fn: Callable[[str], object] = print) -> str:
        """A table of the layers as text, which is also handed to `print_fn`."""
        shapes = ["?"] * len(self._layers)
        if self.built:
            shape = self.input_shape
            for number, layer in enumerate(self._layers):
                shape = layer.compute_output_shape(shape)
                shapes[number] = str(shape)
        text = summary_text(f'Model: "{self.name}"', self._layers, shapes)
        print_fn(text)
        return text

    def get_config(self) -> dict[str, Any]:
        """Name, input shape, and class and settings of each layer."""
        layers = [
            {"class_name": type(layer).__name__, "config": layer.get_config()} for layer in self._layers
        ]
        return {"name": self.name, "input_shape": self._input_shape, "layers": layers}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """A model with the layers and settings that `get_config` gave; its weights start anew."""
        layers: list[Layer | Input] = [
            layer_from(entry["class_name"], entry["config"]) for entry in config["layers"]
        ]
        shape = config.get("input_shape")
        return cls([Input(shape), *layers] if shape else layers, name=config["name"])

    def _shape_on_top(self) -> Shape | None:
        """What a new layer would get, without batch."""
        return without_batch(self.output_shape) if self.built else None


def _make_ready(layer: Layer, shape: Shape) -> None:
    if layer.built:
        layer.check_built_for(shape)
    else:
        layer.build((None, *shape))


def _name_apart(layer: Layer, others: Sequence[Layer]) -> None:
    """Number a layer that has only its class for a name; refuse a given name that is taken."""
    names = {other.name for other in others}
    if layer.name not in names:
        return
    if layer.has_own_name or layer in others:
        raise ValueError(f"Each layer of a model needs a name of its own. Received: {layer.name!r} twice")
    kind = layer.name
    layer.name = next(name for number in count(1) if (name := f"{kind}_{number}") not in names)
