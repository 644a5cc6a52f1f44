"""Where a layer's output and a reference from elsewhere differ first, and what the likely cause is.

Causes are not guessed: the layer is changed in one way after the other, and a change that gives the reference
is the cause.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.engine.geometry import NAMED_PADDINGS, pad_amount
from convstudio.files.importing.layouts import from_torch, to_torch
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import Array
from convstudio.files.weights.read import read_weights
from convstudio.nn.shapes import Shape, as_pair, planar_shape

TOLERANCE = 1e-5


@dataclass(frozen=True)
class Comparison:
    """What comparing found.

    Attributes:
        first: (row, col, filter), 0-based, of the first cell of the walk that differs; None where none does.
        ours: the value there.
        theirs: what the reference has there.
        count: how many cells differ.
        largest: the largest difference of all; NaN where one side alone is no number.
        cause: one sentence on the change that gives the reference; "" where none was found.
        differs: (rows, cols, filters), True where a cell differs.
    """

    first: tuple[int, int, int] | None
    ours: float
    theirs: float
    count: int
    largest: float
    cause: str
    differs: Array

    @property
    def agrees(self) -> bool:
        """Whether no cell differs."""
        return self.first is None


def names_in(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The arrays of a file that may be references. Raises OSError or ValueError as `read_reference` does."""
    return tuple(read_weights(path).entries)


def read_reference(path: str | os.PathLike[str], name: str = "") -> Array:
    """The array of a `.npy` file, or the one of that name in a `.npz` file, which may have one alone.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged, or there are several arrays and none was named.
    """
    file = read_weights(path)
    if not name and len(file.entries) != 1:
        names = ", ".join(list(file.entries)[:20])
        raise ValueError(f"{Path(path).name} holds {len(file.entries)} arrays; name one of {names}")
    return file.read(name or next(iter(file.entries)))


def compare(part: LayerPart, x: Array, reference: Array, tolerance: float = TOLERANCE) -> Comparison:
    """Compare what a layer gives for an input with what another program gave.

    Args:
        part: the layer with its weights.
        x: its input in Keras' shape, without batch.
        reference: the other output, with or without a batch of one, channels last; channels first is a
            cause that is found.
        tolerance: the largest difference that is none, for values up to 1; for larger ones a part of them.

    Raises:
        ValueError: the layer does not fit its input, or the reference has another number of values.
    """
    ours = _output(part, x)
    planes = planar_shape(ours.shape)
    given = np.asarray(reference)
    if given.dtype.kind not in "biuf" or given.size != ours.size:
        raise ValueError(
            f"the layer gives values of shape {ours.shape}. Received: a reference of shape {given.shape}"
        )
    ours, theirs = ours.reshape(planes), given.reshape(planes)
    differs = ~_close(ours, theirs, tolerance)
    if not differs.any():
        return Comparison(None, np.nan, np.nan, 0, _largest(ours, theirs), "", differs)
    first = _first(differs)
    cause = _cause(part, x, given, tolerance)
    values = float(ours[first]), float(theirs[first])
    return Comparison(first, *values, int(differs.sum()), _largest(ours, theirs), cause, differs)


def _output(part: LayerPart, x: Array) -> Array:
    outputs: Array = part.build(x.shape)(x[None])[0]
    return outputs


def _close(ours: Array, theirs: Array, tolerance: float) -> Array:
    with np.errstate(all="ignore"):
        return np.isclose(ours, theirs, rtol=tolerance, atol=tolerance, equal_nan=True)


def _largest(ours: Array, theirs: Array) -> float:
    with np.errstate(all="ignore"):
        difference = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
    is_same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    return float(np.max(np.where(is_same, 0, difference), initial=0))


def _first(differs: Array) -> tuple[int, int, int]:
    """In the order of the walk: filter by filter, from left to right, then down."""
    by_filter = differs.transpose(2, 0, 1)
    filter, row, col = np.unravel_index(int(by_filter.argmax()), by_filter.shape)
    return int(row), int(col), int(filter)


def _cause(part: LayerPart, x: Array, reference: Array, tolerance: float) -> str:
    for sentence, other_output in _attempts(part, x, reference):
        try:
            output, wanted = other_output()
        except (ValueError, IndexError):
            continue
        if output.size == wanted.size and _close(output.ravel(), wanted.ravel(), tolerance).all():
            return sentence
    return ""


Attempt = tuple[str, Callable[[], tuple[Array, Array]]]


def _attempts(part: LayerPart, x: Array, reference: Array) -> Iterator[Attempt]:
    """Sentences, and what would come out if they were true beside what came out there."""
    yield "The reference has its channels first.", lambda: (_output(part, x), _channels_last(reference, x))
    for sentence, changed in _changes(part, x.shape):
        yield sentence, lambda changed=changed: (_output(changed(), x), reference)  # type: ignore[misc]
    flipped = x[..., ::-1]
    yield "The channels of the input are in reverse order there.", lambda: (_output(part, flipped), reference)
    if x.ndim == 3:
        turned = x.swapaxes(0, 1)
        yield "Rows and columns of the input are swapped there.", lambda: (_output(part, turned), reference)


def _channels_last(reference: Array, x: Array) -> Array:
    without_batch = reference[0] if reference.ndim == x.ndim + 1 else reference
    return np.moveaxis(without_batch, 0, -1)


Change = tuple[str, Callable[[], LayerPart]]


def _changes(part: LayerPart, shape: Shape) -> Iterator[Change]:
    """Sentences, and the layer as it would be."""
    config = part.config
    if "flip" in config:
        yield (
            "The kernel is flipped there: convolution instead of correlation, or the other way round.",
            (lambda: _with(part, flip=not config["flip"])),
        )
    if config.get("padding") in NAMED_PADDINGS and "kernel_size" in config and "Transpose" not in part.kind:
        yield "The odd cell of padding stands on the other side there.", lambda: _other_side(part, shape)
    if len(part.weights) > 1 and config.get("use_bias"):
        yield "The bias is missing there.", lambda: _without_bias(part)
    if config.get("activation", "linear") != "linear":
        yield "The activation is missing there.", lambda: _with(part, activation="linear")
    for sentence, turn in _TURNS:
        if part.weights and part.weights[0].ndim > 2:
            yield sentence, lambda turn=turn: _turned(part, turn)  # type: ignore[misc]


def _with(part: LayerPart, **words: Any) -> LayerPart:
    return replace(part, config={**part.config, **words})


def _without_bias(part: LayerPart) -> LayerPart:
    return replace(part, weights=(*part.weights[:-1], np.zeros_like(part.weights[-1])))


def _other_side(part: LayerPart, shape: Shape) -> LayerPart:
    config = part.config
    sizes = map(as_pair, (config["kernel_size"], config["strides"], config["dilation_rate"]))
    axes = zip(planar_shape(shape)[:2], *sizes, strict=False)
    pairs = tuple(pad_amount(config["padding"], *axis)[::-1] for axis in axes)
    return _with(part, padding=pairs)


def _turned(part: LayerPart, turn: Callable[[Array], Array]) -> LayerPart:
    kernel = turn(part.weights[0])
    if kernel.shape != part.weights[0].shape:
        raise ValueError("the kernel has another shape then")
    return replace(part, weights=(kernel, *part.weights[1:]))


def _memory_as_torch(kernel: Array) -> Array:
    """The numbers as they lie in memory, taken for (out, in, rows, cols)."""
    return from_torch(kernel.reshape(kernel.shape[-1], kernel.shape[-2], *kernel.shape[:-2]))


def _torch_memory_as_keras(kernel: Array) -> Array:
    """The kernel as (out, in, rows, cols), whose numbers in memory are taken for (rows, cols, in, out)."""
    return np.ascontiguousarray(to_torch(kernel)).reshape(kernel.shape)


_TURNS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("The channels of the kernel are in reverse order there.", lambda kernel: kernel[..., ::-1, :]),
    ("The filters are in reverse order there.", lambda kernel: kernel[..., ::-1]),
    ("Rows and columns of the kernel are swapped there.", lambda kernel: kernel.swapaxes(0, -3)),
    (
        "The layout is swapped: in and out change places.",
        lambda kernel: kernel.swapaxes(-1, -2),
    ),
    ("The layout is swapped: there the same memory is read as (out, in, rows, cols).", _memory_as_torch),
    (
        "The layout is swapped: memory of (out, in, rows, cols) is read in our order.",
        _torch_memory_as_keras,
    ),
)
