"""What runs through an ONNX model from one operation to the next, beside the layers made of them."""

from typing import Any

import numpy as np

from convstudio.files.importing.layouts import flat_places, rows_in_order
from convstudio.files.importing.stack import Stack
from convstudio.files.weights.entry import Array, Entry
from convstudio.files.weights.limits import shown
from convstudio.files.weights.onnx_files import Graph, Node

_ENDINGS = (".weight", ".bias", "/kernel", "/weight")


class Flow:
    """The order of axes, and values that wait for a layer to take them in.

    ONNX has channels first and moves them about; here they are last and stay. So the axes of the ONNX value
    are only noted down, and layers that name an axis are looked up there.

    Attributes:
        stack: the layers.
        axes: for each axis of the ONNX value our axis (the batch is 0), or None for one of size 1 that is
            not here.
        places: for each place of a flat ONNX value its place here; None where they are the same.
    """

    def __init__(self, graph: Graph, stack: Stack, axes: tuple[int | None, ...]) -> None:
        self.graph = graph
        self.stack = stack
        self.axes = axes
        self.places: Array | None = None
        self._flattened: tuple[int, tuple[int, ...]] = 0, ()

    @property
    def rank(self) -> int:
        """Axes of our value without the batch; the last one has the channels."""
        return sum(axis is not None for axis in self.axes) - 1

    @property
    def dimensions(self) -> str:
        """ "1D" or "2D", as layers with a window are called. Raises ValueError where there is no window."""
        if self.rank not in (2, 3):
            raise ValueError(f"it slides over {self.rank - 1} axes, and only 1 and 2 are known here")
        return f"{self.rank - 1}D"

    def require_channels_first(self) -> None:
        """Raise ValueError unless the ONNX value is (batch, channels, rows ...), as windows want it."""
        if self.axes != channels_first(self.rank) or self.rank < 2:
            raise ValueError("the axes of what it takes are not batch, channels, rows and columns")
        self.settle()

    def axis(self, number: int) -> int | None:
        """Our axis for an ONNX axis, which may count from the end. Raises ValueError if there is none."""
        if not -len(self.axes) <= number < len(self.axes):
            raise ValueError(f"it names an axis {number} that is not there")
        return self.axes[number]

    def constant(self, name: str) -> Array:
        """An array of the file by name. Raises ValueError if the value is only known when the model runs."""
        if name not in self.graph.constants:
            raise ValueError(f"its value {shown(name)} is worked out while the model runs")
        return self.graph.constants[name].read()

    def whole_numbers(self, name: str) -> tuple[int, ...]:
        """A small array of the file as numbers."""
        values = self.constant(name).ravel()
        if values.size > 64 or values.dtype.kind not in "iu":
            raise ValueError(f"its value {shown(name)} is no short list of whole numbers")
        return tuple(int(value) for value in values)

    def flatten(self) -> None:
        """Put all axes in one. The order there is kept in mind for the weights that follow."""
        axes = tuple(axis for axis in self.axes[1:] if axis is not None)
        shape = self.stack.shape
        if self.rank > 1:
            if shape is None and axes != tuple(sorted(axes)):
                raise ValueError("the size of what it flattens is not known")
            self.stack.add("Flatten")
            places = None if shape is None else flat_places(shape, tuple(axis - 1 for axis in axes))
            is_same = places is None or bool((np.diff(places) == 1).all())
            self.places = None if is_same else places
            self._flattened = len(self.stack.parts) - 1, axes
        self.axes = (0, 1)

    def take_order(self, weights: Array) -> Array:
        """Weights (in, ...) for the values here; whatever follows has the same order in both."""
        if self.places is None:
            return weights
        if len(weights) != len(self.places):
            raise ValueError(f"it takes {len(weights)} values, and {len(self.places)} reach it")
        places, self.places = self.places, None
        return rows_in_order(weights, places)

    def settle(self) -> None:
        """If values wait in another order, change the order of axes before they are flattened."""
        if self.places is not None:
            self.stack.insert_permute(*self._flattened)
            self.places = None


def channels_first(rank: int) -> tuple[int, ...]:
    """Axes of (batch, channels, rows, ...) for a value of so many axes without batch."""
    return (0, rank, *range(1, rank)) if rank > 0 else (0,)


def number(node: Node, name: str, default: float) -> float:
    """An attribute that is a number. Raises ValueError if it is something else."""
    value = node.attributes.get(name, default)
    if not isinstance(value, int | float):
        raise ValueError(f"its attribute {shown(name)} is no number")
    return value


def whole(node: Node, name: str, default: int) -> int:
    """An attribute that is a whole number."""
    return int(number(node, name, default))


def numbers(node: Node, name: str, default: tuple[int, ...] = ()) -> tuple[int, ...]:
    """An attribute that is a list of whole numbers. Raises ValueError if it is something else."""
    value = node.attributes.get(name, default)
    if not isinstance(value, tuple) or len(value) > 64 or not all(type(item) is int for item in value):
        raise ValueError(f"its attribute {shown(name)} is no list of whole numbers")
    return value


def text(node: Node, name: str, default: str) -> str:
    """An attribute that is a text."""
    value = node.attributes.get(name, default)
    return value if isinstance(value, str) else default


def layer_name(node: Node) -> str:
    """The name of its weights, which people know, or its own."""
    for name in node.inputs[1:]:
        for ending in _ENDINGS:
            if name.endswith(ending) and len(name) > len(ending):
                return name.removesuffix(ending)
    return node.name.strip("/")


def value_of(node: Node) -> Any:
    """What a Constant holds: an entry; None if it is of a kind that is not read."""
    value = node.attributes.get("value")
    return value if isinstance(value, Entry) else None
