"""Which inputs are meant by files and folders, and what their maps are called."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from convstudio.files.inputs import PICTURES
from convstudio.files.large.zarr_arrays import is_zarr

SUFFIXES = (*PICTURES, ".npy", ".csv", ".txt")


class Named(NamedTuple):
    """An input, and where its maps go: a path without an end such as `.npy`."""

    path: str
    target: str


def inputs_in(paths: Iterable[str], folder: Path) -> list[Named]:
    """Files as they are; of folders all inputs inside, also in folders of theirs, by the ends of their names.

    Maps are called as the input is, in the same folders below `folder`, and are numbered where an earlier
    input has the same name.

    Raises:
        ValueError: a folder has no input.
    """
    names: set[Path] = set()
    return [
        Named(str(path), str(folder / _free(place / path.stem, names)))
        for given in paths
        for path, place in _meant(Path(given))
    ]


def _meant(given: Path) -> list[tuple[Path, Path]]:
    """Each file, and the folder below the given one where it lies."""
    if not given.is_dir() or is_zarr(given):
        return [(given, Path())]
    found = [(path, path.parent.relative_to(given)) for path in _inside(given)]
    if not found:
        raise ValueError(f"{given} has no input, which is a file that ends in {', '.join(SUFFIXES)} or .zarr")
    return found


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not is_zarr(path):
            yield from _inside(path)
        elif path.suffix.lower() in SUFFIXES or is_zarr(path):
            yield path


def _free(name: Path, names: set[Path]) -> Path:
    numbered = (name if n == 1 else name.with_name(f"{name.name}-{n}") for n in itertools.count(1))
    chosen = next(name for name in numbered if name not in names)
    names.add(chosen)
    return chosen
