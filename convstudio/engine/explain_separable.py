"""One output cell of a separable convolution written out: the window on each channel, then the mixture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import Explanation, Place
from convstudio.engine.explain_terms import TermsExplanation, explain_terms


@dataclass(frozen=True, kw_only=True)
class SeparableExplanation(TermsExplanation):
    """A mixture of maps, and how each of them came about: `parts`, one for each of `values`.

    `cells` are the places of the mixed values, (row, col, map) in the maps between the two convolutions.
    """

    parts: tuple[Explanation, ...]

    def inputs(self) -> NDArray[np.intp]:
        """The cells under the window, in every channel."""
        return np.unique(np.concatenate([part.inputs() for part in self.parts]), axis=0)

    def lines(self) -> tuple[str, ...]:
        """The value of each map, then their mixture."""
        texts = self.factors().cells
        maps = (f"map {part.filter + 1}: {text}" for part, text in zip(self.parts, texts, strict=True))
        return (*maps, *super().lines())


def explain_separable(
    place: Place,
    parts: Sequence[Explanation],
    weights: NDArray[Any],
    bias: float,
    activation: str,
) -> SeparableExplanation:
    """Mix cells that are explained already; the arguments are those of `explain_terms`."""
    cells = np.array([(part.row, part.col, part.filter) for part in parts])
    values = np.array([part.value for part in parts], weights.dtype)
    mixture = explain_terms(place, cells, values, weights, bias, activation)
    return SeparableExplanation(**vars(mixture), parts=tuple(parts))
