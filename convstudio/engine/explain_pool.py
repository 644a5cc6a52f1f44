"""One output cell of a pooling written out: the winner, or the mean."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import format_value
from convstudio.engine.exact import exact_sum
from convstudio.engine.explain import MOST_TERMS, CellExplanation, check_cell
from convstudio.engine.geometry import Geometry
from convstudio.engine.patch import Patch, patch_at

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
        texts = [format_value(cell) for cell in self.patch[self.inside][: MOST_TERMS + 1]]
        value = format_value(self.value)
        few = len(texts) <= MOST_TERMS
        if self.winner is None:
            cells = " + ".join(texts) if few else format_value(self.total)
            return (
                f"({cells}) / {self.count:,} = {value}" if few else f"{cells} / {self.count:,} = {value}",
            )
        cells = f"max({', '.join(texts)})" if few else f"the largest of {self.count:,} cells"
        return (f"{cells} = {value}", f"at [{self.winner[0]}, {self.winner[1]}]")


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
