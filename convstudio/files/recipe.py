"""How a network is to be trained, in words and numbers that can be written down."""

from dataclasses import dataclass, fields
from typing import Any

from convstudio.nn import arguments
from convstudio.nn.losses import LOSSES, CrossEntropy, Loss
from convstudio.nn.metrics import metrics_named
from convstudio.nn.optimizers import OPTIMIZERS, Optimizer
from convstudio.nn.training import Trainable

AT_ONCE = ("learning_rate", "epochs", "max_steps")  # what may change while a training is under way


@dataclass(frozen=True)
class Recipe:
    """What `compile` and `fit` are told.

    Attributes:
        optimizer: one of `OPTIMIZERS`; it takes of the settings those that it knows.
        learning_rate: at least 0.
        batch_size: samples of one step, at least 1.
        epochs: how often all samples are seen, at least 1.
        loss: one of `LOSSES`.
        metrics: what is told beside the loss, by name.
        validation_split: which part of the samples, the last ones, is only evaluated; from 0, below 1.
        from_logits: whether a cross-entropy takes what comes before softmax or sigmoid, and no probabilities.
        momentum: 0 … 1, of SGD and RMSprop.
        nesterov: of SGD.
        rho: 0 … 1, of RMSprop.
        beta_1: from 0, below 1, of Adam.
        beta_2: likewise.
        epsilon: at least 0, of RMSprop and Adam.
        shuffle: whether the samples have an order by chance, another one in each epoch.
        seed: of that order and of the layers' dice.
        max_steps: ends the training before its epochs are complete; None for no limit.

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
    from_logits: bool = False
    momentum: float = 0.0
    nesterov: bool = False
    rho: float = 0.9
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    shuffle: bool = True
    seed: int = 0
    max_steps: int | None = None

    def __post_init__(self) -> None:
        self.new_optimizer()
        self.new_loss()
        for name in ("batch_size", "epochs"):
            arguments.whole_number(getattr(self, name), name)
        if self.max_steps is not None:
            arguments.whole_number(self.max_steps, "max_steps")
        arguments.whole_number(self.seed, "seed", least=0)
        arguments.truth(self.shuffle, "shuffle")
        split = arguments.number(self.validation_split, "validation_split", least=0)
        if split >= 1:
            raise ValueError(
                f"`validation_split` must be from 0 and below 1. Received: validation_split={split!r}"
            )
        object.__setattr__(self, "metrics", tuple(self.metrics))
        metrics_named(self.metrics)

    def new_optimizer(self) -> Optimizer:
        """An optimizer that has taken no step."""
        kind = OPTIMIZERS[arguments.choice(self.optimizer, "optimizer", OPTIMIZERS)]
        known = {field.name for field in fields(self)}
        return kind(**{word: getattr(self, word) for word in kind.words.split() if word in known})

    def new_loss(self) -> Loss:
        """The loss."""
        kind = LOSSES[arguments.choice(self.loss, "loss", LOSSES)]
        from_logits = arguments.truth(self.from_logits, "from_logits")
        return kind(from_logits) if issubclass(kind, CrossEntropy) else kind()

    def compile(self, model: Trainable, seed: int | None = None) -> None:
        """Make a model ready for it; `seed` takes the place of the recipe's."""
        model.compile(
            self.new_optimizer(), self.new_loss(), self.metrics, self.seed if seed is None else seed
        )

    @property
    def fit_words(self) -> dict[str, Any]:
        """What `fit` is to have beside the samples."""
        return {name: getattr(self, name) for name in ("batch_size", "epochs", "validation_split", "shuffle")}

    def changes_only(self, other: "Recipe", names: tuple[str, ...] = AT_ONCE) -> bool:
        """Whether another recipe differs in nothing but these settings."""
        kept = [field.name for field in fields(self) if field.name not in names]
        return all(getattr(self, name) == getattr(other, name) for name in kept)
