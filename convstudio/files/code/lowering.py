"""Every layer as operations.

The operations: border, zeros and crop change the edges (`pads`, `border`). conv is convolution, spread its
transpose (`strides`, `dilation`, `groups`, `pads` of zeros, `crops`); fold brings back what fell beyond an
edge. max_pool, mean_pool, global_max, global_mean. repeat and blend enlarge. reshape, transpose and dense.
activation by name; relu, leaky_relu, elu, prelu, softmax and batch_norm with numbers of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from convstudio.files.code import lowering_windows as windows
from convstudio.files.code.operations import Operand, Operation
from convstudio.nn.activations import ELU, Activation, LeakyReLU, ReLU
from convstudio.nn.conv import Conv
from convstudio.nn.dense import Dense
from convstudio.nn.depthwise import DepthwiseConv
from convstudio.nn.dropout import Dropout
from convstudio.nn.layer import Layer, weight_names
from convstudio.nn.normalization import BatchNormalization
from convstudio.nn.pooling import GlobalPool, WindowPool
from convstudio.nn.prelu import PReLU
from convstudio.nn.reshaping import Permute, Rearranging
from convstudio.nn.resizing import Cropping, UpSampling1D, UpSampling2D, ZeroPadding
from convstudio.nn.separable import SeparableConv
from convstudio.nn.shapes import Shape
from convstudio.nn.softmax import Softmax
from convstudio.nn.transpose import ConvTranspose

Shapes = Mapping[str, Shape]


def lowered(layer: Layer, shape: Shape) -> tuple[Operation, ...]:
    """The operations of a layer for inputs of a shape without batch; none where it passes everything on.

    Raises:
        ValueError: the layer does not fit.
    """
    given = dict(zip(weight_names(layer, shape), layer.weight_shapes(shape), strict=True))
    take_apart = next(one for kind, one in _WAYS.items() if isinstance(layer, kind))
    operations = list(take_apart(layer, shape, given))
    after = operations[-1].after if operations else shape
    activation = getattr(layer, "activation", "linear")
    if not isinstance(layer, Activation) and activation != "linear":
        operations.append(Operation("activation", after, after, {"name": activation}))
    return tuple(operations)


def _zeros(layer: ZeroPadding, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield Operation("zeros", shape, layer.output_shape_for(shape), {"pads": layer.pairs[-layer.rank :]})


def _crop(layer: Cropping, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield Operation("crop", shape, layer.output_shape_for(shape), {"pads": layer.pairs[-layer.rank :]})


def _enlarge(layer: UpSampling1D | UpSampling2D, shape: Shape, given: Shapes) -> Iterator[Operation]:
    size = (layer.size,) if isinstance(layer, UpSampling1D) else layer.size
    name = "blend" if getattr(layer, "interpolation", "") == "bilinear" else "repeat"
    yield Operation(name, shape, layer.output_shape_for(shape), {"size": size})


def _rearrange(layer: Rearranging, shape: Shape, given: Shapes) -> Iterator[Operation]:
    after = layer.output_shape_for(shape)
    if isinstance(layer, Permute):
        yield Operation("transpose", shape, after, {"axes": tuple(axis - 1 for axis in layer.dims)})
    else:
        yield Operation("reshape", shape, after, {"target": after})


def _dense(layer: Dense, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield Operation("dense", shape, layer.output_shape_for(shape), {}, _as_given(given))


def _activation(layer: Activation, shape: Shape, given: Shapes) -> Iterator[Operation]:
    if layer.activation != "linear":
        yield Operation("activation", shape, layer.output_shape_for(shape), {"name": layer.activation})


def _relu(layer: ReLU, shape: Shape, given: Shapes) -> Iterator[Operation]:
    words = {name: getattr(layer, name) for name in ("max_value", "negative_slope", "threshold")}
    if words == {"max_value": None, "negative_slope": 0, "threshold": 0}:
        yield Operation("activation", shape, shape, {"name": "relu"})
    else:
        yield Operation("relu", shape, shape, words)


def _leaky_relu(layer: LeakyReLU, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield Operation("leaky_relu", shape, shape, {"negative_slope": layer.negative_slope})


def _elu(layer: ELU, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield Operation("elu", shape, shape, {"alpha": layer.alpha})


def _prelu(layer: PReLU, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield Operation("prelu", shape, shape, {}, _as_given(given))


def _softmax(layer: Softmax, shape: Shape, given: Shapes) -> Iterator[Operation]:
    axes = layer.axis if isinstance(layer.axis, tuple) else (layer.axis,)
    places = tuple(sorted(_place(axis, shape) for axis in axes))
    if places == (len(shape) - 1,):
        yield Operation("activation", shape, shape, {"name": "softmax"})
    else:
        yield Operation("softmax", shape, shape, {"axes": places})


def _batch_norm(layer: BatchNormalization, shape: Shape, given: Shapes) -> Iterator[Operation]:
    words = {"axis": _place(layer.axis, shape), "epsilon": layer.epsilon}
    yield Operation("batch_norm", shape, shape, words, _as_given(given))


def _nothing(layer: Dropout, shape: Shape, given: Shapes) -> Iterator[Operation]:
    yield from ()


def _as_given(given: Shapes) -> dict[str, Operand]:
    return {name: Operand(name, shape, shape) for name, shape in given.items()}


def _place(axis: int, shape: Shape) -> int:
    """An axis as Keras counts it, the batch included, as one of a shape without batch, from 0."""
    return axis - 1 if axis > 0 else len(shape) + axis


_WAYS: Mapping[type, Callable[[Any, Shape, Shapes], Iterator[Operation]]] = MappingProxyType(
    {
        Conv: windows.conv,
        DepthwiseConv: windows.depthwise,
        SeparableConv: windows.separable,
        ConvTranspose: windows.transposed,
        WindowPool: windows.pool,
        GlobalPool: windows.global_pool,
        ZeroPadding: _zeros,
        Cropping: _crop,
        UpSampling1D: _enlarge,
        UpSampling2D: _enlarge,
        Rearranging: _rearrange,
        Dense: _dense,
        Activation: _activation,
        ReLU: _relu,
        LeakyReLU: _leaky_relu,
        PReLU: _prelu,
        ELU: _elu,
        Softmax: _softmax,
        BatchNormalization: _batch_norm,
        Dropout: _nothing,
    }
)
