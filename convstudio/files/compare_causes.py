"""What may be otherwise in another program: a layer changed in one way after the other, and what it gives."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from convstudio.engine.geometry import NAMED_PADDINGS, pad_amount
from convstudio.files.importing.layouts import from_torch, to_torch
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import Array
from convstudio.nn.shapes import Shape, as_pair, planar_shape


def output_of(part: LayerPart, x: Array) -> Array:
    """What a layer gives for an input without batch. Raises ValueError if it does not fit."""
    outputs: Array = part.build(x.shape)(x[None])[0]
    return outputs


Attempt = tuple[str, Callable[[], tuple[Array, Array]]]


def attempts(part: LayerPart, x: Array, reference: Array) -> Iterator[Attempt]:
    """Sentences, and what would come out if they were true beside what came out there."""
    for sentence, changed in _changes(part, x.shape):
        yield sentence, lambda changed=changed: (output_of(changed(), x), reference)  # type: ignore[misc]
    for sentence, other in _inputs(x):
        yield sentence, lambda other=other: (output_of(part, other), reference)  # type: ignore[misc]
    yield "The maps are in reverse order there.", lambda: (output_of(part, x)[..., ::-1], reference)
    if part.kind == "Flatten":
        turned = np.moveaxis(x, -1, 0)
        yield "The values are flattened channel by channel there.", lambda: (turned, reference)
    if part.config.get("activation") == "linear" and reference.ndim > 1:
        yield "Another bias is added there.", lambda: _with_other_bias(output_of(part, x), reference)


def _inputs(x: Array) -> Iterator[tuple[str, Array]]:
    """Sentences, and the input as it would be."""
    yield "The channels of the input are in reverse order there.", x[..., ::-1]
    if x.ndim == 3:
        yield "Rows and columns of the input are swapped there.", x.swapaxes(0, 1)
    as_first = x.reshape(x.shape[-1], *x.shape[:-1])
    yield "The input's memory is taken for (channels, rows, cols) there.", np.moveaxis(as_first, 0, -1)


def _with_other_bias(ours: Array, theirs: Array) -> tuple[Array, Array]:
    """Ours with what is the same in all cells of a map added. Raises ValueError if one cell tells nothing."""
    places = tuple(range(ours.ndim - 1))
    if math.prod(ours.shape[:-1]) < 2:
        raise ValueError("a map of one cell differs by one number in any case")
    return ours + (theirs - ours).mean(places, keepdims=True), theirs


Change = tuple[str, Callable[[], LayerPart]]


def _changes(part: LayerPart, shape: Shape) -> Iterator[Change]:
    """Sentences, and the layer as it would be."""
    config = part.config
    if "flip" in config:
        yield (
            "The kernel is flipped there: convolution instead of correlation, or the other way round.",
            (lambda: _with(part, flip=not config["flip"])),
        )
    if "padding" in config and "kernel_size" in config and "Transpose" not in part.kind:
        yield "The odd cell of padding stands on the other side there.", lambda: _other_side(part, shape)
        yield "The padding is 'same' there, as Keras counts it.", lambda: _with(part, padding="same")
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
    padding = config["padding"]
    if padding in NAMED_PADDINGS:
        pairs = tuple(pad_amount(padding, *axis)[::-1] for axis in axes)
    else:
        pairs = tuple(as_pair(pair)[::-1] for pair in padding)
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
