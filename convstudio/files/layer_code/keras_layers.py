"""Layers as Keras writes them."""

import inspect
from collections.abc import Mapping
from typing import Any

from convstudio.files.layer_code.calls import Call, Named, perhaps
from convstudio.nn.activations import Activation
from convstudio.nn.dense import Dense
from convstudio.nn.registry import LAYERS
from convstudio.nn.windowed import Windowed

Settings = Mapping[str, Any]
_INPUTS = ("Input", "InputLayer")
# Words of Keras that change nothing where they have these values.
_WITHOUT_EFFECT: dict[str, tuple[Any, ...]] = {
    "data_format": ("channels_last", None),
    "trainable": (True, False),
    "kernel_regularizer": (None,),
    "bias_regularizer": (None,),
    "activity_regularizer": (None,),
    "kernel_constraint": (None,),
    "bias_constraint": (None,),
    "noise_shape": (None,),
}


def keras_layer(call: Call) -> tuple[str, dict[str, Any]]:
    """Kind and settings of a layer.

    Raises:
        ValueError: there is no such layer here, or it is given something that it does not take.
    """
    if call.name not in LAYERS:
        raise ValueError(f"there is no layer {call.name} here{perhaps(call.name, LAYERS)}")
    kind = LAYERS[call.name]
    names = [name for name in inspect.signature(kind).parameters if name != "words"]
    if len(call.values) > len(names):
        raise ValueError(f"{call.name} takes {len(names)} arguments at most, and here are {len(call.values)}")
    given = dict(zip(names, call.values, strict=False))
    for name, value in call.words.items():
        if name in given:
            raise ValueError(f"{call.name} is given {name!r} twice")
        given[name] = value
    known = {*names, "name", "dtype", "seed", *(("border", "flip") if issubclass(kind, Windowed) else ())}
    has_activation = issubclass(kind, Windowed | Dense | Activation)
    return call.name, {
        name: _value(call.name, name, value, has_activation)
        for name, value in given.items()
        if not _has_no_effect(call.name, name, value, known)
    }


def is_input(call: Call) -> bool:
    """Whether a call only says what goes in."""
    return call.name in _INPUTS


def input_shape(call: Call) -> tuple[int, ...] | None:
    """The shape without batch that a layer is written for; None where it does not say.

    Raises:
        ValueError: it says something that is no shape.
    """
    words = dict(call.words)
    shape = words.get("input_shape", words.get("shape"))
    if is_input(call) and call.values:
        shape = call.values[0]
    if shape is None:
        return None
    if not isinstance(shape, tuple) or not all(size is None or type(size) is int for size in shape):
        raise ValueError(f"{call.name} has a shape that is none: {shape!r}")
    return shape


def _has_no_effect(layer: str, name: str, value: Any, known: set[str]) -> bool:
    """Whether a word can be left out. Raises ValueError if it is not known."""
    if name in ("input_shape", "input_dim"):
        return True
    if name in _WITHOUT_EFFECT and value in _WITHOUT_EFFECT[name]:
        return True
    if name not in known:
        raise ValueError(f"{layer} has no word {name!r} here")
    return False


def _value(layer: str, name: str, value: Any, has_activation: bool) -> Any:
    if isinstance(value, Named):
        if name != "activation" or not has_activation:
            raise ValueError(f"{layer} has {name}={value}, which is no number or text that is written out")
        return str(value)
    return value
