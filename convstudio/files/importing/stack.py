"""Layers put one on the other as they are found in a file, each held against the weights that it has."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from convstudio.files.frozen import plain
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import Array
from convstudio.files.weights.limits import MAX_ELEMENTS, MAX_LAYERS, check_count, shown
from convstudio.nn.layer import Layer
from convstudio.nn.registry import layer_from
from convstudio.nn.shapes import Shape


class Stack:
    """The layers so far, and what could not be taken over.

    Attributes:
        input_shape: of what goes in, without batch; None where it is not known.
        shape: of what comes out so far, without batch; None where it is not known.
        parts: the layers.
        notes: what is different here, for people.
        unsupported: one sentence for each layer that could not be taken over.
    """

    def __init__(self, shape: Shape | None) -> None:
        """Start with inputs of a shape without batch. Raises ValueError if they are too large."""
        self.input_shape = self.shape = shape
        self.parts: list[LayerPart] = []
        self.notes: list[str] = []
        self.unsupported: list[str] = []
        _check_size(shape or ())

    def add(
        self, kind: str, words: Mapping[str, Any] | None = None, weights: Sequence[Array] = (), name: str = ""
    ) -> None:
        """Put a layer on top.

        Raises:
            ValueError: it is not possible, or does not fit what reaches it or its weights.
        """
        check_count(len(self.parts) + 1, "layers", MAX_LAYERS)
        layer = layer_from(
            kind, plain({**(words or {}), **({"name": self._free_name(name)} if name else {})})
        )
        if self.shape is not None:
            self.shape = _shape_after(layer, self.shape, weights)
        self.parts.append(LayerPart(kind, layer.get_config(), tuple(weights)))

    def add_bias(self, bias: Array) -> None:
        """Give the last layer a bias, (filters,), which it has not yet; one number serves all.

        Raises:
            ValueError: it has another number of filters.
        """
        last = self.parts[-1]
        count = last.config.get("filters", last.config.get("units"))
        if bias.size not in (1, count) or count is None:
            raise ValueError(f"it adds {bias.size} numbers to {count} channels")
        words = {**last.config, "use_bias": True}
        self.parts[-1] = part_of(last.kind, words, [*last.weights, np.resize(bias, count)])

    def insert_permute(self, index: int, dims: tuple[int, ...]) -> None:
        """Put a change of the order of axes before a layer that flattens."""
        layer = layer_from("Permute", {"dims": dims})
        self.parts.insert(index, LayerPart("Permute", layer.get_config()))

    def refuse(self, label: str, reason: object) -> None:
        """Note down that a layer could not be taken over; what follows has an unknown shape."""
        self.unsupported.append(f"{label}: {reason}")
        self.shape = None

    def _free_name(self, name: str) -> str:
        taken = {part.config["name"] for part in self.parts}
        numbered = (f"{name}_{number}" for number in range(1, MAX_LAYERS + 1))
        return name if name not in taken else next(free for free in numbered if free not in taken)


def part_of(kind: str, words: Mapping[str, Any], weights: Iterable[Array]) -> LayerPart:
    """One layer by itself. Raises ValueError if a setting is not possible."""
    return LayerPart(kind, layer_from(kind, plain(words)).get_config(), tuple(weights))


def _shape_after(layer: Layer, shape: Shape, weights: Sequence[Array]) -> Shape:
    check_growth(layer, shape)
    wanted, received = layer.weight_shapes(shape), [array.shape for array in weights]
    if wanted != received:
        raise ValueError(
            f"it needs weights of shapes {_told(wanted)} here, and the file has {_told(received)}"
        )
    after = layer.output_shape_for(shape)
    _check_size(after)
    return after


def check_growth(layer: Layer, shape: Shape) -> None:
    """Raise ValueError if a layer that copies cells would work out places beyond measure."""
    config = layer.get_config()
    sizes, around = config.get("size", 1), config.get("padding", 0)
    factor = math.prod(sizes) if isinstance(sizes, tuple) else sizes
    more = max(_numbers(around), default=0)
    _check_size((*(size + 2 * more for size in shape), factor))


def _numbers(value: Any) -> Iterable[int]:
    if isinstance(value, tuple):
        return [number for inner in value for number in _numbers(inner)]
    return [value] if isinstance(value, int) else []


def _check_size(shape: Shape) -> None:
    if math.prod(shape) > MAX_ELEMENTS:
        raise ValueError(f"{math.prod(shape):,} values would come out; the limit is {MAX_ELEMENTS:,}")


def _told(shapes: Sequence[Shape]) -> str:
    return ", ".join(map(str, shapes)) or "none"


def label(number: int, kind: str, name: str) -> str:
    """How a layer of a file is called in a sentence; layers count from 1."""
    return f"layer {number}, {kind} {shown(name)}" if name else f"layer {number}, {kind}"
