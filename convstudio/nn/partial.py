"""A stack at work on a part of its input: what is needed to know of some places of its levels, and no more.

Levels count the planes of the stack: level 0 is the input, level n what layer n gives.
"""

import math
from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.engine.links import AllLinks, Cells
from convstudio.engine.tiles import never
from convstudio.nn.layer import Layer
from convstudio.nn.pieces import forward_box
from convstudio.nn.planes import Array
from convstudio.nn.shapes import Shape, planar_shape
from convstudio.nn.stream import stream

Boxes = list[Box | None]
LARGE = 1 << 23  # values of a block: of more, only those that are asked for are ever in memory


def seen_box(layer: Layer, shape: Shape, box: Box) -> Box | None:
    """The smallest block of the input that holds all that a block of outputs sees; None for nothing."""
    links, channels = layer.links(shape), planar_shape(layer.output_shape_for(shape))[2]
    if isinstance(links, AllLinks):
        return Box.whole(links.planes)
    cells = Cells(np.arange(box.top, box.bottom), np.arange(box.left, box.right), np.arange(channels))
    covers = [seen.cover for seen in links.seen(cells)]
    return reduce(Box.cover, covers) if covers else None


def boxes_below(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    wanted: Sequence[Box | None],
    known: Sequence[bool] = (),
) -> Boxes:
    """For each level the block that must be known so that those above can be computed.

    Args:
        layers: the stack.
        shapes: of its levels, without batch.
        wanted: a block of each level from the input on, or None; levels above the last are not computed.
        known: levels that are there, so that nothing below must be; the input is always.
    """
    boxes = list(wanted)
    for level in range(len(boxes) - 1, 0, -1):
        box, is_known = boxes[level], level < len(known) and known[level]
        if box is not None and not is_known:
            seen, own = seen_box(layers[level - 1], shapes[level - 1], box), boxes[level - 1]
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


def boxes_of_slopes(layers: Sequence[Layer], shapes: Sequence[Shape], boxes: Sequence[Box | None]) -> Boxes:
    """For each level the block on which the slopes depend that lead to `boxes` of the level after it."""
    found: Boxes = [None] * len(boxes)
    for level, box in enumerate(boxes[1:]):
        if box is not None and layers[level].slopes_follow_input:
            found[level] = seen_box(layers[level], shapes[level], box)
    return found


def work_of(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    boxes: Sequence[Box | None],
    known: Sequence[bool] = (),
) -> int:
    """Multiply-adds, about, to compute these blocks of the levels; every value counts as one more."""
    work = 0.0
    each = zip(layers, shapes, shapes[1:], boxes[1:], strict=False)
    for level, (layer, shape, after, box) in enumerate(each, 1):
        if box is not None and not (level < len(known) and known[level]):
            rows, cols, _ = planar_shape(after)
            work += box.size / (rows * cols) * (layer.multiply_adds(shape) + math.prod(after))
    return int(work)


def partial_levels(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    known: Sequence[Array | None],
    wanted: Sequence[Box | None],
    cancelled: Callable[[], bool] = never,
) -> list[Array]:
    """Levels of a stack that are right in some blocks, and nowhere else.

    Each is an array as large as the level, (rows, cols, channels): what is not computed takes no memory.

    Args:
        layers: built, the first for level 0.
        shapes: of the levels, without batch.
        known: levels (rows, cols, channels) that are there, of which the first is; None for the others.
        wanted: the block of each level that is asked for, or None.
        cancelled: asked between tiles; the levels stay undefined once it says yes.
    """
    there = [level is not None for level in known]
    boxes = boxes_below(layers, shapes, wanted, there)
    levels = [
        np.zeros(planar_shape(shape), layers[max(0, number - 1)].dtype) if level is None else level
        for number, (shape, level) in enumerate(zip(shapes, known, strict=False))
    ]
    missing = [n for n, box in enumerate(boxes) if box is not None and not there[n]]
    if any(_values(boxes, shapes, n) > LARGE for n in missing if wanted[n] is None):
        _stream_into(layers, shapes, levels, missing, wanted, cancelled)
        return levels
    for number in missing:
        box = boxes[number]
        if box is not None and not cancelled():
            before = levels[number - 1][None]
            part = forward_box(layers[number - 1], before, shapes[number - 1], box, cancelled)
            levels[number][box.slices] = part
    return levels


def seen_part(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    known: Sequence[Array | None],
    level: int,
    box: Box,
    step: int,
    maps: Sequence[int],
    cancelled: Callable[[], bool] = never,
) -> Array:
    """Every `step`-th row and column of a block of some maps of a level, (rows, cols, maps).

    The other arguments are those of `partial_levels`. Of a large block no more than that is in memory, and
    the rows that come next.
    """
    wanted: Boxes = [*[None] * level, box]
    boxes = boxes_below(layers, shapes, wanted, [one is not None for one in known])
    if max(_values(boxes, shapes, number) for number in range(level + 1)) <= LARGE:
        levels = partial_levels(layers[:level], shapes[: level + 1], known[: level + 1], wanted, cancelled)
        few: Array = levels[level][box.slices][::step, ::step][:, :, list(maps)]
        return few
    start = max(number for number in range(level) if known[number] is not None)
    source, size = known[start], (-(-len(box.rows) // step), -(-len(box.cols) // step), len(maps))
    assert source is not None
    found = np.zeros(size, layers[level - 1].dtype)
    for part, first, values in stream(layers[start:level], shapes[start : level + 1], source, cancelled):
        if start + part + 1 == level:
            rows = [row for row in box.rows[::step] if first <= row < first + len(values)]
            if rows:
                top = (rows[0] - box.top) // step
                chosen = values[[row - first for row in rows]][:, box.left : box.right : step]
                found[top : top + len(rows)] = chosen[:, :, list(maps)]
    return found


def _stream_into(
    layers: Sequence[Layer],
    shapes: Sequence[Shape],
    levels: Sequence[Array],
    missing: Sequence[int],
    wanted: Sequence[Box | None],
    cancelled: Callable[[], bool],
) -> None:
    """All rows of the missing levels, of which those that are wanted are kept."""
    start, top = missing[0] - 1, missing[-1]
    for part, first, values in stream(layers[start:top], shapes[start : top + 1], levels[start], cancelled):
        number = start + part + 1
        box = wanted[number]
        if box is None or number not in missing:
            continue
        above, below = max(box.top, first), min(box.bottom, first + len(values))
        if above < below:
            cols = slice(box.left, box.right)
            levels[number][above:below, cols] = values[above - first : below - first, cols]


def _values(boxes: Sequence[Box | None], shapes: Sequence[Shape], level: int) -> int:
    box = boxes[level]
    return 0 if box is None else box.size * planar_shape(shapes[level])[2]
