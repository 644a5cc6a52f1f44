"""One output cell of a pooling written out: the winner, or the mean."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import adds_up, format_value, shown_terms
from convstudio.engine.exact import exact_sum
from convstudio.engine.explain import MOST_TERMS, CellExplanation, check_cell
from convstudio.engine.geometry import Geometry
from convstudio.engine.patch import Patch, patch_at
from convstudio.engine.rounding import multiply

Array = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class PoolExplanation(CellExplanation):
    """The cells under the window of a pooling, in one channel.

    `patch` (window rows, window cols) are their values; `positions`, `sources` and `inside` are those of
    `Patch`, and where `inside` is False nothing counts. `winner` is (row, col) of the largest cell, the
    first if there are several; None for a mean. `total` is the sum of the cells, and `count` is how many
    there are.
    """

    patch: Array
    positions: NDArray[np.intp]
    sources: NDArray[np.intp]
    inside: NDArray[np.bool_]
    winner: tuple[int, int] | None
    total: float
    count: int

    def inputs(self) -> NDArray[np.intp]:
        """The cells under the window, in its channel."""
        patch = Patch(self.positions, self.sources, self.inside)
        return patch.cells(range(self.filter, self.filter + 1))

    def lines(self) -> tuple[str, ...]:
        """Which cells, and what comes of them."""
        cells, few = self.patch[self.inside].tolist(), self.count <= MOST_TERMS
        if self.winner is None:
            return (self._mean(cells if few else [self.total]),)
        texts = ", ".join(map(format_value, cells)) if few else ""
        largest = f"max({texts})" if few else f"the largest of {self.count:,} cells"
        return (f"{largest} = {format_value(self.value)}", f"at [{self.winner[0]}, {self.winner[1]}]")

    def _mean(self, terms: list[float]) -> str:
        """The terms, with digits that make the value times their count, wherever there are such digits."""
        value = format_value(self.value)
        total = multiply(value, str(self.count))
        texts = shown_terms(terms, total)
        written = f"({' + '.join(texts)})" if self.count <= MOST_TERMS else texts[0]
        return f"{written} / {self.count:,} {'=' if adds_up(texts, total) else '≈'} {value}"


def explain_pool(
    x: Array, geometry: Geometry, row: int, col: int, channel: int, is_max: bool, layer_kind: str = ""
) -> PoolExplanation:
    """Write out the output cell (row, col) of a channel, for an input (rows, cols, channels).

    Raises:
        ValueError: there is no such cell.
    """
    check_cell((*geometry.outputs, x.shape[2]), row, col, channel)
    under = patch_at(geometry, row, col)
    patch = under.values(x[..., channel : channel + 1])[..., 0]
    cells = patch[under.inside]
    total = exact_sum(cells)
    winner = under.positions[under.inside][int(np.argmax(cells))]
    return PoolExplanation(
        layer_kind=layer_kind,
        row=row,
        col=col,
        filter=channel,
        value=float(cells.max() if is_max else x.dtype.type(total / len(cells))),
        patch=patch,
        positions=under.positions,
        sources=under.sources,
        inside=under.inside,
        winner=(int(winner[0]), int(winner[1])) if is_max else None,
        total=total,
        count=len(cells),
    )
