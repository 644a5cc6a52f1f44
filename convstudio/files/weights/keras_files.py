"""`.keras`, `.h5` and `.weights.h5` files: the arrays, and where it is told the description of the model."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from convstudio.files.weights.entry import Array, Entry, named
from convstudio.files.weights.hdf5 import (
    Opener,
    attribute_text,
    attribute_texts,
    bytes_opener,
    file_opener,
    hdf5_entries,
    opened_hdf5,
)
from convstudio.files.weights.limits import MAX_JSON_BYTES, MAX_LAYERS, check_count, parse_json, shown
from convstudio.files.weights.zips import opened_zip, read_member

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
_NUMBERED = re.compile(r"(?P<layer>.*)/vars/(?P<number>\d{1,6})")


@dataclass(frozen=True)
class KerasModel:
    """A model as a file tells of it.

    Attributes:
        config: class name and settings, as Keras writes them.
        by_name: arrays of each layer, by the layer's name, in Keras' order.
        by_path: the same by the name of the layer's group in the file.
    """

    config: Mapping[str, Any]
    by_name: Mapping[str, tuple[Entry, ...]]
    by_path: Mapping[str, tuple[Entry, ...]]


def zip_entries(path: Path) -> list[Entry]:
    """The arrays of a `.keras` file. Raises ValueError if it is damaged."""
    return [
        Entry(entry.name, entry.shape, entry.dtype, partial(_read_again, path, entry.name))
        for entry in hdf5_entries(bytes_opener(_weights(path)))
    ]


def hdf5_file_entries(path: Path) -> list[Entry]:
    """The arrays of a `.h5` or `.weights.h5` file. Raises ValueError if it is damaged."""
    return hdf5_entries(file_opener(path))


def zip_model(path: Path) -> KerasModel:
    """What a `.keras` file holds. Raises ValueError if it is damaged."""
    with opened_zip(path) as archive:
        config = parse_json(read_member(archive, CONFIG, MAX_JSON_BYTES), f"its {CONFIG}")
    opener = bytes_opener(_weights(path))
    return KerasModel(config, *_numbered(opener, hdf5_entries(opener)))


def hdf5_model(path: Path) -> KerasModel | None:
    """What a `.h5` file holds; None where it has weights alone. Raises ValueError if it is damaged."""
    opener = file_opener(path)
    with opened_hdf5(opener) as file:
        text = attribute_text(file, "model_config", MAX_JSON_BYTES)
        if text is None:
            return None
        if "model_weights" not in file:
            raise ValueError("it describes a model and has no weights")
        names = _legacy_names(file["model_weights"])
    config = parse_json(text, "its model_config")
    entries = named(hdf5_entries(opener))
    layers = {
        layer: tuple(_found(entries, f"model_weights/{layer}/{name}") for name in inside)
        for layer, inside in names.items()
    }
    return KerasModel(config, layers, {})


def _weights(path: Path) -> bytes:
    with opened_zip(path) as archive:
        return read_member(archive, WEIGHTS)


def _read_again(path: Path, name: str) -> Array:
    return named(hdf5_entries(bytes_opener(_weights(path))))[name].read()


def _legacy_names(group: Any) -> dict[str, list[str]]:
    layers = attribute_texts(group, "layer_names")
    check_count(len(layers), "layers", MAX_LAYERS)
    for layer in layers:
        if layer not in group:
            raise ValueError(f"the weights of its layer {shown(layer)} are missing")
    return {layer: attribute_texts(group[layer], "weight_names") for layer in layers}


def _found(entries: Mapping[str, Entry], name: str) -> Entry:
    if name not in entries:
        raise ValueError(f"its array {shown(name)} is missing")
    return entries[name]


def _numbered(
    opener: Opener, entries: list[Entry]
) -> tuple[dict[str, tuple[Entry, ...]], dict[str, tuple[Entry, ...]]]:
    """Arrays of each layer by its name, which newer files tell, and by its group."""
    groups: dict[str, list[tuple[int, Entry]]] = {}
    for entry in entries:
        match = _NUMBERED.fullmatch(entry.name)
        if match:
            groups.setdefault(match["layer"], []).append((int(match["number"]), entry))
    by_path = {
        path.rpartition("/")[2]: tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))
        for path, found in groups.items()
    }
    with opened_hdf5(opener) as file:
        names = {path: attribute_text(file[f"{path}/vars"], "name", MAX_JSON_BYTES) for path in groups}
    by_name = {
        name.decode("utf-8", "replace"): by_path[path.rpartition("/")[2]]
        for path, name in names.items()
        if name is not None
    }
    return by_name, by_path
