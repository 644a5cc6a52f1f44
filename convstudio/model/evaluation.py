"""How good a network is with some samples: loss, metrics, and which classes it takes for which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.elementwise import sigmoid
from convstudio.engine.softmax import softmax
from convstudio.model.training_data import TrainingData
from convstudio.nn.callbacks import Means
from convstudio.nn.learner import Logs
from convstudio.nn.losses import CrossEntropy, Loss
from convstudio.nn.metrics import Metric, confusion_matrix, wrongly_taken

Array = NDArray[Any]


class WrongSample(NamedTuple):
    """A sample that is taken for another class.

    Attributes:
        sample: its number in the data, from 0.
        true: its class.
        predicted: the class that it is taken for.
        probability: of the class that it is taken for, 0 … 1.
    """

    sample: int
    true: int
    predicted: int
    probability: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What came out for some samples.

    Attributes:
        steps: the moment of the training; None for weights that are of none.
        logs: loss and metrics.
        samples: how many there were.
        confusion: how often each class (row) was taken for each (column); None where there are no classes.
        wrong: those taken for another class, the surest mistakes first.
    """

    steps: int | None
    logs: Logs
    samples: int
    confusion: NDArray[np.intp] | None = None
    wrong: tuple[WrongSample, ...] = ()


class Examination(NamedTuple):
    """How samples are judged."""

    data: TrainingData
    loss: Loss
    metrics: Sequence[Metric]
    batch_size: int

    def of(
        self,
        network: Callable[[Array, Callable[[], bool]], Array],
        rows: NDArray[np.intp],
        steps: int | None,
        is_stopped: Callable[[], bool],
    ) -> Evaluation:
        """Evaluate a network, as it is after so many steps, with the samples of these numbers.

        Args:
            network: gives outputs for a batch, or raises InterruptedStepError where the second argument,
                `is_stopped`, says so.
            rows: of the samples.
            steps: the moment.
            is_stopped: whether nobody wants to know any more.

        Raises:
            InterruptedStepError: it was stopped.
        """
        means, shares = Means(), []
        for start in range(0, len(rows), self.batch_size):
            batch = rows[start : start + self.batch_size]
            outputs, right = network(self.data.x[batch], is_stopped), self.data.y[batch]
            with np.errstate(all="ignore"):
                logs = {metric.name: metric(right, outputs) for metric in self.metrics}
                means.add({"loss": self.loss(right, outputs), **logs}, len(batch))
                if self.data.classes:
                    shares.append(shares_of(outputs, self.loss))
        logs = means.logs if len(rows) else {}
        if not shares:
            return Evaluation(steps, logs, len(rows))
        return self._judged(steps, logs, rows, np.concatenate(shares))

    def _judged(self, steps: int | None, logs: Logs, rows: NDArray[np.intp], shares: Array) -> Evaluation:
        right, taken = self.data.y[rows], shares.argmax(axis=1)
        confusion = confusion_matrix(right, taken, len(self.data.classes))
        wrong = tuple(
            WrongSample(int(rows[at]), int(right[at]), int(taken[at]), float(shares[at, taken[at]]))
            for at in wrongly_taken(right, shares)
        )
        return Evaluation(steps, logs, len(rows), confusion, wrong)


def shares_of(outputs: Array, loss: Loss) -> Array:
    """Probabilities of the classes, (batch, classes), from what a network gives.

    Args:
        outputs: (batch, classes), or (batch, 1) where there are two.
        loss: says whether they are logits.
    """
    is_logits = isinstance(loss, CrossEntropy) and loss.from_logits
    if outputs.shape[-1] > 1:
        return softmax(outputs) if is_logits else outputs
    share = sigmoid(outputs) if is_logits else outputs
    return np.concatenate([1 - share, share], axis=-1)
