"""How far weights are from others: of two moments of a training, or learned and true."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.nn.learner import Logs

Array = NDArray[Any]


class Distance(NamedTuple):
    """How far weights are from others.

    Attributes:
        largest: the largest magnitude of a difference.
        relative: the norm of all differences, divided by that of the others; inf where these are 0.
    """

    largest: float
    relative: float


class Difference(NamedTuple):
    """How the weights of a layer differ between two moments.

    Attributes:
        layer: its number, from 0.
        arrays: those of the later moment less those of the earlier, in float64.
        largest: the largest magnitude of all.
        relative: the norm of all, divided by that of the earlier weights; inf where these are 0.
    """

    layer: int
    arrays: tuple[Array, ...]
    largest: float
    relative: float


class MomentComparison(NamedTuple):
    """Two moments: how many steps had been taken, the numbers of the next batch, how the weights differ."""

    steps: tuple[int, int]
    logs: tuple[Logs, Logs]
    layers: list[Difference]


def distance(weights: Array, others: Array) -> Distance:
    """How far weights are from others of the same shape, in float64."""
    return _distance([weights.astype(np.float64) - others], [others])


def differences(
    earlier: Mapping[int, Sequence[Array]], later: Mapping[int, Sequence[Array]]
) -> list[Difference]:
    """How weights have changed, layer by layer."""
    found = []
    for number, before in earlier.items():
        arrays = tuple(
            after.astype(np.float64) - one for one, after in zip(before, later[number], strict=True)
        )
        found.append(Difference(number, arrays, *_distance(arrays, before)))
    return found


def _distance(differences: Sequence[Array], others: Sequence[Array]) -> Distance:
    largest = max(float(np.abs(array).max(initial=0)) for array in differences)
    norm, base = (
        float(np.sqrt(sum(np.square(array, dtype=np.float64).sum() for array in arrays)))
        for arrays in (differences, others)
    )
    return Distance(largest, norm / base if base else (np.inf if norm else 0.0))
