"""One pass of training, forward and backward: what was met on the way is kept to be looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.nn.affine import Affine
from convstudio.nn.layer import Layer
from convstudio.nn.losses import Loss
from convstudio.nn.shapes import Shape, from_planar, to_planar

Array = NDArray[Any]
Dice = Callable[[int], np.random.Generator]


def no_dice(number: int) -> np.random.Generator:
    """The same random numbers for a layer in every pass."""
    return np.random.default_rng([0, number])


@dataclass(frozen=True, eq=False)
class TrainingPass:
    """A batch on its way through a stack in training, and the errors on their way back.

    Attributes:
        layers: built, from the input on; nobody else changes their weights.
        shapes: of the levels without batch, one more than layers.
        levels: the planes (batch, rows, cols, channels) that reach each layer, and last what comes out.
        memories: what each layer remembered.
        errors: the gradient of the loss by each level.
        by_weights: the gradient by each layer's arrays of weights.
        loss: of the batch.
        kind: which loss.
        targets: as the loss takes them.
        dice: for each layer, the random numbers that this pass had.
    """

    layers: Sequence[Layer]
    shapes: Sequence[Shape]
    levels: Sequence[Array]
    memories: Sequence[Any]
    errors: Sequence[Array]
    by_weights: Sequence[dict[str, Array]]
    loss: float
    kind: Loss
    targets: Array
    dice: Dice

    @cached_property
    def _before(self) -> dict[int, Array]:
        return {}  # errors before activations that were asked for

    @property
    def outputs(self) -> Array:
        """What came out, (batch, ...) as Keras has it."""
        return from_planar(self.levels[-1], self.shapes[-1])

    def error_before(self, number: int) -> Array:
        """The gradient by what stands before the activation of a layer, planes; by its output without one."""
        layer, error = self.layers[number], self.errors[number + 1]
        if not isinstance(layer, Affine) or layer.activation == "linear":
            return error
        if number not in self._before:
            self._before[number] = ACTIVATIONS[layer.activation].backward(self.sums(number), error)
        return self._before[number]

    def sums(self, number: int) -> Array:
        """What stands before the activation of a layer of sums, planes."""
        sums: Array = self.memories[number][0]
        return sums

    def loss_from(self, number: int, planes: Array, layer: Layer | None = None) -> float:
        """The loss, if other `planes` reached a layer, or if another `layer` stood there."""
        with np.errstate(all="ignore"):
            for at in range(number, len(self.layers)):
                here = layer if layer is not None and at == number else self.layers[at]
                planes, _ = here.train_forward(planes, self.shapes[at], self.dice(at))
            return self.kind(self.targets, from_planar(planes, self.shapes[-1]))


def run_pass(layers: Sequence[Layer], x: Array, y: Array, loss: Loss, dice: Dice = no_dice) -> TrainingPass:
    """Take a batch forward and its errors backward; weights stay (moving statistics do not).

    Args:
        layers: built, from the input on.
        x: inputs (batch, ...).
        y: targets (batch, ...), as the loss takes them.
        loss: which.
        dice: random numbers for each layer, by its number; each call starts them anew.

    Raises:
        ValueError: inputs or targets do not fit, or the loss is not finite.
    """
    shapes: list[Shape] = [x.shape[1:]]
    levels, memories = [to_planar(x, shapes[0])], []
    with np.errstate(all="ignore"):
        for number, layer in enumerate(layers):
            levels[-1] = levels[-1].astype(layer.dtype, copy=False)
            outputs, memory = layer.train_forward(levels[-1], shapes[-1], dice(number))
            shapes.append(layer.output_shape_for(shapes[-1]))
            levels.append(outputs)
            memories.append(memory)
        result = from_planar(levels[-1], shapes[-1])
        value = loss(y, result)
        if not np.isfinite(value):
            raise ValueError(f"The loss is {value}: there are no gradients")
        error = to_planar(loss.gradient(y, result), shapes[-1])
        errors, by_weights = _backward(layers, shapes, levels, memories, error)
    return TrainingPass(layers, shapes, levels, memories, errors, by_weights, value, loss, y, dice)


def _backward(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    levels: Sequence[Array],
    memories: Sequence[Any],
    error: Array,
) -> tuple[list[Array], list[dict[str, Array]]]:
    """The gradient by each level, and by the weights of each layer."""
    errors: list[Array] = [error]
    by_weights: list[dict[str, Array]] = []
    for at in reversed(range(len(layers))):
        errors[0] = errors[0].astype(layers[at].dtype, copy=False)
        returned = layers[at].train_backward(levels[at], memories[at], errors[0], shapes[at])
        assert returned.by_input is not None
        errors.insert(0, returned.by_input)
        by_weights.insert(0, returned.by_weights)
    return errors, by_weights
