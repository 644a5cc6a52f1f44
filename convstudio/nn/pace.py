"""How the outputs of a layer stand on its input: how many cells each sees, how far apart, where the first."""

from typing import NamedTuple

from convstudio.engine.along import Along
from convstudio.engine.geometry import Axis
from convstudio.engine.links import AxisLinks
from convstudio.nn.layer import Layer
from convstudio.nn.resizing import Cropping, UpSampling1D, UpSampling2D, ZeroPadding
from convstudio.nn.shapes import Shape, as_pair
from convstudio.nn.transpose import ConvTranspose


class Pace(NamedTuple):
    """Along one axis, in cells of the layer's input, borders left out of account.

    Each output sees `span` cells from the first to the last, the next output stands `step` further, the
    first one's middle is at `middle`, and `padding` cells stand before the input.
    """

    span: int = 1
    step: float = 1.0
    middle: float = 0.0
    padding: float = 0.0


def paces(layer: Layer, input_shape: Shape) -> tuple[Pace | None, Pace | None]:
    """Down and to the right; None where outputs have no place of their own on the input.

    Raises:
        ValueError: the layer does not fit.
    """
    geometry = layer.geometry(input_shape)
    if geometry is not None:
        return _of_window(geometry.rows), _of_window(geometry.cols)
    if isinstance(layer, ConvTranspose):
        turned = layer.turned_around(input_shape)
        return _of_turned(turned.rows), _of_turned(turned.cols)
    if isinstance(layer, ZeroPadding | Cropping):
        sign = -1 if isinstance(layer, ZeroPadding) else 1
        top, left = (sign * pair[0] for pair in layer.pairs)
        return Pace(middle=top, padding=-top), Pace(middle=left, padding=-left)
    if isinstance(layer, UpSampling1D | UpSampling2D):
        is_blended = isinstance(layer, UpSampling2D) and layer.interpolation == "bilinear"
        sizes = (layer.size,) if isinstance(layer.size, int) else layer.size
        down, right = (_of_copies(size, is_blended) for size in as_pair(sizes))
        return down, right
    links = layer.links(input_shape)
    if not isinstance(links, AxisLinks):
        return None, None
    return _of_places(links.rows), _of_places(links.cols)


def _of_window(axis: Axis) -> Pace:
    return Pace(axis.span, axis.stride, (axis.span - 1) / 2 - axis.pad[0], axis.pad[0])


def _of_turned(axis: Axis) -> Pace:
    """Of a transposed convolution: the cells whose window the output is in."""
    first = -((axis.span - 1 - axis.pad[0]) // axis.stride)
    last = axis.pad[0] // axis.stride
    return Pace(-(-axis.span // axis.stride), 1 / axis.stride, (first + last) / 2)


def _of_copies(size: int, is_blended: bool) -> Pace:
    if size == 1 or not is_blended:
        return Pace(step=1 / size)
    return Pace(span=2, step=1 / size, middle=-0.5)


def _of_places(along: Along) -> Pace | None:
    """Each output on its own place, or none where each sees all."""
    return Pace() if len(along.outputs) == along.output_length else None
