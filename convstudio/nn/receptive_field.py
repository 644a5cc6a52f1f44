"""What one cell of a stack sees: how much, how far apart, and exactly which cells of every layer before.

Levels count the planes of a stack: level 0 is the input, level n what layer n gives.

Source: Araujo, Norris and Sim (2019), Computing Receptive Fields of Convolutional Neural Networks.
"""

import math
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.engine.links import AxisLinks, Cells, Counts, Links
from convstudio.nn.layer import Layer
from convstudio.nn.pace import Pace, paces
from convstudio.nn.shapes import Shape, planar_shape

Region = tuple[Cells, ...]
Cell = tuple[int, int, int]


class Reach(NamedTuple):
    """The receptive field of a layer along one axis, in input cells, borders left out of account.

    A cell sees `extent` cells, the fields of neighbours stand `jump` apart, the first one's middle is at
    `first`, and `padding` cells of padding stand before the input in all layers together.
    """

    extent: float = 1.0
    jump: float = 1.0
    first: float = 0.0
    padding: float = 0.0

    @property
    def size(self) -> int:
        """Whole cells that are seen, at most."""
        return math.ceil(self.extent)


class Field(NamedTuple):
    """Receptive field of a layer down and to the right; None where a cell has no place on the input."""

    rows: Reach | None
    cols: Reach | None


def shapes_of(layers: Sequence[Layer], input_shape: Shape) -> list[Shape]:
    """Shape of every level without batch. Raises ValueError where a layer does not fit."""
    shapes = [tuple(input_shape)]
    for layer in layers:
        shapes.append(layer.output_shape_for(shapes[-1]))
    return shapes


def receptive_fields(layers: Sequence[Layer], input_shape: Shape) -> list[Field]:
    """The receptive field of every level; that of the input is the cell itself.

    The layers need not be built. A unit of `Dense` after `Flatten` has no place on the input: its axes are
    None.

    Raises:
        ValueError: a layer does not fit.
    """
    fields = [Field(Reach(), Reach())]
    for layer, shape in zip(layers, shapes_of(layers, input_shape), strict=False):
        down, right = paces(layer, shape)
        fields.append(Field(_further(fields[-1].rows, down), _further(fields[-1].cols, right)))
    return fields


def _further(reach: Reach | None, pace: Pace | None) -> Reach | None:
    if reach is None or pace is None:
        return None
    return Reach(
        reach.extent + (pace.span - 1) * reach.jump,
        reach.jump * pace.step,
        reach.first + pace.middle * reach.jump,
        reach.padding + pace.padding * reach.jump,
    )


def regions(layers: Sequence[Layer], shapes: Sequence[Shape], level: int, cell: Cell) -> list[Region]:
    """Exactly the cells of every level from the input to `level` that one cell there sees.

    Args:
        layers: the stack.
        shapes: of its levels, as `shapes_of` gives them.
        level: of the cell.
        cell: (row, col, channel) in the planes of the level.

    Returns:
        A region for each level 0 … level, the last being the cell; empty where it sees only padding.
    """
    found: list[Region] = [(Cells.one(*cell),)]
    for number in reversed(range(level)):
        links = layers[number].links(shapes[number])
        found.append(_apart(seen for cells in found[-1] for seen in links.seen(cells)))
    return found[::-1]


def paths(layers: Sequence[Layer], shapes: Sequence[Shape], level: int, cell: Cell) -> list[Counts]:
    """In how many ways each place (rows, cols) of every level reaches a cell; channels are not told apart."""
    counts = np.zeros(planar_shape(shapes[level])[:2])
    counts[cell[:2]] = 1
    found, seen = [counts], [cover(region) for region in regions(layers, shapes, level, cell)]
    for number in reversed(range(level)):
        found.append(
            _paths_to(layers[number].links(shapes[number]), found[-1], seen[number + 1], seen[number])
        )
    return found[::-1]


def _paths_to(links: Links, counts: Counts, box: Box | None, into: Box | None) -> Counts:
    """Paths to each input place, where `counts` are those to outputs, which are 0 outside of `box`."""
    if not isinstance(links, AxisLinks):
        return links.paths(counts)
    paths = np.zeros((links.rows.input_length, links.cols.input_length))
    if box is not None and into is not None:
        paths[into.slices] = links.paths_between(counts[box.slices], box, into)
    return paths


def unseen(layers: Sequence[Layer], shapes: Sequence[Shape]) -> list[NDArray[np.bool_]]:
    """The places (rows, cols) of every level that no output of the stack sees, in whatever channel."""
    region: Region = (Cells.whole(planar_shape(shapes[-1])),)
    found = [_unmarked(region, shapes[-1])]
    for number in reversed(range(len(layers))):
        links = layers[number].links(shapes[number])
        region = _apart(seen for cells in region for seen in links.seen(cells))
        found.append(_unmarked(region, shapes[number]))
    return found[::-1]


def cover(region: Region) -> Box | None:
    """The smallest block of places that holds a region; None for an empty one."""
    return reduce(Box.cover, (cells.cover for cells in region)) if region else None


def mask(region: Region, shape: Shape) -> NDArray[np.bool_]:
    """Which cells (rows, cols, channels) of a level are in a region."""
    marked = np.zeros(planar_shape(shape), bool)
    for cells in region:
        cells.fill(marked)
    return marked


def _apart(found: Iterable[Cells]) -> Region:
    """Each set of cells once."""
    return tuple({tuple(part.tobytes() for part in cells): cells for cells in found}.values())


def _unmarked(region: Region, shape: Shape) -> NDArray[np.bool_]:
    marked = np.zeros(planar_shape(shape)[:2], bool)
    for cells in region:
        marked[np.ix_(cells.rows, cells.cols)] = True
    return ~marked
