"""Layers with a window as operations: convolution, transposed convolution and pooling."""

import math
from collections.abc import Iterator, Mapping

from convstudio.engine.geometry import Axis, Geometry
from convstudio.files.code.operations import Operand, Operation, Pairs, no_pads
from convstudio.nn.conv import Conv
from convstudio.nn.depthwise import DepthwiseConv
from convstudio.nn.pooling import GlobalPool, WindowPool
from convstudio.nn.separable import SeparableConv
from convstudio.nn.shapes import Shape
from convstudio.nn.transpose import ConvTranspose
from convstudio.nn.windowed import Windowed

Shapes = Mapping[str, Shape]


def conv(layer: Conv, shape: Shape, given: Shapes) -> Iterator[Operation]:
    """A border where there is one, then the convolution."""
    kernel = Operand("kernel", given["kernel"], given["kernel"], layer.rank if layer.flip else 0)
    yield from _slide(layer, shape, kernel, layer.groups, _bias(given))


def depthwise(layer: DepthwiseConv, shape: Shape, given: Shapes) -> Iterator[Operation]:
    """A convolution in which each channel is a group."""
    yield from _slide(layer, shape, _by_channel(layer, "kernel", given), shape[-1], _bias(given))


def separable(layer: SeparableConv, shape: Shape, given: Shapes) -> Iterator[Operation]:
    """A depthwise convolution without a bias, then a window of one cell over all channels."""
    windows = list(_slide(layer, shape, _by_channel(layer, "depthwise_kernel", given), shape[-1], {}))
    yield from windows
    pointwise = Operand("pointwise_kernel", *(given["pointwise_kernel"],) * 2)
    between, ones = windows[-1].after, (1,) * layer.rank
    words = {"strides": ones, "dilation": ones, "groups": 1, "pads": ((0, 0),) * layer.rank}
    after = (*between[:-1], layer.filters)
    yield Operation("conv", between, after, words, {"kernel": pointwise, **_bias(given)})


def _slide(
    layer: Windowed, shape: Shape, kernel: Operand, groups: int, bias: Mapping[str, Operand]
) -> Iterator[Operation]:
    geometry = layer.geometry(shape)
    pads = tuple(axis.pad for axis in _axes(geometry, layer.rank))
    if layer.border != "zeros" and not no_pads(pads):
        before, shape = shape, padded(shape, pads)
        yield Operation("border", before, shape, {"pads": pads, "border": layer.border})
        pads = ((0, 0),) * layer.rank
    after = (*geometry.outputs[-layer.rank :], kernel.shape[-1])
    words = {"strides": layer.strides, "dilation": layer.dilation_rate, "groups": groups, "pads": pads}
    yield Operation("conv", shape, after, words, {"kernel": kernel, **bias})


def transposed(layer: ConvTranspose, shape: Shape, given: Shapes) -> Iterator[Operation]:
    """Cells spread; what falls beyond the edge is cut off, or folded back where there is a border."""
    kernel = Operand("kernel", given["kernel"], given["kernel"], layer.rank if layer.flip else 0)
    axes = _axes(layer.turned_around(shape), layer.rank)
    spread = tuple((axis.outputs - 1) * axis.stride + axis.span for axis in axes)
    crops = tuple(
        (axis.pad[0], full - axis.pad[0] - axis.length) for axis, full in zip(axes, spread, strict=True)
    )
    words = {"strides": layer.strides, "dilation": layer.dilation_rate}
    after = (*(axis.length for axis in axes), layer.filters)
    if layer.border == "zeros" or no_pads(crops):
        yield Operation("spread", shape, after, {**words, "crops": crops}, {"kernel": kernel, **_bias(given)})
        return
    whole, pads = (*spread, layer.filters), tuple(axis.pad for axis in axes)
    yield Operation("spread", shape, whole, {**words, "crops": ((0, 0),) * layer.rank}, {"kernel": kernel})
    yield Operation("fold", whole, after, {"pads": pads, "border": layer.border})
    if layer.use_bias:
        yield Operation("add_bias", after, after, {}, _bias(given))


def pool(layer: WindowPool, shape: Shape, given: Shapes) -> Iterator[Operation]:
    """The largest or the mean of the cells under a window; those of the padding do not count."""
    pads = tuple(axis.pad for axis in _axes(layer.window(shape), layer.rank))
    words = {"size": layer.pool_size, "strides": layer.strides, "pads": pads}
    yield Operation("max_pool" if layer.is_max else "mean_pool", shape, layer.output_shape_for(shape), words)


def global_pool(layer: GlobalPool, shape: Shape, given: Shapes) -> Iterator[Operation]:
    """The largest or the mean of each map."""
    name, words = "global_max" if layer.is_max else "global_mean", {"keepdims": layer.keepdims}
    yield Operation(name, shape, layer.output_shape_for(shape), words)


def padded(shape: Shape, pads: Pairs) -> Shape:
    """A shape with cells more, or fewer where numbers are negative, along each axis but the last."""
    return (*(size + sum(pad) for size, pad in zip(shape[:-1], pads, strict=True)), shape[-1])


def _axes(geometry: Geometry, rank: int) -> tuple[Axis, ...]:
    """The axes of a line or a grid."""
    return (geometry.rows, geometry.cols)[-rank:]


def _by_channel(layer: Windowed, name: str, given: Shapes) -> Operand:
    """Weights (window, channels, multiplier) with one channel to each group."""
    shape = given[name]
    maps = math.prod(shape[-2:])
    return Operand(name, shape, (*shape[:-2], 1, maps), layer.rank if layer.flip else 0)


def _bias(given: Shapes) -> dict[str, Operand]:
    return {"bias": Operand("bias", given["bias"], given["bias"])} if "bias" in given else {}
