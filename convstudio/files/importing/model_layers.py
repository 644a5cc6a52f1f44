"""The single layers of a model that is read already, by the names that its maker gave them."""

from collections.abc import Sequence

from convstudio.files.importing.single import FoundLayer
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import Array, Entry

_STATISTICS = ("gamma", "beta", "moving_mean", "moving_variance")


def layers_of(parts: Sequence[LayerPart]) -> tuple[FoundLayer, ...]:
    """The layers with weights in the model's order, their arrays in our order of axes and of flat values."""
    return tuple(_found(part) for part in parts if part.weights)


def _found(part: LayerPart) -> FoundLayer:
    name = str(part.config["name"])
    pairs = zip(_roles(part), part.weights, strict=False)
    return FoundLayer(
        name, part.kind, "keras", tuple(_entry(f"{name}.{role}", array) for role, array in pairs)
    )


def _roles(part: LayerPart) -> Sequence[str]:
    """What its arrays are called."""
    if len(part.weights) > 2:
        is_split = part.kind.startswith("Separable")
        return ("depthwise_kernel", "pointwise_kernel", "bias") if is_split else _STATISTICS
    if part.kind.startswith("Separable"):
        return "depthwise_kernel", "pointwise_kernel"
    return ("alpha",) if part.kind == "PReLU" else ("kernel", "bias")


def _entry(name: str, array: Array) -> Entry:
    return Entry(name, array.shape, str(array.dtype), lambda: array)
