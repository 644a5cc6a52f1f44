"""Sizes and costs of a layer in words, with the numbers filled in."""

from collections.abc import Mapping
from math import prod

from PySide6.QtCore import QCoreApplication

from convstudio.engine.geometry import Axis

Shape = tuple[int, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("shape_formula", text)


def axis_formula(axis: Axis) -> str:
    """The output size along one axis: ⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6.

    Source: Dumoulin and Visin (2016), relationship 15.
    """
    pad = " + ".join(str(cells) for cells in axis.pad) if any(axis.pad) else "0"
    inside = f"{axis.length} + {pad} − {axis.dilation}·({axis.kernel} − 1) − 1"
    return f"⌊({inside}) / {axis.stride}⌋ + 1 = {axis.outputs}"


def transposed_formula(axis: Axis) -> str:
    """The size along one axis of what a transposed convolution gives: (8 − 1)·2 + 3 = 17.

    Args:
        axis: of the convolution that it turns around, whose input is what comes out here.

    Source: Dumoulin and Visin (2016), relationship 14.
    """
    whole = (axis.outputs - 1) * axis.stride + axis.span
    cut = "".join(f" − {cells}" for cells in axis.pad if cells)
    more = axis.length + sum(axis.pad) - whole
    extra = f" + {more}" if more > 0 else ""
    return f"({axis.outputs} − 1)·{axis.stride} + {axis.span}{cut}{extra} = {axis.length}"


def parameters_text(weights: Mapping[str, Shape]) -> str:
    """How many numbers the layer has; `weights` are the shapes of its arrays, by name."""
    count = sum(map(prod, weights.values()))
    terms = [_array_text(name, shape) for name, shape in weights.items()]
    return _tr("{terms} = {count} parameters").format(terms=" + ".join(terms), count=f"{count:,}")


def _array_text(name: str, shape: Shape) -> str:
    called = {"kernel": _tr("weights"), "bias": _tr("bias")}.get(name, name.replace("_", " "))
    return f"{called} {'·'.join(f'{size:,}' if len(shape) == 1 else str(size) for size in shape)}"


def dense_text(inputs: Shape, outputs: Shape, use_bias: bool) -> str:
    """How many parameters a dense layer needs from every input value to every output value."""
    before, after = prod(inputs), prod(outputs)
    count = before * after + use_bias * after
    terms = f"{before:,}·{after:,}" + (f" + {after:,}" if use_bias else "")
    text = _tr("A dense layer for the same: {terms} = {count} parameters")
    return text.format(terms=terms, count=f"{count:,}")


def multiply_adds_text(count: int) -> str:
    """How many multiplications one pass takes."""
    return _tr("{count} multiply-adds for one input").format(count=f"{count:,}")


def keras_lines(inputs: Shape, weights: Shape | None, outputs: Shape) -> tuple[str, ...]:
    """The shapes as Keras has them, a batch of one in front; they come without batch."""
    named = [(_tr("input {shape}"), (1, *inputs)), (_tr("output {shape}"), (1, *outputs))]
    if weights is not None:
        named.insert(1, (_tr("weights {shape}"), weights))
    return tuple(text.format(shape=shape) for text, shape in named)
