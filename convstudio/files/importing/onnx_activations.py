"""ONNX operators that work on each value alone, or on the channels of a place.

Source: https://onnx.ai/onnx/operators/, of the versions 7 to 22.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from convstudio.files.importing.onnx_flow import Flow, layer_name, number, text, whole
from convstudio.files.weights.onnx_files import Node

# Operators that are an activation here, and which numbers they must have to be the same.
_NAMED: Mapping[str, tuple[str, Mapping[str, tuple[float, float]]]] = MappingProxyType(
    {
        "Sigmoid": ("sigmoid", {}),
        "Tanh": ("tanh", {}),
        "Softplus": ("softplus", {}),
        "Softsign": ("softsign", {}),
        "HardSwish": ("hard_silu", {}),
        "Mish": ("mish", {}),
        "Silu": ("silu", {}),
        "Selu": ("selu", {"alpha": (1.67326, 1.67326), "gamma": (1.0507, 1.0507)}),
        "Celu": ("celu", {"alpha": (1, 1)}),
        "HardSigmoid": ("hard_sigmoid", {"alpha": (0.2, 1 / 6), "beta": (0.5, 0.5)}),
    }
)


def named_activation(flow: Flow, node: Node) -> None:
    """One of the named activations, if its numbers are Keras'."""
    name, wanted = _NAMED[node.operator]
    for attribute, (default, value) in wanted.items():
        if not math.isclose(number(node, attribute, default), value, rel_tol=1e-4):
            raise ValueError(f"its {attribute} is {number(node, attribute, default):g}, and here {value:g}")
    flow.stack.add("Activation", {"activation": name}, name=layer_name(node))


def gelu(flow: Flow, node: Node) -> None:
    """Gelu with the exact distribution."""
    if text(node, "approximate", "none") != "none":
        raise ValueError("it is approximated by tanh")
    flow.stack.add("Activation", {"activation": "gelu"}, name=layer_name(node))


def relu(flow: Flow, node: Node) -> None:
    """Relu."""
    flow.stack.add("ReLU", name=layer_name(node))


def leaky_relu(flow: Flow, node: Node) -> None:
    """LeakyRelu."""
    slope = number(node, "alpha", 0.01)
    flow.stack.add("LeakyReLU", {"negative_slope": slope}, name=layer_name(node))


def elu(flow: Flow, node: Node) -> None:
    """Elu."""
    flow.stack.add("ELU", {"alpha": number(node, "alpha", 1.0)}, name=layer_name(node))


def prelu(flow: Flow, node: Node) -> None:
    """PRelu with one slope, or one for each channel."""
    flow.settle()
    slopes, rank = flow.constant(node.inputs[1]), flow.rank
    padded = (1,) * (len(flow.axes) - slopes.ndim) + slopes.shape
    if slopes.size > 1 and [flow.axis(at) for at, size in enumerate(padded) if size > 1] != [rank]:
        raise ValueError(f"its slopes of shape {slopes.shape} are not one for each channel")
    shape = flow.stack.shape
    count = slopes.size if shape is None else shape[-1]
    if slopes.size not in (1, count):
        raise ValueError(f"it has {slopes.size} slopes for {count} channels")
    shared = list(range(1, rank)) or None
    weights = np.broadcast_to(slopes.ravel(), (*(1,) * (rank - 1), count))
    flow.stack.add("PReLU", {"shared_axes": shared}, [weights], layer_name(node))


def clip(flow: Flow, node: Node) -> None:
    """Clip from 0, which is a ReLU with a limit."""
    limits = [flow.constant(name).item() if name else None for name in node.inputs[1:]]
    low, high = (*limits, None, None)[:2] if len(node.inputs) > 1 else _old_limits(node)
    if low != 0:
        raise ValueError(f"it cuts off below {low}, and only 0 is known here")
    flow.stack.add("ReLU", {"max_value": high}, name=layer_name(node))


def _old_limits(node: Node) -> tuple[float | None, float | None]:
    values = (node.attributes.get("min"), node.attributes.get("max"))
    low, high = (value if isinstance(value, float) else None for value in values)
    return low, high


def softmax(flow: Flow, node: Node) -> None:
    """Softmax and LogSoftmax along the channels."""
    is_old = flow.graph.opset < 13
    if flow.axis(whole(node, "axis", 1 if is_old else -1)) != flow.rank or (is_old and flow.rank > 1):
        raise ValueError("it does not run along the channels")
    name = "softmax" if node.operator == "Softmax" else "log_softmax"
    flow.stack.add("Activation", {"activation": name}, name=layer_name(node))


ACTIVATIONS: Mapping[str, Callable[[Flow, Node], None]] = MappingProxyType(
    {
        **dict.fromkeys(_NAMED, named_activation),
        "Relu": relu,
        "LeakyRelu": leaky_relu,
        "PRelu": prelu,
        "Elu": elu,
        "Gelu": gelu,
        "Clip": clip,
        "Softmax": softmax,
        "LogSoftmax": softmax,
    }
)
