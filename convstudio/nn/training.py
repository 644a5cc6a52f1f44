"""Models that can be trained, with Keras' words."""

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.nn import arguments
from convstudio.nn.callbacks import Callback, History, Means, Printer, tell
from convstudio.nn.course import Course
from convstudio.nn.layer import Array, Layer, as_numbers
from convstudio.nn.learner import DivergedError, Learner, Logs
from convstudio.nn.losses import Loss, loss_named
from convstudio.nn.metrics import Metric, metrics_named
from convstudio.nn.optimizers import Optimizer, optimizer_named

BATCH = 32  # samples, where nothing else is said


class Trainable(ABC):
    """A stack of layers that can be compiled and trained.

    Attributes:
        stop_training: set by a callback, it ends `fit` after the batch.
    """

    stop_training = False
    _learner: Learner | None = None

    @property
    @abstractmethod
    def layers(self) -> list[Layer]:
        """The layers, from the input to the output."""

    @property
    @abstractmethod
    def built(self) -> bool:
        """Whether all weights are there."""

    @abstractmethod
    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights for inputs of a shape (batch, ...)."""

    @abstractmethod
    def __call__(self, inputs: ArrayLike) -> Array:
        """What comes out for a batch of inputs, outside of training."""

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss = "mean_squared_error",
        metrics: Iterable[str | Metric | Loss] = (),
        seed: int | None = None,
    ) -> None:
        """Say how the model is to be trained.

        Args:
            optimizer: one of `OPTIMIZERS`, by name with Keras' defaults.
            loss: one of `LOSSES`.
            metrics: what is told beside the loss: "accuracy", another of `ACCURACIES`, or a loss.
            seed: makes the order of samples and the dice of layers the same every time; those of a layer
                with a seed follow that. (Keras has `set_random_seed` for this.)

        Raises:
            ValueError: a name is unknown.
        """
        checked = None if seed is None else arguments.whole_number(seed, "seed", least=0)
        self._learner = Learner(
            self, optimizer_named(optimizer), loss_named(loss), metrics_named(metrics), checked
        )

    @property
    def learner(self) -> Learner:
        """What takes the steps. Raises ValueError before `compile`."""
        if self._learner is None:
            raise ValueError("Compile the model before it is trained or evaluated.")
        return self._learner

    def train_on_batch(self, x: ArrayLike, y: ArrayLike) -> Logs:
        """One step of training. See `Learner.step`; the numbers are those before the step.

        Raises:
            DivergedError: the loss is not finite; the weights are the last whose loss was.
            ValueError: inputs or targets do not fit, or the model is not compiled.
        """
        return self.learner.step(*self._pair(x, y))

    def fit(
        self,
        x: ArrayLike,
        y: ArrayLike,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = 0,
        callbacks: Sequence[Callback] = (),
        validation_split: float = 0.0,
        validation_data: tuple[ArrayLike, ArrayLike] | None = None,
        shuffle: bool = True,
        initial_epoch: int = 0,
    ) -> History:
        """Train for some epochs on inputs and targets (samples, ...), in batches of 32 or `batch_size`.

        Args:
            x, y, batch_size, callbacks, shuffle: as in Keras.
            epochs: number of the last epoch; with `initial_epoch` training goes on where another ended.
            verbose: 1 or 2 prints a line for each epoch.
            validation_split: which part of the samples, the last ones, is only evaluated.
            validation_data: other inputs and targets to evaluate instead.

        Returns:
            The numbers of all epochs. Training that diverges stops, warns with a RuntimeWarning, says so in
            `History.problem`, and leaves the last weights whose loss was finite.

        Raises:
            ValueError: an argument is wrong.
        """
        size = BATCH if batch_size is None else arguments.whole_number(batch_size, "batch_size")
        numbers = _epochs(initial_epoch, epochs)
        inputs, targets = self._pair(x, y)
        kept = _kept_of(len(inputs), validation_split)
        rest = (inputs[kept:], targets[kept:]) if kept < len(inputs) else None
        validation = rest if validation_data is None else self._pair(*validation_data)
        history = History()
        told = [history, *([Printer()] if verbose in (1, 2) else []), *callbacks]
        run = _Run(self, told, (inputs[:kept], targets[:kept]), validation, size, bool(shuffle))
        history.problem = run.epochs(numbers)
        return history

    def evaluate(self, x: ArrayLike, y: ArrayLike, batch_size: int | None = None) -> Logs:
        """Loss and metrics by name, outside of training: Keras' with `return_dict=True`.

        Raises:
            ValueError: inputs or targets do not fit, or the model is not compiled.
        """
        size = BATCH if batch_size is None else arguments.whole_number(batch_size, "batch_size")
        learner, (inputs, targets) = self.learner, self._pair(x, y)
        means = Means()
        for batch in _batches(np.arange(len(inputs)), size):
            outputs, right = self(inputs[batch]), targets[batch]
            means.add(learner.logs(learner.loss(right, outputs), right, outputs), len(batch))
        return means.logs

    def _pair(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Inputs and targets as arrays, the layers built for them."""
        inputs, targets = as_numbers(x), as_numbers(y)
        if not self.layers:
            raise ValueError("A model needs a layer before it is trained or evaluated.")
        if min(inputs.ndim, targets.ndim) < 1 or len(inputs) != len(targets) or not len(inputs):
            raise ValueError(
                "There must be as many targets as inputs, at least one. "
                f"Received: shapes {inputs.shape} and {targets.shape}"
            )
        if not self.built:
            self.build(inputs.shape)
        shape = inputs.shape[1:]
        for layer in self.layers:
            layer.check_built_for(shape)
            shape = layer.output_shape_for(shape)
        return inputs, targets


class _Run:
    """One `fit`."""

    def __init__(
        self,
        model: Trainable,
        callbacks: Sequence[Callback],
        samples: tuple[Array, Array],
        validation: tuple[Array, Array] | None,
        size: int,
        shuffle: bool,
    ) -> None:
        self._model, self._callbacks = model, callbacks
        self._validation, self._size = validation, size
        self._course = Course(model.learner, samples, size, shuffle)

    def epochs(self, numbers: range) -> str:
        """Train; what the problem is, if there is one."""
        self._model.stop_training = False
        for callback in self._callbacks:
            callback.model = self._model
        tell(self._callbacks, "on_train_begin")
        try:
            for number in numbers:
                self._epoch(number)
                if self._model.stop_training:
                    break
        except DivergedError as diverged:
            problem = f"Training stopped: {diverged}. The weights are the last whose loss was finite."
            warnings.warn(problem, RuntimeWarning, stacklevel=3)
            return problem
        finally:
            tell(self._callbacks, "on_train_end")
        return ""

    def _epoch(self, number: int) -> None:
        tell(self._callbacks, "on_epoch_begin", number)
        model, course = self._model, self._course
        for count in range(course.batches):
            tell(self._callbacks, "on_train_batch_begin", count)
            logs = course.step()
            tell(self._callbacks, "on_train_batch_end", count, logs)
            if model.stop_training:
                break
        validated: Logs = {}
        if self._validation is not None:
            found = model.evaluate(*self._validation, self._size)
            validated = {f"val_{name}": value for name, value in found.items()}
        tell(self._callbacks, "on_epoch_end", number, {**course.place.means.logs, **validated})


def _epochs(first: Any, last: Any) -> range:
    """The numbers of the epochs, from 0."""
    start = arguments.whole_number(first, "initial_epoch", least=0)
    return range(start, arguments.whole_number(last, "epochs", least=0))


def _kept_of(samples: int, validation_split: Any) -> int:
    """How many samples are trained on: the first ones, rounded down as in Keras."""
    part = arguments.number(validation_split, "validation_split", least=0)
    kept = math.floor(samples * (1 - part))
    if part >= 1 or kept < 1:
        raise ValueError(
            "`validation_split` must leave samples to train on. "
            f"Received: validation_split={validation_split} of {samples} samples"
        )
    return kept


def _batches(order: NDArray[np.intp], size: int) -> Iterator[NDArray[np.intp]]:
    return (order[start : start + size] for start in range(0, len(order), size))
