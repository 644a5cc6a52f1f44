"""`.onnx` files, by the package onnx: the graph as plain data, and its arrays."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.files.weights.entry import Array, Entry, from_bfloat16, named
from convstudio.files.weights.extras import extra_module
from convstudio.files.weights.limits import MAX_INFLATED, MAX_LAYERS, check_count, possible_shape, shown

_EXTERNAL = 1
# TensorProto.DataType: name, NumPy's type, the field that holds values which are not raw, its type there.
_DTYPES = {
    1: ("float32", "<f4", "float_data", "f4"),
    11: ("float64", "<f8", "double_data", "f8"),
    10: ("float16", "<f2", "int32_data", "u2"),
    16: ("bfloat16", "<u2", "int32_data", "u2"),
    7: ("int64", "<i8", "int64_data", "i8"),
    6: ("int32", "<i4", "int32_data", "i4"),
    5: ("int16", "<i2", "int32_data", "i2"),
    3: ("int8", "i1", "int32_data", "i1"),
    2: ("uint8", "u1", "int32_data", "u1"),
    9: ("bool", "?", "int32_data", "?"),
}
_MAX_NODES = 4 * MAX_LAYERS  # a layer may take a few: a bias added, a shape worked out


@dataclass(frozen=True)
class Node:
    """One operation.

    Attributes:
        operator: "Conv", and so on.
        name: as the file has it; may be empty.
        inputs: names of values; an empty one is left out.
        outputs: names of values.
        attributes: numbers, texts, tuples of them, or arrays.
    """

    operator: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    """A model as plain data.

    Attributes:
        nodes: in the order of computation.
        inputs: sizes by name of what a person gives; None where a size is open.
        outputs: names of what comes out.
        constants: the arrays by name.
        opset: version of the operators.
    """

    nodes: tuple[Node, ...]
    inputs: Mapping[str, tuple[int | None, ...]]
    outputs: tuple[str, ...]
    constants: Mapping[str, Entry]
    opset: int


def onnx_entries(path: Path) -> list[Entry]:
    """The arrays of a file. Raises ValueError if it is damaged."""
    return list(read_graph(path).constants.values())


def read_graph(path: Path) -> Graph:
    """The graph of a file.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged, too large, keeps numbers in other files, or the package onnx is missing.
    """
    model = _parsed(path)
    versions = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if not model.HasField("graph") or not model.graph.node or not versions:
        raise ValueError("it is no ONNX model, or its end is missing")
    graph = model.graph
    check_count(len(graph.node), "operations", _MAX_NODES)
    entries = named([tensor_entry(tensor) for tensor in graph.initializer])
    return Graph(
        nodes=tuple(_node(node) for node in graph.node),
        inputs={_text(one.name): _sizes(one) for one in graph.input if _text(one.name) not in entries},
        outputs=tuple(_text(entry.name) for entry in graph.output),
        constants=entries,
        opset=max(versions),
    )


def tensor_entry(tensor: Any) -> Entry:
    """An array of a file. Raises ValueError if it is not possible or lies in another file."""
    name = _text(tensor.name)
    if tensor.data_location == _EXTERNAL or tensor.external_data:
        one_file = "save the model as one file (PyTorch: external_data=False)"
        raise ValueError(f"its tensor {shown(name)} lies in another file; {one_file}")
    shape = possible_shape(tensor.dims, name)
    if tensor.data_type not in _DTYPES:
        return Entry(name, shape, f"type {tensor.data_type}", partial(_refuse, name, tensor.data_type))
    dtype, stored, numbers, _ = _DTYPES[tensor.data_type]
    is_raw = tensor.HasField("raw_data")
    size = len(tensor.raw_data) // np.dtype(stored).itemsize if is_raw else len(getattr(tensor, numbers))
    if size != math.prod(shape) or (is_raw and len(tensor.raw_data) % np.dtype(stored).itemsize):
        raise ValueError(f"its tensor {shown(name)} of shape {shape} has {size:,} values")
    return Entry(name, shape, dtype, partial(_read, tensor, shape))


def _parsed(path: Path) -> Any:
    onnx = extra_module("onnx", "onnx", "ONNX")
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_INFLATED:
            raise ValueError(f"it has {size:,} bytes; the limit is {MAX_INFLATED:,}")
        data = file.read()
    try:
        return onnx.ModelProto.FromString(data)
    except Exception:  # a kind of protobuf's own
        raise ValueError("it is no ONNX model, or damaged") from None


def _refuse(name: str, kind: int) -> Array:
    raise ValueError(f"the numbers of its tensor {shown(name)} are of type {kind}, which is not read")


def _read(tensor: Any, shape: tuple[int, ...]) -> Array:
    _, stored, numbers, inside = _DTYPES[tensor.data_type]
    if tensor.HasField("raw_data"):
        values: Array = np.frombuffer(tensor.raw_data, stored)
    else:
        values = np.array(getattr(tensor, numbers)).astype(inside).view(stored)
    return (from_bfloat16(values) if tensor.data_type == 16 else values).reshape(shape)


def _sizes(entry: Any) -> tuple[int | None, ...]:
    dimensions = entry.type.tensor_type.shape.dim
    check_count(len(dimensions), "axes in its input", 8)
    return tuple(size.dim_value if size.dim_value > 0 else None for size in dimensions)


def _node(node: Any) -> Node:
    foreign = "" if node.domain in ("", "ai.onnx") else f"{_text(node.domain)}."
    attributes = {_text(attribute.name): _value(attribute) for attribute in node.attribute}
    inputs, outputs = tuple(map(_text, node.input)), tuple(map(_text, node.output))
    return Node(foreign + _text(node.op_type), _text(node.name), inputs, outputs, attributes)


def _text(value: str | bytes) -> str:
    """A text; protobuf hands over one that is no UTF-8 as bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _value(attribute: Any) -> Any:
    """What an attribute holds; None for a graph, which no layer has."""
    kinds = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints"}
    if attribute.type not in kinds:
        return None
    value = getattr(attribute, kinds[attribute.type])
    if attribute.type == 4:
        return tensor_entry(value)
    if attribute.type == 3:
        return _text(value)
    return tuple(value) if attribute.type in (6, 7) else value
