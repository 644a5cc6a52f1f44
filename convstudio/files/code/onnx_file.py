"""ONNX files, written without a library: nodes, numbers, and what goes in and out.

Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, whose field numbers these are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from convstudio import __version__
from convstudio.files.code import protobuf as pb
from convstudio.nn.layer import Array

IR_VERSION, OPSET = 8, 17
MAX_BYTES = (1 << 31) - 1  # of a message of protocol buffers
_FLOAT, _INT64 = 1, 7
_ATTRIBUTE_KINDS = {"f": 1, "i": 2, "floats": 6, "ints": 7}
Attributes = Mapping[str, Any]


class OnnxGraph:
    """A model on its way: operations one after the other, and the numbers that they take."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._nodes: list[bytes] = []
        self._numbers: dict[str, bytes] = {}
        self._count = 0

    def add(
        self,
        operator: str,
        inputs: Sequence[str],
        attributes: Attributes | None = None,
        outputs: Sequence[str] = (),
    ) -> str:
        """Add an operation and return the name of what it gives (the first, where it gives several)."""
        given = outputs or (self.fresh(),)
        parts = [pb.text(1, name) for name in inputs] + [pb.text(2, name) for name in given]
        parts += [pb.text(3, f"{operator}_{len(self._nodes)}"), pb.text(4, operator)]
        parts += [pb.block(5, _attribute(name, value)) for name, value in (attributes or {}).items()]
        self._nodes.append(b"".join(parts))
        return given[0]

    def fresh(self) -> str:
        """A name that no value has."""
        self._count += 1
        return f"v{self._count}"

    def number(self, values: Any, name: str = "") -> str:
        """Put floats (as float32) or whole numbers (as int64) into the file and return their name."""
        array = np.asarray(values)
        if not name or name in self._numbers or name in ("x", "y"):
            name = f"{self.fresh()}_{name}".rstrip("_")
        self._numbers[name] = _tensor(name, array)
        return name

    def finish(self, shape: Sequence[int], current: str, after: Sequence[int]) -> bytes:
        """The file: what goes in is called "x", what comes out "y"; the batch may have any size.

        Args:
            shape: of what goes in, without batch.
            current: name of what comes out so far.
            after: its shape.

        Raises:
            ValueError: it is larger than a file may be.
        """
        self.add("Identity", [current], outputs=["y"])
        parts = [pb.block(1, node) for node in self._nodes] + [pb.text(2, "convolution_studio")]
        parts += [pb.block(5, numbers) for numbers in self._numbers.values()]
        parts += [pb.block(11, _value("x", shape)), pb.block(12, _value("y", after))]
        graph = b"".join(parts)
        if len(graph) > MAX_BYTES:
            raise ValueError(
                f"an ONNX file has at most {MAX_BYTES:,} bytes, and this one needs {len(graph):,}"
            )
        head = [pb.whole(1, IR_VERSION), pb.text(2, "Convolution Studio"), pb.text(3, __version__)]
        head += [pb.text(6, self._title), pb.block(8, pb.text(1, "") + pb.whole(2, OPSET))]
        return b"".join([*head, pb.block(7, graph)])


def _attribute(name: str, value: Any) -> bytes:
    parts = [pb.text(1, name)]
    if isinstance(value, str):
        return b"".join([*parts, pb.text(4, value), pb.whole(20, 3)])
    many = isinstance(value, tuple | list)
    numbers = value if many else [value]
    if all(isinstance(number, int) for number in numbers):
        parts += [pb.whole(8 if many else 3, number) for number in numbers]
        kind = "ints" if many else "i"
    else:
        parts += [pb.decimal(7 if many else 2, number) for number in numbers]
        kind = "floats" if many else "f"
    return b"".join([*parts, pb.whole(20, _ATTRIBUTE_KINDS[kind])])


def _tensor(name: str, array: Array) -> bytes:
    is_whole = array.dtype.kind in "iu"
    with np.errstate(over="ignore"):
        values = np.ascontiguousarray(array, "<i8" if is_whole else "<f4")
    parts = [pb.whole(1, size) for size in array.shape]
    parts += [pb.whole(2, _INT64 if is_whole else _FLOAT), pb.text(8, name), pb.block(9, values.tobytes())]
    return b"".join(parts)


def _value(name: str, shape: Sequence[int]) -> bytes:
    sizes = [pb.text(2, "batch"), *(pb.whole(1, size) for size in shape)]
    dimensions = b"".join(pb.block(1, size) for size in sizes)
    tensor = pb.whole(1, _FLOAT) + pb.block(2, dimensions)
    return pb.text(1, name) + pb.block(2, pb.block(1, tensor))
