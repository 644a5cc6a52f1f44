"""What a setting of a layer can be: the words that its kind takes, found by asking it."""

from collections.abc import Mapping, Sequence
from typing import Any

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.geometry import BORDERS, NAMED_PADDINGS
from convstudio.files.project import LayerPart
from convstudio.nn.registry import LAYERS, layer_from

WORDS: Mapping[str, Sequence[str]] = {
    "activation": tuple(ACTIVATIONS),
    "padding": tuple(NAMED_PADDINGS),
    "border": tuple(BORDERS),
    "interpolation": ("nearest", "bilinear"),
}
HIDDEN = ("data_format", "momentum")  # there is but one order of axes; training has not begun


def choices(part: LayerPart, name: str) -> tuple[str, ...]:
    """The words that a setting can have; none where it is no word."""
    return tuple(word for word in WORDS.get(name, ()) if takes(part, name, word))


def settings_of(part: LayerPart) -> tuple[str, ...]:
    """The settings of a layer that change what it gives, in the order of its class.

    What weights start with is none of them: it is chosen when weights are made.
    """
    words = LAYERS[part.kind].words.split()
    return tuple(word for word in words if word not in HIDDEN and not word.endswith("_initializer"))


def takes(part: LayerPart, name: str, value: Any) -> bool:
    """Whether a layer of the kind could have another value for a setting."""
    try:
        layer_from(part.kind, {**part.config, name: value})
    except (ValueError, TypeError):
        return False
    return True
