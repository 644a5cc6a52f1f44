"""ONNX operators without a window: activations, products, and changes of shape.

Source: https://onnx.ai/onnx/operators/, of the versions 7 to 22.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from convstudio.files.importing.onnx_flow import (
    Flow,
    channels_first,
    layer_name,
    number,
    numbers,
    text,
    whole,
)
from convstudio.files.importing.onnx_windows import (
    average_pool,
    conv,
    conv_transpose,
    global_pool,
    max_pool,
    reduce_mean,
)
from convstudio.files.weights.entry import Array
from convstudio.files.weights.onnx_files import Node

# Operators that are an activation here, and which numbers they must have to be the same.
_ACTIVATIONS: Mapping[str, tuple[str, Mapping[str, tuple[float, float]]]] = MappingProxyType(
    {
        "Sigmoid": ("sigmoid", {}),
        "Tanh": ("tanh", {}),
        "Softplus": ("softplus", {}),
        "Softsign": ("softsign", {}),
        "HardSwish": ("hard_silu", {}),
        "Mish": ("mish", {}),
        "Silu": ("silu", {}),
        "Selu": ("selu", {"alpha": (1.67326, 1.67326), "gamma": (1.0507, 1.0507)}),
        "Celu": ("celu", {"alpha": (1, 1)}),
        "HardSigmoid": ("hard_sigmoid", {"alpha": (0.2, 1 / 6), "beta": (0.5, 0.5)}),
    }
)


def activation(flow: Flow, node: Node) -> None:
    """One of the named activations, if its numbers are Keras'."""
    name, wanted = _ACTIVATIONS[node.operator]
    for attribute, (default, value) in wanted.items():
        if not math.isclose(number(node, attribute, default), value, rel_tol=1e-4):
            raise ValueError(f"its {attribute} is {number(node, attribute, default):g}, and here {value:g}")
    flow.stack.add("Activation", {"activation": name}, name=layer_name(node))


def gelu(flow: Flow, node: Node) -> None:
    """Gelu with the exact distribution."""
    if text(node, "approximate", "none") != "none":
        raise ValueError("it is approximated by tanh")
    flow.stack.add("Activation", {"activation": "gelu"}, name=layer_name(node))


def relu(flow: Flow, node: Node) -> None:
    """Relu."""
    flow.stack.add("ReLU", name=layer_name(node))


def leaky_relu(flow: Flow, node: Node) -> None:
    """LeakyRelu."""
    slope = number(node, "alpha", 0.01)
    flow.stack.add("LeakyReLU", {"negative_slope": slope}, name=layer_name(node))


def elu(flow: Flow, node: Node) -> None:
    """Elu."""
    flow.stack.add("ELU", {"alpha": number(node, "alpha", 1.0)}, name=layer_name(node))


def prelu(flow: Flow, node: Node) -> None:
    """PRelu with one slope, or one for each channel."""
    flow.settle()
    slopes, rank = flow.constant(node.inputs[1]), flow.rank
    padded = (1,) * (len(flow.axes) - slopes.ndim) + slopes.shape
    if slopes.size > 1 and [flow.axis(at) for at, size in enumerate(padded) if size > 1] != [rank]:
        raise ValueError(f"its slopes of shape {slopes.shape} are not one for each channel")
    shape = flow.stack.shape
    count = slopes.size if shape is None else shape[-1]
    if slopes.size not in (1, count):
        raise ValueError(f"it has {slopes.size} slopes for {count} channels")
    shared = list(range(1, rank)) or None
    weights = np.broadcast_to(slopes.ravel(), (*(1,) * (rank - 1), count))
    flow.stack.add("PReLU", {"shared_axes": shared}, [weights], layer_name(node))


def clip(flow: Flow, node: Node) -> None:
    """Clip from 0, which is a ReLU with a limit."""
    limits = [flow.constant(name).item() if name else None for name in node.inputs[1:]]
    low, high = (*limits, None, None)[:2] if len(node.inputs) > 1 else _old_limits(node)
    if low != 0:
        raise ValueError(f"it cuts off below {low}, and only 0 is known here")
    flow.stack.add("ReLU", {"max_value": high}, name=layer_name(node))


def _old_limits(node: Node) -> tuple[float | None, float | None]:
    values = (node.attributes.get("min"), node.attributes.get("max"))
    low, high = (value if isinstance(value, float) else None for value in values)
    return low, high


def softmax(flow: Flow, node: Node) -> None:
    """Softmax and LogSoftmax along the channels."""
    is_old = flow.graph.opset < 13
    if flow.axis(whole(node, "axis", 1 if is_old else -1)) != flow.rank or (is_old and flow.rank > 1):
        raise ValueError("it does not run along the channels")
    name = "softmax" if node.operator == "Softmax" else "log_softmax"
    flow.stack.add("Activation", {"activation": name}, name=layer_name(node))


def batch_normalization(flow: Flow, node: Node) -> None:
    """BatchNormalization with what training has left behind."""
    if flow.axis(1) != flow.rank:
        raise ValueError("its numbers do not belong to the channels")
    flow.settle()
    weights = [flow.constant(name) for name in node.inputs[1:5]]
    epsilon = number(node, "epsilon", 1e-5)
    flow.stack.add("BatchNormalization", {"epsilon": epsilon}, weights, layer_name(node))


def gemm(flow: Flow, node: Node) -> None:
    """Gemm: alpha · x · W + beta · b."""
    if whole(node, "transA", 0) or flow.axes != (0, 1):
        raise ValueError("what it takes is no flat value")
    weights = flow.constant(node.inputs[1])
    kernel = weights.T if whole(node, "transB", 0) else weights
    kernel = kernel * np.asarray(number(node, "alpha", 1.0), kernel.dtype)
    bias = [flow.constant(name) * number(node, "beta", 1.0) for name in node.inputs[2:] if name]
    _dense(flow, node, kernel, [np.broadcast_to(values.ravel(), kernel.shape[1:]) for values in bias])


def matmul(flow: Flow, node: Node) -> None:
    """MatMul with weights on the right."""
    kernel = flow.constant(node.inputs[1])
    if flow.axes[-1] != flow.rank or node.inputs[0] in flow.graph.constants:
        raise ValueError("it does not run along the channels")
    _dense(flow, node, kernel, [])


def _dense(flow: Flow, node: Node, kernel: Array, bias: list[Array]) -> None:
    if kernel.ndim != 2:
        raise ValueError(f"its weights of shape {kernel.shape} are no table")
    words = {"units": kernel.shape[1], "use_bias": bool(bias)}
    flow.stack.add("Dense", words, [flow.take_order(kernel), *bias], layer_name(node))


def flatten(flow: Flow, node: Node) -> None:
    """Flatten from the first axis after the batch."""
    if whole(node, "axis", 1) not in (1, 1 - len(flow.axes)):
        raise ValueError("it flattens other axes than all but the batch")
    flow.flatten()


def reshape(flow: Flow, node: Node) -> None:
    """Reshape to (batch, everything)."""
    target = flow.whole_numbers(node.inputs[1])
    shape = flow.stack.shape
    if len(target) != 2 or shape is None or target[1] not in (-1, math.prod(shape)):
        raise ValueError(f"it does more than to flatten: its target is {target}")
    flow.flatten()


def transpose(flow: Flow, node: Node) -> None:
    """Transpose, which only changes what the axes are called."""
    order = numbers(node, "perm", tuple(reversed(range(len(flow.axes)))))
    if sorted(order) != list(range(len(flow.axes))) or flow.axes[order[0]] != 0:
        raise ValueError(f"it moves the axes in a way that is not known here: {order}")
    flow.axes = tuple(flow.axes[place] for place in order)


def unsqueeze(flow: Flow, node: Node) -> None:
    """Unsqueeze: new axes of size 1, which are not needed here."""
    given = flow.whole_numbers(node.inputs[1]) if len(node.inputs) > 1 else numbers(node, "axes")
    axes = list(flow.axes)
    for place in sorted(axis % (len(axes) + len(given)) for axis in given):
        axes.insert(place, None)
    flow.axes = tuple(axes)


def squeeze(flow: Flow, node: Node) -> None:
    """Squeeze: axes of size 1 taken away; if they are axes here, all but the channels must go."""
    given = flow.whole_numbers(node.inputs[1]) if len(node.inputs) > 1 else numbers(node, "axes")
    gone = {axis % len(flow.axes) for axis in given}
    rest = tuple(axis for place, axis in enumerate(flow.axes) if place not in gone)
    if sum(axis is not None for axis in rest) == flow.rank + 1:
        flow.axes = rest
    elif rest == (0, flow.rank):
        flow.flatten()
    else:
        raise ValueError("it takes away some axes and leaves others")


def pad(flow: Flow, node: Node) -> None:
    """Pad with zeros around each map."""
    flow.require_channels_first()
    value = flow.constant(node.inputs[2]).item() if len(node.inputs) > 2 and node.inputs[2] else 0
    pads = flow.whole_numbers(node.inputs[1]) if len(node.inputs) > 1 else numbers(node, "pads")
    count = flow.rank + 1
    if text(node, "mode", "constant") != "constant" or value != 0 or len(node.inputs) > 3:
        raise ValueError("it pads with something else than zeros")
    if len(pads) != 2 * count or any((*pads[:2], *pads[count : count + 2])) or min(pads) < 0:
        raise ValueError(f"its padding {pads} does not stand around the maps")
    pairs = [(pads[axis], pads[axis + count]) for axis in range(2, count)]
    words = {"padding": pairs if len(pairs) > 1 else pairs[0]}
    flow.stack.add(f"ZeroPadding{flow.dimensions}", words, name=layer_name(node))


def resize(flow: Flow, node: Node) -> None:
    """Resize and Upsample to a whole number of times the size."""
    flow.require_channels_first()
    where = {"Upsample": 1, "Resize": 2}[node.operator]
    scales = flow.constant(node.inputs[where]).ravel().tolist() if len(node.inputs) > where else []
    if len(scales) != flow.rank + 1 or any(scale != int(scale) or scale < 1 for scale in scales):
        raise ValueError(f"it changes the size by {scales}, and only whole numbers are known here")
    places = text(node, "coordinate_transformation_mode", "half_pixel")
    mode = text(node, "mode", "nearest")
    is_block = mode == "nearest" and places == "asymmetric" and text(node, "nearest_mode", "") == "floor"
    is_blend = mode == "linear" and places in ("half_pixel", "pytorch_half_pixel") and flow.rank == 3
    if scales[:2] != [1, 1] or not (is_block or is_blend or node.operator == "Upsample"):
        raise ValueError(f"it finds its cells by {mode}, {places}, which is not known here")
    sizes = tuple(map(int, scales[2:]))
    words = {"size": sizes, "interpolation": "bilinear" if is_blend else "nearest"}
    flow.stack.add(f"UpSampling{flow.dimensions}", words if flow.rank == 3 else {"size": sizes[0]})


def skip(flow: Flow, node: Node) -> None:
    """Identity and Dropout, which do nothing outside of training."""


def add(flow: Flow, node: Node) -> None:
    """Add numbers for each channel: the bias of the layer before, if it has none yet."""
    names = [name for name in node.inputs if name in flow.graph.constants]
    last = flow.stack.parts[-1] if flow.stack.parts else None
    bias = flow.constant(names[0]) if len(names) == 1 else None
    if last is None or bias is None or last.config.get("use_bias") is not False:
        raise ValueError("it adds something else than the bias of the layer before")
    padded = (1,) * (len(flow.axes) - bias.ndim) + bias.shape
    if any(size > 1 and flow.axis(at) != flow.rank for at, size in enumerate(padded)):
        raise ValueError("it adds other numbers than one for each channel")
    flow.stack.add_bias(bias)


OPERATORS: Mapping[str, Callable[[Flow, Node], None]] = MappingProxyType(
    {
        **dict.fromkeys(_ACTIVATIONS, activation),
        "Conv": conv,
        "ConvTranspose": conv_transpose,
        "MaxPool": max_pool,
        "AveragePool": average_pool,
        "GlobalMaxPool": global_pool,
        "GlobalAveragePool": global_pool,
        "ReduceMean": reduce_mean,
        "Relu": relu,
        "LeakyRelu": leaky_relu,
        "PRelu": prelu,
        "Elu": elu,
        "Gelu": gelu,
        "Clip": clip,
        "Softmax": softmax,
        "LogSoftmax": softmax,
        "BatchNormalization": batch_normalization,
        "Gemm": gemm,
        "MatMul": matmul,
        "Add": add,
        "Flatten": flatten,
        "Reshape": reshape,
        "Transpose": transpose,
        "Unsqueeze": unsqueeze,
        "Squeeze": squeeze,
        "Pad": pad,
        "Resize": resize,
        "Upsample": resize,
        "Identity": skip,
        "Dropout": skip,
    }
)


def first_axes(nodes: tuple[Node, ...], rank: int) -> tuple[int, ...]:
    """Axes of the input: channels first, unless the model itself begins by moving them there."""
    moves = next(
        (node for node in nodes if node.operator in ("Transpose", "Conv", "Flatten", "Gemm", "MatMul")), None
    )
    is_last = moves is not None and moves.operator == "Transpose" and rank > 2
    if is_last and moves is not None and moves.attributes.get("perm") == channels_first(rank):
        return tuple(range(rank + 1))
    return channels_first(rank)
