"""One layer made of arrays alone, where a file does not say what it is: told by names and shapes."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convstudio.files.importing.layouts import LAYOUTS, from_torch, likely_layout
from convstudio.files.importing.stack import part_of
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import Array, Entry, WeightFile
from convstudio.files.weights.limits import shown
from convstudio.nn.layer import default_name
from convstudio.nn.registry import LAYERS
from convstudio.nn.shapes import Shape

_ROLES = {
    **dict.fromkeys(("weight", "kernel", "w", "weights", "depthwise_kernel", "depthwise_weight"), "kernel"),
    **dict.fromkeys(("bias", "b"), "bias"),
    **dict.fromkeys(("pointwise_kernel",), "pointwise"),
    "gamma": "gamma",
    "beta": "beta",
    "alpha": "alpha",
    **dict.fromkeys(("running_mean", "moving_mean"), "mean"),
    **dict.fromkeys(("running_var", "moving_variance"), "variance"),
    "num_batches_tracked": "count",
}
_NAME = re.compile(rf"(?:(?P<layer>.+?)[./_ ])?(?P<role>{'|'.join(_ROLES)})(?::0)?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:.*/)?(?P<layer>[^/]+)/vars/(?P<role>\d{1,3})")
_ORDER = ("kernel", "pointwise", "alpha", "bias")
_STATISTICS = ("gamma", "beta", "mean", "variance")
_TORCH_EPSILON = 1e-5  # the default there, and no file of weights tells it
_BY_AXES = {2: "Dense", 3: "Conv1D", 4: "Conv2D"}
_DEFAULT_NAMES = {default_name(kind): name for name, kind in LAYERS.items()}


@dataclass(frozen=True)
class FoundLayer:
    """Arrays that belong together.

    Attributes:
        name: what the file calls the layer.
        kind: the class of a layer; "" where none is known for such arrays.
        layout: "keras" or "torch".
        entries: the arrays in Keras' order.
    """

    name: str
    kind: str
    layout: str
    entries: tuple[Entry, ...]


def layers_in(file: WeightFile) -> tuple[FoundLayer, ...]:
    """The layers that the names of the arrays tell of, in the order of the file."""
    groups: dict[str, dict[str, Entry]] = {}
    for entry in file.entries.values():
        layer, role = _place(entry.name)
        groups.setdefault(layer, {})[role] = entry
    return tuple(_found(file, name, roles) for name, roles in groups.items())


def found_layer(layers: Sequence[FoundLayer], name: str) -> FoundLayer | None:
    """The layer of that name, or the one with an array of that name."""
    for layer in layers:
        if layer.name == name or name in (entry.name for entry in layer.entries):
            return layer
    return None


def part_from(layer: FoundLayer, kind: str = "") -> LayerPart:
    """The layer with its weights; what arrays do not tell, such as strides, has Keras' default.

    Args:
        layer: its arrays.
        kind: the class to make of them; "" takes that of the layer.

    Raises:
        OSError: the file cannot be read any more.
        ValueError: these arrays are of no layer that is known, or damaged.
    """
    if not layer.kind:
        shapes = ", ".join(str(entry.shape) for entry in layer.entries)
        raise ValueError(f"its arrays {shown(layer.name)} of shapes {shapes} are of no layer that is known")
    arrays = [entry.read() for entry in layer.entries]
    return _part(kind or layer.kind, arrays, layer.layout, layer.name)


def kind_for(layer: FoundLayer, active: str) -> str:
    """The class to make of arrays for a layer of class `active`.

    A file without classes cannot tell a transposed convolution from a plain one: what is asked for decides.
    """
    is_guessed = layer.layout == "torch" and layer.kind in _BY_AXES.values()
    return active if is_guessed and active == f"{layer.kind}Transpose" else layer.kind


def layer_from_arrays(
    kernel: Array, bias: Array | None = None, layout: str = "keras", kind: str = "", name: str = ""
) -> LayerPart:
    """A layer made of a kernel and a bias.

    Args:
        kernel: in Keras' order (kernel size ..., in, out) or PyTorch's (out, in, kernel size ...); a table is
            that of a Dense layer.
        bias: (out,), or None.
        layout: "keras" or "torch".
        kind: the class of the layer, such as "Conv2DTranspose"; "" takes what fits the number of axes.
        name: what it is called; "" takes Keras' default.

    Raises:
        ValueError: the arrays are of no such layer.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"`layout` must be one of {', '.join(LAYOUTS)}. Received: layout={layout!r}")
    kind = kind or _BY_AXES.get(kernel.ndim, "")
    if not kind:
        raise ValueError(f"a kernel has 2 to 4 axes. Received: shape {kernel.shape}")
    return _part(kind, [kernel] if bias is None else [kernel, bias], layout, name)


def weights_into(part: LayerPart, active: LayerPart, channels: int, layout: str = "keras") -> LayerPart:
    """Another layer's weights in a layer that keeps its own settings.

    Args:
        part: where the weights come from.
        active: where they go.
        channels: of the input of `active`.
        layout: where the weights are from; "torch" takes PyTorch's epsilon along, without which the numbers
            would be others.

    Raises:
        ValueError: the layers are of different kinds, or the weights are for other inputs.
    """
    part = _as_depthwise(part, channels) if active.kind == f"Depthwise{part.kind}" else part
    if part.kind != active.kind:
        raise ValueError(f"the weights are of a {part.kind}, and the layer is a {active.kind}")
    if part.kind in ("Conv1D", "Conv2D"):
        seen = part.weights[0].shape[-2] * active.config["groups"]
        if seen != channels:
            raise ValueError(f"the weights are for {seen} channels, and {channels} reach the layer")
    words = {**active.config, **_words(part.kind, [array.shape for array in part.weights], layout)}
    return part_of(part.kind, words, part.weights)


def _as_depthwise(part: LayerPart, channels: int) -> LayerPart:
    """A convolution with a group for each channel as Keras has it; any other one as it is."""
    kernel = part.weights[0]
    if kernel.shape[-2] != 1 or kernel.shape[-1] % channels:
        return part
    kernel = kernel.reshape(*kernel.shape[:-2], channels, -1)
    return LayerPart(f"Depthwise{part.kind}", part.config, (kernel, *part.weights[1:]))


def _place(name: str) -> tuple[str, str]:
    """Layer and role that the name of an array tells."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return numbered["layer"], numbered["role"]
    match = _NAME.fullmatch(name)
    if match is None:
        return name, "kernel"
    return match["layer"] or "layer", _ROLES[match["role"].lower()]


def _found(file: WeightFile, name: str, roles: Mapping[str, Entry]) -> FoundLayer:
    known = _DEFAULT_NAMES.get(re.sub(r"_\d+$", "", name.rpartition("/")[2]), "")
    if all(role.isdecimal() for role in roles):
        entries = tuple(roles[role] for role in sorted(roles, key=int))
        return FoundLayer(name, known or _kind(entries), "keras", entries)
    if "mean" in roles:
        renamed = {"gamma": roles.get("kernel"), "beta": roles.get("bias"), **roles}
        found = tuple(entry for role in _STATISTICS if (entry := renamed.get(role)) is not None)
        kind = "BatchNormalization" if len(found) == len(_STATISTICS) else ""
        return FoundLayer(name, kind, file.layout or "keras", found)
    entries = tuple(roles[role] for role in _ORDER if role in roles)
    layout = file.layout or likely_layout(entries[0].shape, roles["bias"].shape if "bias" in roles else None)
    return FoundLayer(name, known or _kind(entries), layout, entries)


def _kind(entries: Sequence[Entry]) -> str:
    is_layer = len(entries) in (1, 2) and all(len(entry.shape) == 1 for entry in entries[1:])
    return _BY_AXES.get(len(entries[0].shape), "") if is_layer else ""


def _part(kind: str, arrays: Sequence[Array], layout: str, name: str) -> LayerPart:
    kernels = [from_torch(array) if layout == "torch" and array.ndim > 1 else array for array in arrays]
    words = _words(kind, [array.shape for array in kernels], layout)
    part = part_of(kind, {**words, **({"name": name} if name else {})}, kernels)
    biases = [array for array in kernels[1:] if kind != "BatchNormalization" and array.ndim == 1]
    if any(bias.shape != (_outputs(kind, kernels),) for bias in biases):
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"these arrays do not belong to one {kind}: {shapes}")
    return part


def _outputs(kind: str, kernels: Sequence[Array]) -> int:
    shape: Shape = kernels[-2].shape
    if kind.startswith("Depthwise"):
        return math.prod(shape[-2:])
    return shape[-2] if kind.endswith("Transpose") else shape[-1]


def _words(kind: str, shapes: Sequence[Shape], layout: str = "keras") -> dict[str, Any]:
    """The settings that the shapes of the weights tell. Raises ValueError if they are of no such layer."""
    first, bias = shapes[0], {"use_bias": len(shapes[-1]) == 1}
    axes = {"1D": 3, "2D": 4}.get(kind.removesuffix("Transpose")[-2:], len(first))
    if len(first) != axes or not all(first):
        raise ValueError(f"a kernel of {kind} has {axes} axes, not shape {first}")
    if kind.startswith("Separable") and len(shapes) > 1:
        return {"kernel_size": first[:-2], "depth_multiplier": first[-1], "filters": shapes[1][-1], **bias}
    if kind.startswith("Depthwise"):
        return {"kernel_size": first[:-2], "depth_multiplier": first[-1], **bias}
    if kind.endswith("Transpose"):
        return {"kernel_size": first[:-2], "filters": first[-2], **bias}
    if kind.startswith("Conv"):
        return {"kernel_size": first[:-2], "filters": first[-1], **bias}
    if kind == "PReLU":
        return {"shared_axes": [axis for axis, size in enumerate(first, 1) if size == 1] or None}
    if kind == "Dense" and len(first) == 2:
        return {"units": first[-1], **bias}
    if kind == "BatchNormalization" and len(set(shapes)) == 1 and len(shapes) == 4:
        return {"epsilon": _TORCH_EPSILON} if layout == "torch" else {}
    raise ValueError(f"these arrays are of no {kind}")
