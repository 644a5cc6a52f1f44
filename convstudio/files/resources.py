"""What the program brings along: filters and examples, read from `resources/`."""

import json
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
def examples() -> tuple[Example, ...]:
    """All examples, in the order in which to show them; the first is the one to start with."""
    folder = resource_dir() / "examples"
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    paths = [folder / f"{name}{SUFFIX}" for name in order]
    return tuple(
        Example(path.stem, title, path, note) for path in paths for title, note in [project_texts(path)]
    )


def load_example(name: str) -> Project:
    """Read the example whose id is `name`.

    Raises:
        ValueError: there is no such example.
    """
    for example in examples():
        if example.id == name:
            return load_project(example.path)
    raise ValueError(f"examples are {[example.id for example in examples()]}, not {name!r}")


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
