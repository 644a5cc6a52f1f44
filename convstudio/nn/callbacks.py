"""What is told while a model is trained."""

from collections.abc import Sequence
from typing import Any

from convstudio.nn.learner import Logs


class Callback:
    """Told of every batch and epoch, counted from 0; each method may be left out.

    `model` is the model that is trained; with `model.stop_training = True` it stops after the batch.
    """

    model: Any = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """`fit` begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """`fit` ends, however it does."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """An epoch begins."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """An epoch is complete; `logs` are its means, and "val_" numbers of the validation."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A step begins."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A step has been taken; `logs` are the loss and the metrics of its batch before it."""


class History(Callback):
    """The numbers of all complete epochs.

    Attributes:
        epoch: their numbers, from 0.
        history: lists of numbers by name.
        problem: what stopped the training, if something did; otherwise empty.
    """

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}
        self.problem = ""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Keep the numbers."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class Printer(Callback):
    """A printed line for each epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Print the numbers."""
        numbers = (f"{name}: {value:.4g}" for name, value in (logs or {}).items())
        print(" - ".join((f"Epoch {epoch + 1}", *numbers)))


class Means:
    """Means of the numbers of some batches, each as often as the batch has samples."""

    def __init__(self) -> None:
        self._sums: Logs = {}
        self._samples = 0

    def add(self, logs: Logs, samples: int) -> None:
        """Take the numbers of a batch."""
        self._samples += samples
        for name, value in logs.items():
            self._sums[name] = self._sums.get(name, 0.0) + value * samples

    def with_batch(self, logs: Logs, samples: int) -> "Means":
        """Other means, of this and one more batch."""
        means = Means()
        means._sums, means._samples = dict(self._sums), self._samples
        means.add(logs, samples)
        return means

    @property
    def logs(self) -> Logs:
        """The means so far."""
        return {name: total / self._samples for name, total in self._sums.items()}


def tell(callbacks: Sequence[Callback], what: str, *words: Any) -> None:
    """Call one method of all callbacks."""
    for callback in callbacks:
        getattr(callback, what)(*words)
