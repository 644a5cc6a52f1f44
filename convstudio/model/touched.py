"""Which part of a grid an edit touched, as few blocks."""

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box

MOST_BOXES = 32  # every block costs an update of its own: more of them are one bounding block
_MOST_CELLS = 4096  # finding blocks among more cells costs more than it saves


def boxes_of(rows: NDArray[np.intp], cols: NDArray[np.intp]) -> tuple[Box, ...]:
    """Cover cells with blocks that do not overlap: exactly, or by one bounding block where they are many."""
    if not rows.size:
        return ()
    if rows.size <= _MOST_CELLS:
        boxes = _stacked(_runs(rows, cols))
        if len(boxes) <= MOST_BOXES:
            return tuple(boxes)
    return (Box(int(rows.min()), int(rows.max()) + 1, int(cols.min()), int(cols.max()) + 1),)


def _runs(rows: NDArray[np.intp], cols: NDArray[np.intp]) -> list[Box]:
    """Cells side by side in one row become one block."""
    runs: list[Box] = []
    for row, col in sorted(set(zip(rows.tolist(), cols.tolist(), strict=True))):
        last = runs[-1] if runs else None
        if last and last.top == row and last.right == col:
            runs[-1] = last._replace(right=col + 1)
        else:
            runs.append(Box(row, row + 1, col, col + 1))
    return runs


def _stacked(runs: list[Box]) -> list[Box]:
    """Runs with the same columns in rows that follow each other become one block."""
    boxes: dict[tuple[int, int, int], Box] = {}  # by the row that would continue it, and its columns
    for run in runs:
        above = boxes.pop((run.top, run.left, run.right), run)
        boxes[run.bottom, run.left, run.right] = above.cover(run)
    return list(boxes.values())
