"""A block of a layer's outputs from no more of its input than it sees: for inputs that do not fit in memory.

A layer treats every place alike: moved by a multiple of its step, it gives the same numbers. So a crop of the
input that starts at such a multiple, and is as long as the input but for such a multiple, is an input of its
own whose outputs are those of the whole, apart from those that see over the crop's edges.
"""

import math
from typing import NamedTuple

import numpy as np

from convstudio.engine.along import Along
from convstudio.engine.crop import aligned, clipped
from convstudio.engine.geometry import Axis, Box
from convstudio.engine.links import AxisLinks
from convstudio.nn.layer import Layer
from convstudio.nn.pace import Pace, paces
from convstudio.nn.prelu import PReLU
from convstudio.nn.shapes import Shape, planar_shape


class Crop(NamedTuple):
    """A part of a layer's input, and where the outputs stand in what comes of it.

    Attributes:
        rows: of the input; below 0 or past the end they come from the opposite side (circular borders).
        cols: the same of the columns.
        box: the outputs, counted from the first output of the crop.
    """

    rows: range
    cols: range
    box: Box


def crop_for(layer: Layer, input_shape: Shape, box: Box) -> Crop:
    """The part of the input of a built layer that the outputs in `box`, not empty, ask for.

    Raises:
        ValueError: an output of the layer may depend on all of its input, or on its place.
    """
    down, right = _paces(layer, input_shape)
    height, width, _ = planar_shape(input_shape)
    geometry, links = layer.geometry(input_shape), layer.links(input_shape)
    assert isinstance(links, AxisLinks)  # else there are no paces
    seen_rows = _window_on(geometry.rows, box.rows) if geometry else _around(links.rows, down, box.rows)
    seen_cols = _window_on(geometry.cols, box.cols) if geometry else _around(links.cols, right, box.cols)
    rows, cols = _aligned(seen_rows, down, height), _aligned(seen_cols, right, width)
    top, left = round(rows.start / down.step), round(cols.start / right.step)
    return Crop(rows, cols, Box(box.top - top, box.bottom - top, box.left - left, box.right - left))


def _paces(layer: Layer, input_shape: Shape) -> tuple[Pace, Pace]:
    down, right = paces(layer, input_shape)
    is_placed = isinstance(layer, PReLU) and max(planar_shape(layer.get_weights()[0].shape)[:2]) > 1
    folds = layer.geometry(input_shape) is None and getattr(layer, "border", "zeros") != "zeros"
    if down is None or right is None or is_placed or folds:  # what folds back at the end of a crop is wrong
        raise ValueError(
            f"{type(layer).__name__} needs its whole input at once, so that it cannot be computed block by "
            "block. Make a layer before it the active one."
        )
    return down, right


def _window_on(axis: Axis, outputs: range) -> range:
    """What the windows of the outputs cover, and what stands for the padding under them."""
    under = range(axis.start(outputs[0]), axis.start(outputs[-1]) + axis.span)
    if axis.border == "circular":
        return under
    return _with(clipped(under, axis.length), axis.along.seen(np.asarray(outputs)))


def _around(along: Along, pace: Pace, outputs: range) -> range:
    """What the outputs see, and the cells where they stand: some see nothing."""
    first, last = (pace.middle + output * pace.step for output in (outputs[0], outputs[-1]))
    cut = max(0, round(-pace.padding))  # cells that the layer leaves out before the first output
    after = max(0, along.input_length - round(along.output_length * pace.step) - cut)
    under = range(math.floor(first - pace.span / 2) - cut, math.ceil(last + pace.span / 2) + after + 1)
    return _with(clipped(under, along.input_length), along.seen(np.asarray(outputs)))


def _with(cells: range, seen: np.ndarray) -> range:
    """Both, and what lies between."""
    return range(min(cells.start, *seen[:1]), max(cells.stop, *(seen[-1:] + 1))) if seen.size else cells


def _aligned(cells: range, pace: Pace, length: int) -> range:
    return aligned(cells, max(1, round(pace.step)), length)
