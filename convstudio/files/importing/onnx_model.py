"""A model as ONNX describes it, operation by operation: a chain of them is a stack of layers."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from convstudio.files.importing.onnx_flow import Flow, layer_name, value_of
from convstudio.files.importing.onnx_operators import OPERATORS, first_axes
from convstudio.files.importing.stack import Stack, label
from convstudio.files.weights.limits import shown
from convstudio.files.weights.onnx_files import Graph, Node


def onnx_stack(graph: Graph) -> Stack:
    """The layers of a model.

    Raises:
        ValueError: it has several inputs or outputs; operations that are not known are noted down instead.
    """
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        raise ValueError(
            f"it has {len(graph.inputs)} inputs and {len(graph.outputs)} outputs; one of each is read"
        )
    ((current, sizes),) = graph.inputs.items()
    graph = _with_constants(graph)
    nodes = _with_silu(graph.nodes)
    axes = first_axes(nodes, len(sizes) - 1)
    stack = Stack(_input_shape(sizes, axes))
    flow = Flow(graph, stack, axes)
    for number, node in enumerate(nodes, 1):
        _follow(flow, node, current, number)
        current = node.outputs[0] if node.outputs else ""
    if graph.outputs != (current,):
        stack.refuse("the output", f"{shown(graph.outputs[0])} is not what the last operation gives")
    flow.settle()
    return stack


def _follow(flow: Flow, node: Node, current: str, number: int) -> None:
    try:
        if node.operator not in OPERATORS:
            raise ValueError("there is no such layer here")
        others = [name for name in node.inputs if name and name not in flow.graph.constants]
        if others != [current]:
            raise ValueError(f"it takes {', '.join(map(shown, others[:4]))}, not just what comes before")
        OPERATORS[node.operator](flow, node)
    except (ValueError, LookupError) as error:
        reason = error if isinstance(error, ValueError) else "one of its inputs is missing"
        flow.stack.refuse(label(number, node.operator, layer_name(node)), reason)


def _input_shape(sizes: tuple[int | None, ...], axes: tuple[int, ...]) -> tuple[int, ...] | None:
    """Shape of one input with channels last; None where a size is open."""
    by_axis: Mapping[int, int | None] = MappingProxyType(dict(zip(axes, sizes, strict=True)))
    shape = tuple(by_axis[axis] for axis in range(1, len(sizes)))
    known = tuple(size for size in shape if size is not None)
    return known if shape and len(known) == len(shape) else None


def _with_constants(graph: Graph) -> Graph:
    """Constants that are written as operations, taken to the others."""
    found = {
        node.outputs[0]: value_of(node)
        for node in graph.nodes
        if node.operator == "Constant" and node.outputs
    }
    constants = {**graph.constants, **{name: value for name, value in found.items() if value is not None}}
    nodes = tuple(node for node in graph.nodes if not (node.operator == "Constant" and node.outputs))
    return replace(graph, constants=constants, nodes=nodes)


def _with_silu(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """x · sigmoid(x), which PyTorch writes as two operations, as one."""
    by_output = {node.outputs[0]: node for node in nodes if node.operator == "Sigmoid" and node.outputs}
    gone, merged = set(), {}
    for node in nodes:
        gates = [name for name in node.inputs if name in by_output]
        if node.operator == "Mul" and len(node.inputs) == 2 and len(gates) == 1:
            gate = by_output[gates[0]]
            uses = sum(gates[0] in other.inputs for other in nodes)
            if set(node.inputs) == {gates[0], *gate.inputs} and uses == 1:
                gone.add(id(gate))
                merged[id(node)] = Node("Silu", node.name, gate.inputs, node.outputs)
    return tuple(merged.get(id(node), node) for node in nodes if id(node) not in gone)
