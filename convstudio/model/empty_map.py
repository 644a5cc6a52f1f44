"""Why a whole feature map is zero: the same question as of a cell, asked of many of its places."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import Explanation, Why
from convstudio.nn.layer import Layer

MOST_PLACES = 64  # looked at, evenly over the map: about 5 ms


@dataclass(frozen=True)
class EmptyMap:
    """How often each reason holds among the places looked at, and the largest value before the activation."""

    reasons: Mapping[Why, int]
    looked_at: int
    places: int
    largest_before: float
    bias: float
    activation: str


def why_empty(layer: Layer, x: NDArray[np.floating], shape: tuple[int, int], filter: int) -> EmptyMap | None:
    """Ask places of a map of `shape` (rows, cols) why they are 0; None for a layer without products.

    `x` is the planar input of the layer, (rows, cols, channels).
    """
    places = shape[0] * shape[1]
    chosen = np.unique(np.linspace(0, places - 1, min(places, MOST_PLACES)).round().astype(int))
    cells = [divmod(int(place), shape[1]) for place in chosen]
    steps = [layer.explain(x, row, col, filter) for row, col in cells]
    written = [step for step in steps if isinstance(step, Explanation)]
    if len(written) < len(steps):
        return None
    reasons = Counter(step.why_zero().why for step in written)
    largest = max(step.before for step in written)
    return EmptyMap(reasons, len(written), places, largest, written[0].bias, written[0].activation)
