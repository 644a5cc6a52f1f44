"""Layers as PyTorch writes them, in Keras' words.

Source: https://docs.pytorch.org/docs/stable/nn.html
"""

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType

from convstudio.files.layer_code.calls import Call, perhaps
from convstudio.files.layer_code.torch_values import VALUES
from convstudio.files.layer_code.torch_windows import WINDOWS
from convstudio.files.layer_code.torch_words import Arriving, Layers

MAKERS: Mapping[str, Callable[..., Layers]] = MappingProxyType({**WINDOWS, **VALUES})


def torch_layers(call: Call, arriving: Arriving) -> Layers:
    """Kinds and settings of what does the same here: one layer, two, or none.

    Raises:
        ValueError: there is no such layer here, or it is given something that cannot be.
    """
    if call.name not in MAKERS:
        raise ValueError(f"PyTorch's {call.name} is not known here{perhaps(call.name, MAKERS)}")
    maker = MAKERS[call.name]
    try:
        bound = inspect.signature(maker).bind(call.name, arriving, *call.values, **call.words)
    except TypeError as error:
        raise ValueError(f"{call.name}: {error}") from None
    return maker(*bound.args, **bound.kwargs)
