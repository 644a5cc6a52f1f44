"""What runs through an ONNX model that is being written: the value that came last, and numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from convstudio.files.code.onnx_file import OnnxGraph
from convstudio.files.code.operations import Operation
from convstudio.files.code.subject import Stage
from convstudio.nn.layer import Array


class OnnxValues:
    """Nodes and numbers of a graph.

    Attributes:
        graph: to which they go.
        current: name of the value that came last.
        is_first: whether its channels stand first.
        stage: the layer that is being written.
    """

    def __init__(self, title: str) -> None:
        self.graph = OnnxGraph(title)
        self.current = "x"
        self.is_first = False
        self.stage: Stage | None = None

    def node(self, operator: str, *others: str, **attributes: Any) -> None:
        """Let an operation take the value that came last, and names of others."""
        self.current = self.graph.add(operator, [self.current, *others], attributes)

    def number(self, values: Any, name: str = "") -> str:
        """Put numbers into the file and return their name."""
        return self.graph.number(values, name)

    def array(self, operation: Operation, name: str) -> Array:
        """The numbers of an operand."""
        assert self.stage is not None
        return operation.operands[name].of(self.stage.weights)

    def operand(self, operation: Operation, name: str, values: Array | None = None) -> str:
        """Put an operand into the file, or values made of it, under the name of the weights."""
        assert self.stage is not None
        called = self.stage.variables[operation.operands[name].name]
        return self.number(self.array(operation, name) if values is None else values, called)

    def steps(self, steps: Sequence[Sequence[Any]], operation: Operation) -> None:
        """Write a function of each value, or of the channels of each place, as the settings have it.

        Each step is an operator, what it takes, what that is called, and perhaps attributes. Numbers are
        numbers; "axis", "axes", "channels" and "count" are those of the channels.
        """
        axis = 1 if self.is_first or not operation.rank else len(operation.shape)
        channels = operation.shape[-1]
        behind = len(operation.shape) - axis
        count = np.arange(1, channels + 1, dtype=np.float32).reshape(-1, *(1,) * behind)
        known: dict[str, Any] = {
            "axis": np.int64(axis),
            "axes": [axis],
            "channels": [channels],
            "count": count,
        }
        names = {"x": self.current}
        for operator, inputs, gives, *more in steps:
            attributes = {key: axis if value == "axis" else value for key, value in dict(*more).items()}
            taken = [self._taken(one, names, known) for one in inputs]
            given = [gives] if isinstance(gives, str) else gives
            outputs = [f"{self.graph.fresh()}_{name}" for name in given]
            self.graph.add(operator, taken, attributes, outputs)
            names.update(zip(given, outputs, strict=True))
        self.current = names["y"]

    def _taken(self, one: str | float, names: dict[str, str], known: dict[str, Any]) -> str:
        if isinstance(one, str):
            return names[one] if one in names else self.number(known[one])
        return self.number(np.float32(one))
