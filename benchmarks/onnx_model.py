"""An ONNX model of one convolution, written field by field: the `onnx` package is not needed for that.

Source: the message types of onnx.proto (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto).
"""

from __future__ import annotations

import numpy as np

FLOAT, ATTRIBUTE_INT, ATTRIBUTE_INTS = 1, 2, 7


def convolution_model(weights: np.ndarray, stride: int, dilation: int, groups: int) -> bytes:
    """A model from "x" to "y" for float32 `weights` (filters, channels / groups, rows, cols), no padding."""
    attributes = [
        _field(5, _ints("strides", [stride, stride])),
        _field(5, _ints("dilations", [dilation, dilation])),
        _field(5, _text(1, "group") + _number(3, groups) + _number(20, ATTRIBUTE_INT)),
    ]
    node = _text(1, "x") + _text(1, "w") + _text(2, "y") + _text(4, "Conv") + b"".join(attributes)
    tensor = b"".join(_number(1, size) for size in weights.shape)
    tensor += _number(2, FLOAT) + _text(8, "w") + _field(9, weights.astype("<f4").tobytes())
    graph = _field(1, node) + _text(2, "convolution") + _field(5, tensor)
    graph += _field(11, _value("x")) + _field(12, _value("y"))
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 17))


def _ints(name: str, values: list[int]) -> bytes:
    return _text(1, name) + b"".join(_number(8, value) for value in values) + _number(20, ATTRIBUTE_INTS)


def _value(name: str) -> bytes:
    """A tensor of four dimensions of any size."""
    shape = b"".join(_field(1, b"") for _ in range(4))
    return _text(1, name) + _field(2, _field(1, _number(1, FLOAT) + _field(2, shape)))


def _text(field: int, text: str) -> bytes:
    return _field(field, text.encode())


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    low, high = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(high) if high else bytes([low])
