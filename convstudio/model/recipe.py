"""How a network is to be trained: optimizer, loss, batches, length, dice."""

from dataclasses import dataclass, fields

from convstudio.nn import arguments
from convstudio.nn.losses import LOSSES, CrossEntropy, Loss
from convstudio.nn.metrics import metrics_named
from convstudio.nn.optimizers import OPTIMIZERS, Optimizer

AT_ONCE = ("learning_rate", "epochs", "max_steps")  # what may change while a training is under way


@dataclass(frozen=True)
class Recipe:
    """Settings of a training, with Keras' words.

    Attributes:
        optimizer: one of `OPTIMIZERS`; it takes of the settings down to `epsilon` those that it knows.
        learning_rate: at least 0.
        momentum: 0 … 1, of SGD and RMSprop.
        nesterov: of SGD.
        rho: 0 … 1, of RMSprop.
        beta_1: at least 0 and below 1, of Adam.
        beta_2: likewise.
        epsilon: at least 0, of RMSprop and Adam.
        loss: one of `LOSSES`.
        from_logits: whether a cross-entropy takes what comes before softmax or sigmoid.
        metrics: what is told beside the loss.
        batch_size: samples in a step.
        epochs: after how many the training is finished.
        max_steps: after how many steps it is, if that is sooner; None for no limit.
        seed: of the order of samples, the split and the dice of layers.
        shuffle: whether each epoch has an order of its own.
        validation_split: which part of the samples is only evaluated, at least 0 and below 1.

    Raises:
        ValueError: one of them is out of its range; the rule and the value.
    """

    optimizer: str = "adam"
    learning_rate: float = 0.001
    momentum: float = 0.0
    nesterov: bool = False
    rho: float = 0.9
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    loss: str = "sparse_categorical_crossentropy"
    from_logits: bool = True
    metrics: tuple[str, ...] = ("accuracy",)
    batch_size: int = 32
    epochs: int = 10
    max_steps: int | None = None
    seed: int = 0
    shuffle: bool = True
    validation_split: float = 0.2

    def __post_init__(self) -> None:
        self.make_optimizer()
        self.make_loss()
        metrics_named(self.metrics)
        for name in ("batch_size", "epochs"):
            arguments.whole_number(getattr(self, name), name)
        if self.max_steps is not None:
            arguments.whole_number(self.max_steps, "max_steps")
        arguments.whole_number(self.seed, "seed", least=0)
        arguments.truth(self.shuffle, "shuffle")
        part = arguments.number(self.validation_split, "validation_split", least=0)
        if part >= 1:
            raise ValueError(
                "`validation_split` must be at least 0 and below 1. "
                f"Received: validation_split={self.validation_split!r}"
            )

    def make_optimizer(self) -> Optimizer:
        """A new optimizer with these settings."""
        kind = OPTIMIZERS[arguments.choice(self.optimizer, "optimizer", OPTIMIZERS)]
        return kind(**{name: getattr(self, name) for name in kind.words.split() if hasattr(self, name)})

    def make_loss(self) -> Loss:
        """The loss with these settings."""
        kind = LOSSES[arguments.choice(self.loss, "loss", LOSSES)]
        return kind(self.from_logits) if issubclass(kind, CrossEntropy) else kind()

    def differs_at_once(self, other: "Recipe") -> bool:
        """Whether only settings differ that may change while a training is under way."""
        names = {field.name for field in fields(self)} - set(AT_ONCE)
        return all(getattr(self, name) == getattr(other, name) for name in names)
