"""Layers out of a text, each held against what reaches it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convstudio.files.frozen import plain
from convstudio.files.importing.stack import check_growth
from convstudio.files.layer_code.calls import Call, calls_in
from convstudio.files.layer_code.keras_layers import input_shape, is_input, keras_layer
from convstudio.files.layer_code.torch_layers import MAKERS, torch_layers
from convstudio.files.layer_code.torch_words import Arriving
from convstudio.files.project import MAX_WEIGHTS
from convstudio.nn.layer import Layer
from convstudio.nn.registry import LAYERS, layer_from
from convstudio.nn.shapes import Shape


@dataclass(frozen=True)
class Pasted:
    """What a text holds.

    Attributes:
        layers: kind and settings of each layer, in their order.
        notes: what is different here, for people.
    """

    layers: tuple[tuple[str, Mapping[str, Any]], ...]
    notes: tuple[str, ...] = ()


def layers_in(text: str, shape: Shape | None) -> Pasted:
    """Read layers of Keras or PyTorch.

    Args:
        text: calls of layers, in lists, in `Sequential(...)` or in lines of their own. Nothing is run.
        shape: of what reaches the first one, without batch; None where that is not known.

    Raises:
        ValueError: something in it is no layer, not possible, or takes other channels than arrive; the
            message says what and where.
    """
    calls = calls_in(text)
    common = _common_library(calls)
    arriving = Arriving(shape)
    layers: list[tuple[str, Mapping[str, Any]]] = []
    for call in calls:
        try:
            layers += _layers(call, call.library or _library(call.name) or common, arriving)
        except ValueError as error:
            raise ValueError(f"{call.place}: {error}") from None
    if not layers:
        raise ValueError("there is no layer in the text")
    return Pasted(tuple(layers), tuple(dict.fromkeys(arriving.notes)))


def _layers(call: Call, library: str, arriving: Arriving) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if library == "torch":
        found = torch_layers(call, arriving)
    else:
        _check_input(call, arriving)
        found = [] if is_input(call) else [keras_layer(call)]
    for kind, settings in found:
        words = plain(settings)
        layer = layer_from(kind, words)
        _check_size(layer, arriving.shape)
        try:
            arriving.shape = arriving.shape and layer.output_shape_for(arriving.shape)
        except ValueError:  # it may stand there all the same, and is marked
            arriving.shape = None
        yield kind, words


def _check_size(layer: Layer, shape: Shape | None) -> None:
    """Refuse what would take memory beyond measure, before any is taken."""
    window = math.prod(getattr(layer, "kernel_size", (1,)))
    maps = getattr(layer, "filters", getattr(layer, "units", getattr(layer, "depth_multiplier", 1)))
    if window * maps * (shape[-1] if shape else 1) > MAX_WEIGHTS:
        raise ValueError(f"it would have more than {MAX_WEIGHTS:,} weights")
    check_growth(layer, shape or (1, 1, 1))


def _check_input(call: Call, arriving: Arriving) -> None:
    """Hold the shape that a layer is written for against what arrives."""
    wanted, shape = input_shape(call), arriving.shape
    if not wanted or shape is None:
        return
    if wanted[-1] is not None and wanted[-1] != shape[-1]:
        raise ValueError(
            f"{call.name} is written for {wanted[-1]} channels, and what reaches it has {shape[-1]}"
        )
    if wanted != shape:
        arriving.notes.append(f"{call.name} is written for inputs of shape {wanted}; here they are {shape}")


def _common_library(calls: Sequence[Call]) -> str:
    """The library of names that both have: that of the others, else Keras."""
    found = (call.library or _library(call.name) for call in calls)
    return next((library for library in found if library), "keras")


def _library(name: str) -> str:
    """The only library that has a layer of this name; "" where both or none have."""
    if (name in LAYERS) == (name in MAKERS):
        return ""
    return "keras" if name in LAYERS else "torch"
