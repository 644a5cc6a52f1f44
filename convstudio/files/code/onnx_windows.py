"""Operations with a window, and those that change the edges, as nodes of ONNX; all with channels first."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from convstudio.engine.geometry import source_indices
from convstudio.files.code.onnx_values import OnnxValues
from convstudio.files.code.operations import Operation, Pairs, no_pads
from convstudio.files.importing.layouts import to_torch


def _conv(values: OnnxValues, operation: Operation) -> None:
    words = operation.words
    names = _kernel_and_bias(values, operation)
    values.node("Conv", *names, **_window(words), group=words["groups"], pads=_flat(words["pads"]))


def _spread(values: OnnxValues, operation: Operation) -> None:
    """What is cut off at the end may be less than nothing: then there are cells more."""
    words, crops = operation.words, operation.words["crops"]
    pads = tuple((before, max(0, after)) for before, after in crops)
    extra = tuple(max(0, -after) for _, after in crops)
    names = _kernel_and_bias(values, operation)
    values.node("ConvTranspose", *names, **_window(words), pads=_flat(pads), output_padding=extra)


def _kernel_and_bias(values: OnnxValues, operation: Operation) -> list[str]:
    names = [values.operand(operation, "kernel", to_torch(values.array(operation, "kernel")))]
    return [*names, values.operand(operation, "bias")] if "bias" in operation.operands else names


def _window(words: Mapping[str, Any]) -> dict[str, Any]:
    return {"strides": words["strides"], "dilations": words["dilation"]}


def _flat(pads: Pairs) -> tuple[int, ...]:
    """Pads as ONNX has them: all that come before, then all that come after."""
    return (*(before for before, _ in pads), *(after for _, after in pads))


def _fold(values: OnnxValues, operation: Operation) -> None:
    """Products with tables of zeros and ones."""
    words = operation.words
    for axis, equation in zip(range(operation.rank), ("bcr...,rk->bck...", "bcrs,sk->bcrk"), strict=False):
        length = operation.after[axis]
        cells = source_indices(length, words["pads"][axis], words["border"])[: operation.shape[axis]]
        table = (cells[:, None] == np.arange(length)).astype(np.float32)
        values.current = values.graph.add(
            "Einsum", [values.current, values.number(table, "fold")], {"equation": equation}
        )


def _add_bias(values: OnnxValues, operation: Operation) -> None:
    bias = values.array(operation, "bias").reshape(-1, *(1,) * operation.rank)
    values.node("Add", values.operand(operation, "bias", bias))


def _border(values: OnnxValues, operation: Operation) -> None:
    for axis, pad in enumerate(operation.words["pads"]):
        if any(pad):
            cells = source_indices(operation.shape[axis], pad, operation.words["border"])
            values.node("Gather", values.number(cells.astype(np.int64), "border"), axis=axis + 2)


def _zeros(values: OnnxValues, operation: Operation) -> None:
    pads = ((0, 0), (0, 0), *operation.words["pads"])
    values.node("Pad", values.number(_flat(pads), "pads"))


def _crop(values: OnnxValues, operation: Operation) -> None:
    sizes = zip(operation.shape, operation.words["pads"], strict=False)
    ends = [(before, length - after) for length, (before, after) in sizes]
    starts, stops, axes = [s for s, _ in ends], [s for _, s in ends], list(range(2, operation.rank + 2))
    values.node("Slice", *(values.number(numbers) for numbers in (starts, stops, axes)))


def _pool(values: OnnxValues, operation: Operation) -> None:
    words = operation.words
    window = {"kernel_shape": words["size"], "strides": words["strides"]}
    if not no_pads(words["pads"]):
        window["pads"] = _flat(words["pads"])
    if operation.name == "max_pool":
        values.node("MaxPool", **window)
    else:
        values.node("AveragePool", **window, count_include_pad=0)


def _global(values: OnnxValues, operation: Operation) -> None:
    values.node("GlobalMaxPool" if operation.name == "global_max" else "GlobalAveragePool")
    if not operation.words["keepdims"]:
        values.node("Flatten", axis=1)


def _enlarge(values: OnnxValues, operation: Operation) -> None:
    scales = values.number([1.0, 1.0, *operation.words["size"]], "scales")
    how: dict[str, Any] = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    if operation.name == "repeat":
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    values.node("Resize", "", scales, **how)


MAKERS: Mapping[str, Callable[[OnnxValues, Operation], None]] = MappingProxyType(
    {
        "conv": _conv,
        "spread": _spread,
        "fold": _fold,
        "add_bias": _add_bias,
        "border": _border,
        "zeros": _zeros,
        "crop": _crop,
        "max_pool": _pool,
        "mean_pool": _pool,
        "global_max": _global,
        "global_mean": _global,
        "repeat": _enlarge,
        "blend": _enlarge,
    }
)
