"""One step of training: forward, the loss, backward, and the weights follow."""

from collections.abc import Callable, Sequence
from operator import is_
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.scratch import keep_freed_memory
from convstudio.nn.dice import Dice, DiceState
from convstudio.nn.layer import Layer
from convstudio.nn.losses import Loss
from convstudio.nn.metrics import Metric
from convstudio.nn.optimizers import Optimizer, State
from convstudio.nn.shapes import Shape, from_planar, to_planar
from convstudio.nn.stages import Numbered, one_by_one, quickest

Array = NDArray[Any]
Logs = dict[str, float]


OBJECT, DICE = 128, 1024  # bytes of an array beside its numbers, and of the state of random numbers, about


class DivergedError(ArithmeticError):
    """Training came to a loss or to weights that are not finite.

    Attributes:
        steps_back: how many steps the learner has gone back to weights whose loss was finite: 0 or 1.
    """

    def __init__(self, message: str, steps_back: int = 0) -> None:
        super().__init__(message)
        self.steps_back = steps_back


class InterruptedStepError(Exception):
    """A step was left before its end, and nothing has changed."""


class Stack(Protocol):
    """What a learner needs of a model."""

    @property
    def layers(self) -> list[Layer]:
        """Built layers, from the input to the output."""


class Gradients(NamedTuple):
    """What one pass forward and backward finds.

    `levels` are the planes (batch, rows, cols, channels) that reach each layer, and last what comes out;
    `by_levels` the gradients of the loss by them (None where not asked for). `by_weights` has a dictionary
    for each layer. Where the loss is not finite there are no gradients.
    """

    loss: float
    outputs: Array
    levels: list[Array]
    by_levels: list[Array | None]
    by_weights: list[dict[str, Array]]


class _Way(NamedTuple):
    """A batch on its way through the layers: shapes and planes of all levels, and what layers remember."""

    shapes: list[Shape]
    levels: list[Array]
    memories: list[Any]


class Memory(NamedTuple):
    """All that training depends on beside the samples: weights, optimizer and dice. Nobody changes it.

    `values` are copies of all weights, in the order of the layers and as Keras has them.
    """

    values: list[Array]
    optimizer: State
    dice: DiceState

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        slots = [slot for slots in self.optimizer[1] for slot in slots]
        arrays = sum(array.nbytes + OBJECT for array in (*self.values, *slots))
        return arrays + (1 + len(self.dice.layers)) * DICE


class _Snapshot(NamedTuple):
    arrays: list[Array]
    memory: Memory


class Learner:
    """A stack of layers with a loss, an optimizer, and dice.

    Attributes:
        dice: of the layers, and for the order of samples.
        is_interrupted: asked before each layer, forward and backward, and before the weights follow; where it
            is, the step ends there.
    """

    def __init__(
        self, stack: Stack, optimizer: Optimizer, loss: Loss, metrics: Sequence[Metric], seed: int | None
    ) -> None:
        self.optimizer, self.loss, self.metrics = optimizer, loss, metrics
        self.dice = Dice(seed)
        self._stack = stack
        self._last: _Snapshot | None = None
        self.is_interrupted: Callable[[], bool] = lambda: False
        keep_freed_memory()

    def step(self, x: Array, y: Array) -> Logs:
        """Take one step of training with a batch.

        Args:
            x: inputs (batch, ...).
            y: targets (batch, ...), as the loss takes them.

        Returns:
            The loss and the metrics, before the step.

        Raises:
            DivergedError: the loss is not finite, or the weights would not be; the weights are then those
                whose loss was the last finite one.
            InterruptedStepError: `is_interrupted` said so; everything is as before the step.
            ValueError: inputs or targets do not fit.
        """
        before, stages = self._snapshot(), quickest(self._stack.layers)
        with np.errstate(all="ignore"):
            try:
                found = self._pass(x, y, stages)
                self._ask()
            except InterruptedStepError:
                self._go_back(before.memory)
                raise
            if not np.isfinite(found.loss):
                last = self._last if self._is_followed_by(before) else None
                self._go_back((last or before).memory)
                raise DivergedError(f"The loss is {found.loss}", steps_back=int(last is not None))
            weights = [stage.trained_weights for _, _, stage in stages]
            by_weights = [by[n] for own, by in zip(weights, found.by_weights, strict=True) for n in own]
            self.optimizer.apply(by_weights, [array for own in weights for array in own.values()])
        if not all(np.isfinite(array).all() for array in self._arrays()):
            self._go_back(before.memory)
            raise DivergedError("A weight is no longer finite")
        self._last = before
        return self.logs(found.loss, y, found.outputs)

    def gradients(self, x: Array, y: Array, by_input: bool = False) -> Gradients:
        """The loss of a batch, and its gradients; the weights stay (moving statistics do not).

        Args:
            x: inputs (batch, ...).
            y: targets (batch, ...), as the loss takes them.
            by_input: whether the gradient by the input is wanted, and by what comes before all weights.

        Raises:
            InterruptedStepError: `is_interrupted` said so; moving statistics and dice may have moved.
            ValueError: inputs or targets do not fit.
        """
        return self._pass(x, y, one_by_one(self._stack.layers), by_input)

    def _pass(self, x: Array, y: Array, stages: Sequence[Numbered], by_input: bool = False) -> Gradients:
        """Forward and backward through some stages, which stand where `Gradients` has the layers."""
        way = self._forward(x, stages)
        result = from_planar(way.levels[-1], way.shapes[-1])
        loss = self.loss(y, result)
        if np.isfinite(loss):
            error = to_planar(self.loss.gradient(y, result), way.shapes[-1])
            return Gradients(loss, result, way.levels, *self._backward(way, error, stages, by_input))
        return Gradients(loss, result, way.levels, [], [])

    def _forward(self, x: Array, stages: Sequence[Numbered]) -> _Way:
        shapes: list[Shape] = [x.shape[1:]]
        levels, memories = [to_planar(x, shapes[0])], []
        for number, layer, stage in stages:
            self._ask()
            levels[-1] = levels[-1].astype(stage.dtype, copy=False)
            outputs, memory = stage.train_forward(levels[-1], shapes[-1], self.dice.of(number, layer))
            shapes.append(stage.output_shape_for(shapes[-1]))
            levels.append(outputs)
            memories.append(memory)
        return _Way(shapes, levels, memories)

    def _backward(
        self, way: _Way, error: Array, stages: Sequence[Numbered], by_input: bool
    ) -> tuple[list[Array | None], list[dict[str, Array]]]:
        """Gradients by the levels and by the weights, where `error` is that by what comes out."""
        first = 0 if by_input else _first_with_weights(stages)
        by_levels: list[Array | None] = [*([None] * len(stages)), error]
        by_weights: list[dict[str, Array]] = [{} for _ in stages]
        for at in reversed(range(first, len(stages))):
            self._ask()
            stage, wanted = stages[at].stage, by_input or at > first
            error = error.astype(stage.dtype, copy=False)
            returned = stage.train_backward(way.levels[at], way.memories[at], error, way.shapes[at], wanted)
            by_weights[at] = returned.by_weights
            if returned.by_input is not None:
                error = by_levels[at] = returned.by_input
        return by_levels, by_weights

    def logs(self, loss: float, y: Array, outputs: Array) -> Logs:
        """The loss and the metrics by name."""
        return {"loss": loss, **{metric.name: metric(y, outputs) for metric in self.metrics}}

    @property
    def memory(self) -> Memory:
        """A copy of all that the next steps depend on; setting it goes back to where it was taken."""
        values = [array.copy() for array in self._arrays()]
        return Memory(values, self.optimizer.state, self.dice.state)

    @memory.setter
    def memory(self, memory: Memory) -> None:
        self._last = None
        self._go_back(memory)

    def _go_back(self, memory: Memory) -> None:
        for array, values in zip(self._arrays(), memory.values, strict=True):
            array[...] = values
        self.optimizer.state, self.dice.state = memory.optimizer, memory.dice

    def _ask(self) -> None:
        if self.is_interrupted():
            raise InterruptedStepError

    def _arrays(self) -> list[Array]:
        return [array for layer in self._stack.layers for array in layer.weight_arrays]

    def _snapshot(self) -> _Snapshot:
        return _Snapshot(self._arrays(), self.memory)

    def _is_followed_by(self, now: _Snapshot) -> bool:
        """Whether the weights are still those that the last step left: nobody has set others since."""
        last = [] if self._last is None else self._last.arrays
        return len(last) == len(now.arrays) > 0 and all(map(is_, last, now.arrays))


def _first_with_weights(stages: Sequence[Numbered]) -> int:
    """Number of the first stage that learns: nothing before it needs a gradient."""
    return next((at for at, (_, _, stage) in enumerate(stages) if stage.trained_weights), len(stages))
