"""One output cell that a short formula gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import CellExplanation, Place


@dataclass(frozen=True, kw_only=True)
class FormulaExplanation(CellExplanation):
    """A formula with its numbers, and the cells (count, 3) that stand in it, (row, col, channel) of each."""

    formula: tuple[str, ...]
    cells: NDArray[np.intp]

    def inputs(self) -> NDArray[np.intp]:
        """The cells."""
        return self.cells

    def lines(self) -> tuple[str, ...]:
        """The formula."""
        return self.formula


def explain_formula(
    place: Place, value: float, formula: tuple[str, ...], *cells: tuple[int, int, int]
) -> FormulaExplanation:
    """Write down a formula for the value of an output cell."""
    kind, row, col, filter = place
    return FormulaExplanation(
        layer_kind=kind,
        row=row,
        col=col,
        filter=filter,
        value=float(value),
        formula=formula,
        cells=np.array(cells, np.intp).reshape(-1, 3),
    )
