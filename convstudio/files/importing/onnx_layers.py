"""The single layers of an ONNX model; there a kernel and its bias belong together by use, and not by name."""

from dataclasses import replace

from convstudio.files.importing.onnx_flow import layer_name
from convstudio.files.importing.single import FoundLayer, layers_in
from convstudio.files.weights.entry import WeightFile
from convstudio.files.weights.onnx_files import Node, read_graph

_KINDS = {3: "Conv1D", 4: "Conv2D"}
_OPERATORS = {"Conv": "", "ConvTranspose": "Transpose"}


def layers_by_node(file: WeightFile) -> tuple[FoundLayer, ...]:
    """The convolutions in the order of computation, then what the names of the other arrays tell.

    Raises:
        OSError: the file cannot be read any more.
        ValueError: it is damaged.
    """
    found = [_convolution(node, file) for node in read_graph(file.path).nodes if node.operator in _OPERATORS]
    layers = {layer.entries[0].name: layer for layer in found if layer is not None}
    used = {entry.name for layer in layers.values() for entry in layer.entries}
    others = {name: entry for name, entry in file.entries.items() if name not in used}
    return (*layers.values(), *layers_in(replace(file, entries=others)))


def _convolution(node: Node, file: WeightFile) -> FoundLayer | None:
    """The layer of an operation; None where its weights are worked out, or slide over other axes."""
    entries = tuple(file.entries[name] for name in node.inputs[1:3] if name in file.entries)
    if not entries or node.inputs[1] != entries[0].name or len(entries[0].shape) not in _KINDS:
        return None
    kind = _KINDS[len(entries[0].shape)] + _OPERATORS[node.operator]
    return FoundLayer(layer_name(node) or entries[0].name, kind, "torch", entries)
