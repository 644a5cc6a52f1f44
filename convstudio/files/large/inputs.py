"""Which inputs are meant by files and folders, and what their maps are called."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from convstudio.files.inputs import PICTURES
from convstudio.files.large.zarr_arrays import is_zarr

SUFFIXES = (*PICTURES, ".npy", ".csv", ".txt")
WRITTEN = (".npy", ".png", ".zarr")  # ends of the names of maps


class Named(NamedTuple):
    """An input, and where its maps go: a path without an end such as `.npy`."""

    path: str
    target: str


def inputs_in(paths: Iterable[str], folder: Path) -> list[Named]:
    """Files as they are; of folders all inputs inside, also in folders of theirs, by the ends of their names.

    Maps are called as the input is, in the same folders below `folder`, and are numbered where an earlier
    input has the same name. What lies in `folder` is no input of a folder around it: maps of earlier runs do.

    Raises:
        ValueError: a folder has no input, or maps would take the place of an input.
    """
    names: set[Path] = set()
    inputs = [
        Named(str(path), str(folder / _free(place / path.stem, names)))
        for given in paths
        for path, place in _meant(Path(given), folder.resolve())
    ]
    _check_apart(inputs)
    return inputs


def _check_apart(inputs: Sequence[Named]) -> None:
    """No input is where maps will be, also where large and small letters are the same."""
    taken = {str(Path(path).resolve()).casefold(): path for path, _ in inputs}
    for path, target in inputs:
        for end in WRITTEN:
            lost = taken.get(str(Path(f"{target}{end}").resolve()).casefold())
            if lost is not None:
                raise ValueError(
                    f"the maps of {path} would take the place of the input {lost}: choose another folder"
                )


def _meant(given: Path, maps: Path) -> list[tuple[Path, Path]]:
    """Each file, and the folder below the given one where it lies; `maps` is where maps go."""
    if not given.is_dir() or is_zarr(given):
        return [(given, Path())]
    found = [(path, path.parent.relative_to(given)) for path in _inside(given, maps)]
    if not found:
        raise ValueError(f"{given} has no input, which is a file that ends in {', '.join(SUFFIXES)} or .zarr")
    return found


def _inside(folder: Path, maps: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.resolve() == maps:
            continue
        if path.is_dir() and not is_zarr(path):
            yield from _inside(path, maps)
        elif path.suffix.lower() in SUFFIXES or is_zarr(path):
            yield path


def _free(name: Path, names: set[Path]) -> Path:
    numbered = (name if n == 1 else name.with_name(f"{name.name}-{n}") for n in itertools.count(1))
    chosen = next(name for name in numbered if name not in names)
    names.add(chosen)
    return chosen
