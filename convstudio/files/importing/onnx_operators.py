"""All ONNX operators that are read; here those without a window: products, and changes of shape.

Source: https://onnx.ai/onnx/operators/, of the versions 7 to 22.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from convstudio.files.importing.onnx_activations import ACTIVATIONS
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
    with np.errstate(all="ignore"):
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


def cast(flow: Flow, node: Node) -> None:
    """Cast to float32 or float64, in which layers compute anyway."""
    if whole(node, "to", 1) not in (1, 11):
        raise ValueError("it rounds to another kind of number")


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
        **ACTIVATIONS,
        "Conv": conv,
        "ConvTranspose": conv_transpose,
        "MaxPool": max_pool,
        "AveragePool": average_pool,
        "GlobalMaxPool": global_pool,
        "GlobalAveragePool": global_pool,
        "ReduceMean": reduce_mean,
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
        "Cast": cast,
        "Identity": skip,
        "Dropout": skip,
    }
)


def first_axes(nodes: tuple[Node, ...], rank: int) -> tuple[int, ...]:
    """Axes of the input: channels first, unless the model itself begins by moving them there."""
    first = next((node for node in nodes if node.operator in _NAMING_AXES), None)
    is_last = first is not None and rank > 1 and first.attributes.get("perm") == channels_first(rank)
    return tuple(range(rank + 1)) if is_last else channels_first(rank)


_NAMING_AXES = ("Transpose", "Conv", "ConvTranspose", "MaxPool", "AveragePool", "Flatten", "Gemm", "MatMul")
