"""What belongs to what in layers of every kind, in the places in which the views show it.

A vector is shown folded (see `flat`), so that a channel of it is a place of the grid.
"""

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.engine.links import Cells
from convstudio.engine.walk import Step
from convstudio.model.flat import folded, is_flat, number_at, place_in
from convstudio.model.links import MOST_BOXES, Cell, Links
from convstudio.model.results import Results
from convstudio.model.touched import boxes_of
from convstudio.nn.shapes import Shape

MOST_OUTPUTS = 4096  # more cells than this are not lit up one by one


class LayerLinks:
    """The links of one layer, as far as it fits."""

    def __init__(self, results: Results, number: int) -> None:
        self._layer = results.layer(number)
        self._before, self._after = results.input_shape(number), results.output_shape(number)

    def of_output(self, row: int, col: int, filter: int, channel: int | None = None) -> Links:
        """The cells that an output comes from, in one input channel; None is any."""
        if self._layer is None or self._before is None:
            return Links()
        boxes: list[Box] = []
        for part in self._seen(row, col, filter):
            if is_flat(self._before):
                boxes += boxes_of(*_folded_places(part, self._before[0]))
            elif channel is None or channel in part.channels:
                boxes += part.boxes if len(part.rows) * len(part.cols) <= MOST_BOXES else (part.cover,)
        return Links(inputs=tuple(boxes))

    def channel_of_output(self, row: int, col: int, filter: int) -> int | None:
        """The one input channel that an output comes from; None where there are several."""
        if self._layer is None or self._before is None or is_flat(self._before):
            return None
        channels = {int(channel) for part in self._seen(row, col, filter) for channel in part.channels}
        return channels.pop() if len(channels) == 1 else None

    def of_input(self, row: int, col: int) -> Links:
        """The places of the shown map that use a shown place of the input, and where in the kernel."""
        if self._layer is None or self._before is None:
            return Links()
        if is_flat(self._before):
            return self.of_value(row, col)
        used = self._layer.used_by(self._before, row, col)
        if used and not is_flat(self._after):
            return Links(taps=tuple(sorted({tap for _, tap in used})), outputs=tuple(used))
        reached = self._layer.reached(self._before, Box(row, row + 1, col, col + 1))
        if is_flat(self._after) or sum(box.size for box in reached) > MOST_OUTPUTS:
            return Links()
        return Links(outputs=tuple(((r, c), (-1, -1)) for box in reached for r in box.rows for c in box.cols))

    def of_value(self, row: int, col: int) -> Links:
        """The same of a value of a vector: its own place, or everything; and its place."""
        here = (Box(row, row + 1, col, col + 1),)
        if self._layer is None or self._after is None or not is_flat(self._after):
            return Links(inputs=here)
        rows, cols = folded(self._after[0])
        everywhere = [(r, c) for r in range(rows) for c in range(cols)]
        places = [(row, col)] if self._layer.channelwise else everywhere
        return Links(here, ((row, col),), tuple((place, (row, col)) for place in places))

    def _seen(self, row: int, col: int, filter: int) -> tuple[Cells, ...]:
        assert self._layer is not None
        assert self._before is not None
        return self._layer.links(self._before).seen(Cells.one(row, col, filter))


def shown_cell(shape: Shape | None, step: Step) -> Cell:
    """Where the output cell of a step is shown, for an output of a Keras shape without batch."""
    return place_in(shape[0], step.filter) if shape is not None and is_flat(shape) else (step.row, step.col)


def output_cell(shape: Shape | None, row: int, col: int, filter: int) -> tuple[int, int, int]:
    """The output cell (row, col, filter) that is shown at a place while a filter is in hand."""
    if shape is None or not is_flat(shape):
        return row, col, filter
    return 0, 0, number_at(shape[0], row, col)


def _folded_places(part: Cells, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    cols = folded(count)[1]
    return part.channels // cols, part.channels % cols
