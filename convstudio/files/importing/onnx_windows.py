"""ONNX operators with a window: convolution and pooling.

Source: https://onnx.ai/onnx/operators/, of the versions 7 to 22.
"""

from typing import Any

from convstudio.files.importing.layouts import from_torch
from convstudio.files.importing.onnx_flow import Flow, layer_name, numbers, text, whole
from convstudio.files.weights.entry import Array
from convstudio.files.weights.onnx_files import Node
from convstudio.nn.shapes import Shape

Pairs = tuple[tuple[int, int], ...]


def conv(flow: Flow, node: Node) -> None:
    """Conv: kernel (out, in / groups, rows, cols)."""
    flow.require_channels_first()
    kernel, *bias = _arrays(flow, node)
    words = {**_window(flow, node, kernel), "filters": len(kernel), "groups": whole(node, "group", 1)}
    words["padding"] = _padding(flow, node)
    flow.stack.add(f"Conv{flow.dimensions}", words, [from_torch(kernel), *bias], layer_name(node))


def conv_transpose(flow: Flow, node: Node) -> None:
    """ConvTranspose: kernel (in, out / groups, rows, cols)."""
    flow.require_channels_first()
    if whole(node, "group", 1) != 1:
        raise ValueError(f"its {whole(node, 'group', 1)} groups are not known here")
    if "output_shape" in node.attributes or text(node, "auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise ValueError("the size of its output is given instead of its padding")
    kernel, *bias = _arrays(flow, node)
    words = {**_window(flow, node, kernel), "filters": kernel.shape[1]}
    words["padding"] = _told(_pairs(flow, node))
    words["output_padding"] = numbers(node, "output_padding", (0,) * (flow.rank - 1))
    flow.stack.add(f"Conv{flow.dimensions}Transpose", words, [from_torch(kernel), *bias], layer_name(node))


def max_pool(flow: Flow, node: Node) -> None:
    """MaxPool."""
    flow.require_channels_first()
    if max(numbers(node, "dilations", (1,))) > 1 or len(node.outputs) > 1:
        raise ValueError("its dilation, or the places of the largest values, are not known here")
    words = {**_pool(flow, node), "padding": _padding(flow, node)}
    _check_ceil(flow, node, words["pool_size"], words["strides"])
    flow.stack.add(f"MaxPooling{flow.dimensions}", words, name=layer_name(node))


def average_pool(flow: Flow, node: Node) -> None:
    """AveragePool; where the padding counts in the mean, it becomes a layer of its own."""
    flow.require_channels_first()
    if max(numbers(node, "dilations", (1,))) > 1:
        raise ValueError("its dilation is not known here")
    words = {**_pool(flow, node), "padding": _padding(flow, node)}
    _check_ceil(flow, node, words["pool_size"], words["strides"])
    if whole(node, "count_include_pad", 0) and words["padding"] != "valid":
        if words["padding"] == "same":
            raise ValueError("its padding is named and counts in the mean")
        pairs = _pairs(flow, node)
        flow.stack.add(f"ZeroPadding{flow.dimensions}", {"padding": pairs[0] if len(pairs) == 1 else pairs})
        flow.stack.notes.append(f"the padding of {layer_name(node)} counts in the mean: zeros come before it")
        words["padding"] = "valid"
    flow.stack.add(f"AveragePooling{flow.dimensions}", words, name=layer_name(node))


def global_pool(flow: Flow, node: Node) -> None:
    """GlobalMaxPool and GlobalAveragePool."""
    flow.require_channels_first()
    kind = node.operator.removesuffix("Pool").removeprefix("Global")
    flow.stack.add(f"Global{kind}Pooling{flow.dimensions}", {"keepdims": True}, name=layer_name(node))


def reduce_mean(flow: Flow, node: Node) -> None:
    """ReduceMean over all places of each map, as some programs write a global pooling."""
    given = flow.whole_numbers(node.inputs[1]) if len(node.inputs) > 1 else numbers(node, "axes")
    pooled = {flow.axis(axis) for axis in given} - {None}
    if pooled != set(range(1, flow.rank)):
        raise ValueError("it takes the mean along other axes than those of a map")
    flow.settle()
    keeps = bool(whole(node, "keepdims", 1))
    kind = f"GlobalAveragePooling{flow.dimensions}"
    if keeps:
        flow.stack.add(kind, {"keepdims": True}, name=layer_name(node))
        return
    kept = [axis for place, axis in enumerate(flow.axes) if place not in {n % len(flow.axes) for n in given}]
    flow.stack.add(kind, name=layer_name(node))
    flow.axes = tuple(None if axis is None else min(axis, 1) for axis in kept)


def _arrays(flow: Flow, node: Node) -> list[Array]:
    return [flow.constant(name) for name in node.inputs[1:] if name]


def _window(flow: Flow, node: Node, kernel: Array) -> dict[str, Any]:
    """The words that all convolutions have."""
    count = flow.rank - 1
    if kernel.ndim != count + 2:
        raise ValueError(f"its kernel of shape {kernel.shape} does not fit what it takes")
    return {
        "kernel_size": kernel.shape[2:],
        "strides": _each(node, "strides", count),
        "dilation_rate": _each(node, "dilations", count),
        "use_bias": len([name for name in node.inputs if name]) > 2,
    }


def _pool(flow: Flow, node: Node) -> dict[str, Any]:
    count = flow.rank - 1
    return {"pool_size": _each(node, "kernel_shape", count), "strides": _each(node, "strides", count)}


def _each(node: Node, name: str, count: int) -> tuple[int, ...]:
    sizes = numbers(node, name, (1,) * count)
    if len(sizes) != count:
        raise ValueError(f"its attribute {name!r} has {len(sizes)} numbers, and its window has {count} axes")
    return sizes


def _padding(flow: Flow, node: Node) -> Any:
    """In Keras' words; SAME_UPPER puts the odd cell at the end, as Keras does."""
    named = text(node, "auto_pad", "NOTSET")
    if named == "SAME_LOWER":
        raise ValueError("its odd cell of padding stands at the start (SAME_LOWER)")
    if named == "SAME_UPPER":
        return "same"
    return "valid" if named == "VALID" else _told(_pairs(flow, node))


def _pairs(flow: Flow, node: Node) -> Pairs:
    count = flow.rank - 1
    pads = numbers(node, "pads", (0,) * (2 * count))
    if len(pads) != 2 * count or min(pads) < 0:
        raise ValueError(f"its padding {pads} is not possible")
    return tuple((pads[axis], pads[axis + count]) for axis in range(count))


def _told(pairs: Pairs) -> Any:
    if not any(map(any, pairs)):
        return "valid"
    return pairs[0] if len(pairs) == 1 else pairs


def _check_ceil(flow: Flow, node: Node, size: Shape, strides: Shape) -> None:
    """ceil_mode lets windows reach beyond the end; it does not matter where the last one fits."""
    if not whole(node, "ceil_mode", 0):
        return
    shape, pairs = flow.stack.shape, _pairs(flow, node)
    rests = None if shape is None else zip(shape, pairs, size, strides, strict=False)
    if rests is None or any((length + sum(pair) - window) % step for length, pair, window, step in rests):
        raise ValueError("its windows reach beyond the end (ceil_mode)")
