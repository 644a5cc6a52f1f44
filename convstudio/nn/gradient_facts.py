"""What is known of one number in a step of training: a weight, an input cell, an output, a gate."""

from dataclasses import dataclass

from convstudio.engine.explain_error import ErrorTerms, PoolShare
from convstudio.engine.explain_update import UpdateExplanation


@dataclass(frozen=True, eq=False)
class WeightFacts:
    """All of one weight that does not depend on the position.

    Attributes:
        name, index: where it stands in Keras' arrays.
        gradient: in float64; `stored_gradient` in the numbers of the layer.
        update: what the optimizer does to it.
    """

    name: str
    index: tuple[int, ...]
    gradient: float
    stored_gradient: float
    update: UpdateExplanation


@dataclass(frozen=True, eq=False)
class CellFacts:
    """One input cell, and how the error comes back to it.

    Attributes:
        sample, row, col, channel: which cell.
        value: the cell itself.
        gradient: in float64; `stored_gradient` in the numbers of the layer.
        terms: what it is the sum of; None where that is not told.
        windows: of a pooling, those that see the cell.
    """

    sample: int
    row: int
    col: int
    channel: int
    value: float
    gradient: float
    stored_gradient: float
    terms: ErrorTerms | None
    windows: tuple[PoolShare, ...] = ()

    @property
    def place(self) -> tuple[int, int, int, int]:
        """(sample, row, col, channel)."""
        return self.sample, self.row, self.col, self.channel


@dataclass(frozen=True, eq=False)
class OutputFacts:
    """One cell of what comes out, its part in the loss, and the error that it sends back.

    `term` and `slope` are formulas with their numbers; empty where the output is not in the loss.
    """

    sample: int
    row: int
    col: int
    channel: int
    value: float
    target: float
    term: str
    slope: str
    gradient: float
    stored_gradient: float

    @property
    def place(self) -> tuple[int, int, int, int]:
        """(sample, row, col, channel)."""
        return self.sample, self.row, self.col, self.channel


@dataclass(frozen=True)
class GateFacts:
    """How the error of a place came through the layer's own activation: of one map, at one place."""

    activation: str
    z: float
    terms: ErrorTerms
