"""A stack at work on a part of its input: what is needed to know of some places of its levels, and no more.

Levels count the planes of the stack: level 0 is the input, level n what layer n gives.
"""

import math
from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.engine.links import Cells, Links
from convstudio.engine.tiles import never
from convstudio.nn.layer import Layer
from convstudio.nn.pieces import forward_box
from convstudio.nn.planes import Array
from convstudio.nn.shapes import Shape, planar_shape

Boxes = list[Box | None]


def seen_box(links: Links, box: Box, channels: int) -> Box | None:
    """The smallest block of an input that holds all that a block of outputs sees; None for nothing."""
    cells = Cells(np.arange(box.top, box.bottom), np.arange(box.left, box.right), np.arange(channels))
    covers = [seen.cover for seen in links.seen(cells)]
    return reduce(Box.cover, covers) if covers else None


def boxes_below(layers: Sequence[Layer], shapes: Sequence[Shape], wanted: Sequence[Box | None]) -> Boxes:
    """For each level the block that must be known so that those above can be computed.

    Args:
        layers: the stack.
        shapes: of its levels, without batch.
        wanted: a block of each level from the input on, or None; levels above the last are not computed.
    """
    boxes = list(wanted)
    for level in range(len(boxes) - 1, 0, -1):
        box = boxes[level]
        if box is not None:
            links = layers[level - 1].links(shapes[level - 1])
            seen, own = seen_box(links, box, planar_shape(shapes[level])[2]), boxes[level - 1]
            boxes[level - 1] = own if seen is None else seen if own is None else own.cover(seen)
    return boxes


def boxes_above(layers: Sequence[Layer], shapes: Sequence[Shape], level: int, box: Box) -> Boxes:
    """For each level the block that holds all that a block of one level reaches; None where it is nothing."""
    boxes: Boxes = [None] * level + [box]
    for layer, shape in zip(layers[level:], shapes[level:], strict=False):
        last = boxes[-1]
        reached = layer.reached(shape, last) if last is not None else ()
        boxes.append(reduce(Box.cover, reached) if reached else None)
    return boxes


def work_of(layers: Sequence[Layer], shapes: Sequence[Shape], boxes: Sequence[Box | None]) -> int:
    """Multiply-adds, about, to compute these blocks of the levels; every value counts as one more."""
    work = 0.0
    for layer, shape, after, box in zip(layers, shapes, shapes[1:], boxes[1:], strict=False):
        if box is not None:
            rows, cols, _ = planar_shape(after)
            work += box.size / (rows * cols) * (layer.multiply_adds(shape) + math.prod(after))
    return int(work)


def partial_levels(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    x: Array,
    boxes: Sequence[Box | None],
    cancelled: Callable[[], bool] = never,
) -> list[Array]:
    """Levels of a stack that are right in blocks which `boxes_below` gave, and nowhere else.

    Each is an array as large as the level, (rows, cols, channels): what is not computed takes no memory.

    Args:
        layers: built, the first for `x`.
        shapes: of the levels, without batch.
        x: planes (rows, cols, channels) of the input.
        boxes: a block of each level from the input on.
        cancelled: asked between tiles; the levels stay undefined once it says yes.
    """
    levels = [x]
    for layer, shape, after, box in zip(layers, shapes, shapes[1:], boxes[1:], strict=False):
        level = np.zeros(planar_shape(after), layer.dtype)
        if box is not None and not cancelled():
            level[box.slices] = forward_box(layer, levels[-1][None], shape, box, cancelled)
        levels.append(level)
    return levels
