"""What a person works on: one input and the layers that look at it, in memory and as a `.convstudio` file."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.files.archive import Archive, read_archive, read_manifest, write_archive
from convstudio.files.frozen import plain, read_only, same_array
from convstudio.nn.activations import Activation
from convstudio.nn.layer import Layer
from convstudio.nn.registry import layer_from
from convstudio.nn.shapes import Shape

FORMAT = "convstudio-project"
VERSION = 1
SUFFIX = ".convstudio"
LOOKS = ("drawn", "photo")
MAX_LAYERS = 1000
MAX_WEIGHTS = 500_000_000  # of one layer
MAX_INPUT_VALUES = 300_000_000  # a colour picture of 100 megapixels
_SETTINGS: dict[str, type] = {
    "title": str,
    "note": str,
    "look": str,
    "value_rule": str,
    "active_layer": int,
    "step": int,
}
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class LayerPart:
    """One layer as data: what kind it is, its settings in Keras' words, its weights.

    Attributes:
        kind: the layer's class name, such as "Conv2D".
        config: what `Layer.get_config` says; lists become tuples. Nobody changes it.
        weights: read-only arrays in the order of `Layer.get_weights`; empty where none were ever set.
        enabled: whether it does its work; a disabled layer passes on what reaches it.
    """

    kind: str
    config: Mapping[str, Any]
    weights: tuple[NDArray[Any], ...] = ()
    enabled: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or not isinstance(self.config, Mapping):
            raise ValueError(f"a layer has a kind and settings, not {self.kind!r} and {self.config!r}")
        if not isinstance(self.enabled, bool):
            raise ValueError(f"a layer is enabled or not, not {self.enabled!r}")
        object.__setattr__(self, "config", plain(self.config))
        object.__setattr__(self, "weights", tuple(read_only(array) for array in self.weights))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LayerPart):
            return NotImplemented
        mine, others = ((part.kind, part.config, part.enabled) for part in (self, other))
        return mine == others and _same_arrays(self.weights, other.weights)

    __hash__ = None  # type: ignore[assignment]  # it holds arrays

    def build(self, input_shape: Shape) -> Layer:
        """Make the layer for inputs of `input_shape` (as Keras has it, without batch), with these weights.

        For a disabled layer this is one that gives its input.

        Raises:
            ValueError: a setting is wrong, or the layer or its weights do not fit the input.
        """
        if not self.enabled:
            return _passing_on(self, input_shape)
        layer = layer_from(self.kind, dict(self.config))
        layer.build((None, *input_shape))
        if self.weights:
            layer.set_weights(list(self.weights))
        return layer


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that is saved: input, layers, and where the person stands.

    Attributes:
        input: read-only float32, `(rows, cols, channels)`, or `(length, channels)` in one dimension.
        layers: from the input to the output.
        active_layer: which layer is looked at, 0-based; 0 where there is none.
        step: which step of its walk, 0-based.
        title: what it is called, for people.
        note: one sentence on what there is to see.
        look: "drawn" (1 is dark on paper) or "photo" (1 is bright).
        value_rule: how the values came from a picture, such as "0–255 divided by 255".
    """

    input: NDArray[np.float32]
    layers: tuple[LayerPart, ...]
    active_layer: int = 0
    step: int = 0
    title: str = ""
    note: str = ""
    look: str = "drawn"
    value_rule: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "input", _checked_input(self.input))
        object.__setattr__(self, "layers", tuple(self.layers))
        if len(self.layers) > MAX_LAYERS or not all(isinstance(part, LayerPart) for part in self.layers):
            raise ValueError(f"layers are at most {MAX_LAYERS} LayerParts, not {len(self.layers)} things")
        if not _is_index(self.active_layer) or self.active_layer >= max(1, len(self.layers)):
            raise ValueError(f"active_layer is one of {len(self.layers)} layers, not {self.active_layer!r}")
        if not _is_index(self.step):
            raise ValueError(f"step is a whole number from 0, not {self.step!r}")
        if self.look not in LOOKS:
            raise ValueError(f"look is one of {LOOKS}, not {self.look!r}")
        if not all(isinstance(text, str) for text in (self.title, self.note, self.value_rule)):
            raise ValueError("title, note and value_rule are texts")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Project):
            return NotImplemented
        same_settings = all(getattr(self, name) == getattr(other, name) for name in _SETTINGS)
        return same_settings and self.layers == other.layers and same_array(self.input, other.input)

    __hash__ = None  # type: ignore[assignment]  # it holds arrays

    @property
    def is_1d(self) -> bool:
        """Whether the input is one line of cells."""
        return self.input.ndim == 2


def save_project(project: Project, path: str | os.PathLike[str], origin: str = "") -> None:
    """Write a project, wholly or not at all; the same project gives the same bytes.

    Args:
        project: what to write.
        path: where to.
        origin: in a recovery file, the path of the person's own file.

    Raises:
        OSError: the file cannot be written.
        ValueError: the project is larger than 2 GiB.
    """
    arrays: dict[str, NDArray[Any]] = {"input.npy": project.input}
    layers = []
    for number, part in enumerate(project.layers, 1):
        names = [f"layers/{number}/{place}.npy" for place in range(len(part.weights))]
        arrays.update(zip(names, part.weights, strict=True))
        entry = {"kind": part.kind, "config": part.config, "weights": names}
        layers.append(entry if part.enabled else {**entry, "enabled": False})
    settings = {name: getattr(project, name) for name in _SETTINGS}
    manifest = {"format": FORMAT, "version": VERSION, **settings, "input": "input.npy", "layers": layers}
    write_archive(path, manifest | ({"origin": origin} if origin else {}), arrays)


def load_project(path: str | os.PathLike[str]) -> Project:
    """Read a project.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no project, damaged, too large or from a newer version; the message is one sentence.
    """
    try:
        return _project(read_archive(path))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{Path(path).name} cannot be opened as a project: {error}") from error


def project_texts(path: str | os.PathLike[str]) -> tuple[str, str]:
    """Title and note of a project file, without reading its arrays; raises as `load_project` does."""
    manifest = read_manifest(path)
    return _entry(manifest, "title", str), _entry(manifest, "note", str)


def _project(archive: Archive) -> Project:
    manifest, arrays = archive
    if manifest.get("format") != FORMAT:
        raise ValueError("it was not written by Convolution Studio")
    version = _entry(manifest, "version", int)
    if version != VERSION:
        raise ValueError(f"its format has version {version}; this program reads version {VERSION}")
    layers = tuple(_layer(entry, arrays) for entry in _entry(manifest, "layers", list))
    settings: dict[str, Any] = {
        name: _entry(manifest, name, int if name in ("active_layer", "step") else str) for name in _SETTINGS
    }
    project = Project(_array(_entry(manifest, "input", str), arrays), layers, **settings)
    _check_layers(project)
    return project


def _layer(entry: object, arrays: Mapping[str, NDArray[Any]]) -> LayerPart:
    if not isinstance(entry, dict):
        raise ValueError("one of its layers is no object")
    weights = tuple(_array(name, arrays) for name in _entry(entry, "weights", list))
    enabled = _entry({"enabled": True, **entry}, "enabled", bool)  # older files do not say it
    return LayerPart(_entry(entry, "kind", str), _entry(entry, "config", dict), weights, enabled)


def _passing_on(part: LayerPart, input_shape: Shape) -> Layer:
    """What stands for a disabled layer, under its name."""
    layer = Activation("linear", name=part.config.get("name"), dtype=part.config.get("dtype", "float32"))
    layer.build((None, *input_shape))
    return layer


def _array(name: object, arrays: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    if not isinstance(name, str) or name not in arrays:
        raise ValueError(f"its array {name!r} is missing")
    return arrays[name]


def _entry(entries: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
    value = entries.get(name)
    if type(value) is not kind:
        raise ValueError(f"its entry {name!r} is missing or not of type {kind.__name__}")
    return value


def _check_layers(project: Project) -> None:
    """Every setting must be possible and every weight have its place; a layer that does not fit may stay."""
    shape: Shape | None = project.input.shape
    for number, part in enumerate(project.layers, 1):
        try:
            layer = layer_from(part.kind, dict(part.config))
        except (ValueError, TypeError) as error:  # TypeError: a word that the layer does not know
            raise ValueError(f"its layer {number} is not possible: {error}") from None
        shape = shape and _shape_after(layer, part, shape, number)


def _shape_after(layer: Layer, part: LayerPart, shape: Shape, number: int) -> Shape | None:
    """Shape of what comes out, None where the layer does not fit and what follows cannot be judged."""
    try:
        wanted = layer.weight_shapes(shape)
        after = layer.output_shape_for(shape)
    except ValueError:
        return None if part.enabled else shape
    received = [array.shape for array in part.weights]
    if received and received != wanted:
        raise ValueError(f"its layer {number} has weights of shapes {wanted}, but the file has {received}")
    if sum(map(math.prod, wanted)) > MAX_WEIGHTS:
        raise ValueError(f"its layer {number} has more than {MAX_WEIGHTS:,} weights")
    return after if part.enabled else shape


def _checked_input(array: ArrayLike) -> NDArray[np.float32]:
    given = read_only(array, np.float32)
    if given.ndim not in (2, 3) or not 0 < given.size <= MAX_INPUT_VALUES:
        raise ValueError(
            "input is (rows, cols, channels) or (length, channels) with 1 to "
            f"{MAX_INPUT_VALUES:,} values, not of shape {given.shape}"
        )
    return given


def _same_arrays(some: tuple[NDArray[Any], ...], others: tuple[NDArray[Any], ...]) -> bool:
    return len(some) == len(others) and all(map(same_array, some, others))


def _is_index(value: object) -> bool:
    return type(value) is int and value >= 0
