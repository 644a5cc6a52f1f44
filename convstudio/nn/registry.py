"""Every layer there is, by the name of its class."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from convstudio.nn.conv import Conv1D, Conv2D
from convstudio.nn.layer import Layer

LAYERS: Mapping[str, type[Layer]] = MappingProxyType({kind.__name__: kind for kind in (Conv1D, Conv2D)})


def layer_from(kind: str, config: Mapping[str, Any]) -> Layer:
    """A layer of a class, with the settings that `get_config` gave.

    Raises:
        ValueError: there is no such class, or it does not take these settings.
    """
    if kind not in LAYERS:
        raise ValueError(f"There is no layer of this kind. Received: {kind!r}; known: {', '.join(LAYERS)}")
    try:
        return LAYERS[kind].from_config(dict(config))
    except TypeError as error:
        raise ValueError(f"{kind} does not take these settings: {error}") from None
