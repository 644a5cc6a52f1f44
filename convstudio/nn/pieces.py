"""What a layer gives, a few maps at a time, so that those that are looked at can come first."""

import math
from collections.abc import Callable

import numpy as np

from convstudio.engine.activation import activate_in_place
from convstudio.engine.convolve import convolve
from convstudio.engine.geometry import Box
from convstudio.engine.tiles import WORKERS, never
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Layer
from convstudio.nn.planes import Array
from convstudio.nn.shapes import Shape, planar_shape

PIECE = 1 << 24  # values computed before the next piece is chosen: 64 MiB in float32


def pieces(layer: Layer, input_shape: Shape, most: float = math.inf) -> list[range]:
    """The maps of a layer in ranges that can be computed by themselves, if need be of at `most` values."""
    rows, cols, maps = planar_shape(layer.output_shape_for(input_shape))
    if not (layer.channelwise or (isinstance(layer, Filtering) and layer.filters_are_apart)):
        return [range(maps)]
    step = max(1, int(min(PIECE, most) // (rows * cols)))
    return [range(first, min(first + step, maps)) for first in range(0, maps, step)]


def fill_piece(
    layer: Layer,
    out: Array,
    x: Array,
    input_shape: Shape,
    maps: range,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Write some maps of a layer, a range of `pieces`, into `out`.

    Args:
        layer: built for the input.
        out: (1, rows, cols, maps), of those in `maps` alone.
        x: what reaches the layer, (1, rows, cols, channels), in its dtype.
        input_shape: shape of the input without batch.
        maps: which of them.
        cancelled: asked now and then; `out` stays undefined once it says yes.
    """
    with np.errstate(all="ignore"):
        if isinstance(layer, Filtering) and layer.filters_are_apart:
            _fill_filters(layer, out, x, input_shape, maps, cancelled)
        elif layer.channelwise:
            some = x[..., maps.start : maps.stop]
            layer.fill(out, some, (*input_shape[:-1], len(maps)), cancelled)
        else:
            layer.fill(out, x, input_shape, cancelled)


@np.errstate(all="ignore")
def forward_box(
    layer: Layer, x: Array, input_shape: Shape, box: Box, cancelled: Callable[[], bool] = never
) -> Array:
    """What a layer gives in a block of places, (rows, cols, maps), computed by several threads.

    Args:
        layer: built for the input.
        x: what reaches the layer, (1, rows, cols, channels); right where the block sees it.
        input_shape: shape of the input without batch.
        box: the places that are wanted.
        cancelled: asked now and then; what comes is undefined once it says yes.
    """
    x = x.astype(layer.dtype, copy=False)
    if not isinstance(layer, Filtering):
        given: Array = layer.forward(x, input_shape, box)[0]
        return given
    geometry, kernel = layer.geometry(input_shape), layer.engine_kernel()
    maps = convolve(x, kernel, layer.bias, geometry, box, cancelled=cancelled, workers=WORKERS)
    activate_in_place(layer.activation, maps)
    first: Array = maps[0]
    return first


def _fill_filters(
    layer: Filtering, out: Array, x: Array, input_shape: Shape, maps: range, cancelled: Callable[[], bool]
) -> None:
    """The maps of some filters that are apart."""
    kernel = layer.engine_kernel()
    if kernel.shape[2] < x.shape[-1]:  # groups: each sees other channels
        for place, filter in enumerate(maps):
            if not cancelled():
                layer.fill_filter(out[..., place : place + 1], x, input_shape, filter)
        return
    some = slice(maps.start, maps.stop)
    bias, geometry = None if layer.bias is None else layer.bias[some], layer.geometry(input_shape)
    convolve(x, kernel[..., some], bias, geometry, out=out, cancelled=cancelled, workers=WORKERS)
    activate_in_place(layer.activation, out)
