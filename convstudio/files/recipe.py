"""How a network is to be trained, in words and numbers that can be written down."""

from dataclasses import dataclass
from typing import Any

from convstudio.nn import arguments
from convstudio.nn.losses import LOSSES
from convstudio.nn.metrics import metrics_named
from convstudio.nn.optimizers import OPTIMIZERS, Optimizer
from convstudio.nn.training import Trainable


@dataclass(frozen=True)
class Recipe:
    """What `compile` and `fit` are told.

    Attributes:
        optimizer: one of `OPTIMIZERS`; what is not said here has Keras' defaults.
        learning_rate: at least 0.
        batch_size: samples of one step, at least 1.
        epochs: how often all samples are seen, at least 1.
        loss: one of `LOSSES`; outputs are taken for probabilities where it is a cross-entropy.
        metrics: what is told beside the loss, by name.
        validation_split: which part of the samples, the last ones, is only evaluated; from 0, below 1.

    Raises:
        ValueError: one of them is out of its range.
    """

    optimizer: str = "adam"
    learning_rate: float = 0.01
    batch_size: int = 32
    epochs: int = 20
    loss: str = "sparse_categorical_crossentropy"
    metrics: tuple[str, ...] = ("accuracy",)
    validation_split: float = 0.2

    def __post_init__(self) -> None:
        arguments.choice(self.optimizer, "optimizer", OPTIMIZERS)
        arguments.choice(self.loss, "loss", LOSSES)
        arguments.number(self.learning_rate, "learning_rate", least=0)
        for name in ("batch_size", "epochs"):
            arguments.whole_number(getattr(self, name), name)
        split = arguments.number(self.validation_split, "validation_split", least=0)
        if split >= 1:
            raise ValueError(
                f"`validation_split` must be from 0 and below 1. Received: validation_split={split!r}"
            )
        object.__setattr__(self, "metrics", tuple(self.metrics))
        metrics_named(self.metrics)

    def new_optimizer(self) -> Optimizer:
        """An optimizer that has taken no step."""
        return OPTIMIZERS[self.optimizer](learning_rate=self.learning_rate)

    def compile(self, model: Trainable, seed: int | None = None) -> None:
        """Make a model ready for it; `seed` is that of the order of samples and of the layers' dice."""
        model.compile(self.new_optimizer(), self.loss, self.metrics, seed)

    @property
    def fit_words(self) -> dict[str, Any]:
        """What `fit` is to have beside the samples."""
        return {name: getattr(self, name) for name in ("batch_size", "epochs", "validation_split")}
