"""What the program brings along: filters and examples, read from `resources/`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.files.grid import parse_number
from convstudio.files.project import SUFFIX, Project, load_project, project_texts


class LibraryFilter(NamedTuple):
    """One filter of the library.

    Attributes:
        kernel: read-only float32, `(kernel_rows, kernel_cols)`; one row in one dimension.
        source: where it comes from.
        dimensions: 1 or 2.
    """

    id: str
    title: str
    group: str
    kernel: NDArray[np.float32]
    source: str
    dimensions: int


class LayerKind(NamedTuple):
    """One kind of layer that can be added to a network.

    Attributes:
        kind: the name of its class.
        group: what it is listed under.
        note: what it does.
        settings: what it starts with, in Keras' words.
        settings_of_axes: what it starts with instead where its input has so many axes without the batch.
    """

    kind: str
    group: str
    note: str
    settings: Mapping[str, Any]
    settings_of_axes: Mapping[int, Mapping[str, Any]]


class Example(NamedTuple):
    """One project to start from; `note` says in a sentence what there is to see."""

    id: str
    title: str
    path: Path
    note: str


@cache
def resource_dir() -> Path:
    """Where `resources/` is: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside, beside = package / "resources", package.parent / "resources"
    return inside if inside.is_dir() else beside


@cache
def filters() -> tuple[LibraryFilter, ...]:
    """All filters, group by group, in the order in which to show them."""
    groups = sorted((resource_dir() / "filters").glob("*.json"))
    return tuple(one for path in groups for one in _group(json.loads(path.read_text(encoding="utf-8"))))


@cache
def layer_kinds() -> tuple[LayerKind, ...]:
    """All kinds of layers, group by group, in the order in which to offer them."""
    groups = json.loads((resource_dir() / "layers.json").read_text(encoding="utf-8"))
    return tuple(
        LayerKind(
            entry["kind"],
            group["title"],
            entry["note"],
            entry["settings"],
            {int(axes): settings for axes, settings in entry.get("settings_of_axes", {}).items()},
        )
        for group in groups
        for entry in group["layers"]
    )


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in the order in which to show them; the first is the one to start with."""
    return _projects("examples")


@cache
def networks() -> tuple[Example, ...]:
    """All ready-made networks, in the order in which to show them."""
    return _projects("networks")


def load_example(name: str) -> Project:
    """Read the example, or the ready-made network, whose id is `name`.

    Raises:
        ValueError: there is none.
    """
    known = (*examples(), *networks())
    for example in known:
        if example.id == name:
            return load_project(example.path)
    raise ValueError(f"examples are {[example.id for example in known]}, not {name!r}")


def _projects(folder_name: str) -> tuple[Example, ...]:
    folder = resource_dir() / folder_name
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    paths = [folder / f"{name}{SUFFIX}" for name in order]
    return tuple(
        Example(path.stem, title, path, note) for path in paths for title, note in [project_texts(path)]
    )


def _group(data: dict[str, Any]) -> list[LibraryFilter]:
    dimensions = int(data["dimensions"])
    return [
        LibraryFilter(
            entry["id"], entry["title"], data["group"], _kernel(entry["kernel"]), entry["source"], dimensions
        )
        for entry in data["filters"]
    ]


def _kernel(rows: list[str]) -> NDArray[np.float32]:
    """Kernels are written as people write them: "1/9 1/9 1/9", a text for each row."""
    kernel = np.array([[parse_number(number) for number in row.split()] for row in rows], np.float32)
    kernel.flags.writeable = False
    return kernel
