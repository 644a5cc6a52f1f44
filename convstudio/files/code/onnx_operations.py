"""Operations as nodes of ONNX; those with a window stand in `onnx_windows`.

Source: https://onnx.ai/onnx/operators/, in their versions of opset 17.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from convstudio.files.code import onnx_windows as windows
from convstudio.files.code.layout import ANY, FIRST, LAST, to_first, to_last, wanted, with_batch
from convstudio.files.code.onnx_values import OnnxValues
from convstudio.files.code.operations import Operation
from convstudio.files.code.subject import Stage, Subject
from convstudio.nn.shapes import Shape


class OnnxWriter:
    """The nodes of layers, one after the other, with the channels where each wants them."""

    def __init__(self, subject: Subject, first: str, settings: Mapping[str, Any]) -> None:
        self._subject, self._first, self._layout = subject, first, first
        self._settings = settings
        self._values = OnnxValues(subject.title)

    def add_stage(self, stage: Stage) -> None:
        """Write what a layer does."""
        self._values.stage = stage
        for operation in stage.operations:
            self._go_to(wanted(operation, self._settings["layouts"]), operation.shape)
            self._values.is_first = self._layout == FIRST
            if operation.name == "activation":
                self._values.steps(self._settings["activations"][operation.words["name"]], operation)
            else:
                _MAKERS[operation.name](self._values, operation)
            if len(operation.after) == 1:
                self._layout = LAST  # there is nothing to move

    def finish(self) -> bytes:
        """The file. Raises ValueError where it would be too large."""
        ends = (self._first, self._subject.shape), (self._layout, self._subject.after)
        sizes = [[s[axis] for axis in to_first(s)] if layout == FIRST else s for layout, s in ends]
        return self._values.graph.finish(sizes[0], self._values.current, sizes[1])

    def _go_to(self, layout: str, shape: Shape) -> None:
        """Move the channels to where an operation wants them."""
        if layout in (ANY, self._layout):
            return
        if len(shape) > 1:
            order = (to_first if layout == FIRST else to_last)(shape)
            self._values.node("Transpose", perm=with_batch(order))
        self._layout = layout


def _reshape(values: OnnxValues, operation: Operation) -> None:
    target = operation.words["target"]
    if len(target) == 1:
        values.node("Flatten", axis=1)
    else:
        values.node("Reshape", values.number([0, *target]))


def _transpose(values: OnnxValues, operation: Operation) -> None:
    values.node("Transpose", perm=with_batch(operation.words["axes"]))


def _dense(values: OnnxValues, operation: Operation) -> None:
    kernel = values.operand(operation, "kernel")
    bias = [values.operand(operation, "bias")] if "bias" in operation.operands else []
    if not operation.rank:
        values.node("Gemm", kernel, *bias)
        return
    values.node("MatMul", kernel)
    if bias:
        values.node("Add", *bias)


def _relu(values: OnnxValues, operation: Operation) -> None:
    words, x = operation.words, values.current
    threshold = values.number(np.float32(words["threshold"]))
    if words["negative_slope"]:
        values.node("Sub", threshold)
        values.node("Mul", values.number(np.float32(words["negative_slope"])))
        below = values.current
    else:
        below = values.number(np.float32(0))
    above = x
    if words["max_value"] is not None:
        above = values.graph.add("Min", [x, values.number(np.float32(words["max_value"]))])
    is_above = values.graph.add("Greater", [x, threshold])
    values.current = values.graph.add("Where", [is_above, above, below])


def _leaky_relu(values: OnnxValues, operation: Operation) -> None:
    values.node("LeakyRelu", alpha=float(operation.words["negative_slope"]))


def _elu(values: OnnxValues, operation: Operation) -> None:
    values.node("Elu", alpha=float(operation.words["alpha"]))


def _prelu(values: OnnxValues, operation: Operation) -> None:
    alpha = values.array(operation, "alpha")
    turned = np.moveaxis(alpha, -1, 0) if values.is_first else alpha
    values.node("PRelu", values.operand(operation, "alpha", turned))


def _softmax(values: OnnxValues, operation: Operation) -> None:
    axes = tuple(axis + 1 for axis in operation.words["axes"])
    if len(axes) == 1:
        values.node("Softmax", axis=axes[0])
        return
    largest = values.graph.add("ReduceMax", [values.current], {"axes": axes, "keepdims": 1})
    values.node("Sub", largest)
    values.node("Exp")
    total = values.graph.add("ReduceSum", [values.current, values.number(axes)], {"keepdims": 1})
    values.node("Div", total)


def _batch_norm(values: OnnxValues, operation: Operation) -> None:
    axis, rank = operation.words["axis"], operation.rank
    size, epsilon = operation.shape[axis], operation.words["epsilon"]
    names = ("gamma", "beta", "moving_mean", "moving_variance")
    plain = {"gamma": np.ones(size), "beta": np.zeros(size)}
    if axis == rank and rank <= 2:
        given = [
            values.operand(operation, name) if name in operation.operands else values.number(plain[name])
            for name in names
        ]
        values.node("BatchNormalization", *given, epsilon=float(epsilon))
        return
    found = plain | {name: values.array(operation, name).astype(np.float64) for name in operation.operands}
    factor = found["gamma"] / np.sqrt(found["moving_variance"] + epsilon)
    offset = found["beta"] - found["moving_mean"] * factor
    behind = (1,) * (rank - axis)
    values.node("Mul", values.number(factor.reshape(-1, *behind), "factor"))
    values.node("Add", values.number(offset.reshape(-1, *behind), "offset"))


_MAKERS: Mapping[str, Callable[[OnnxValues, Operation], None]] = MappingProxyType(
    {
        **windows.MAKERS,
        "reshape": _reshape,
        "transpose": _transpose,
        "dense": _dense,
        "relu": _relu,
        "leaky_relu": _leaky_relu,
        "elu": _elu,
        "prelu": _prelu,
        "softmax": _softmax,
        "batch_norm": _batch_norm,
    }
)
