"""Samples of one's own: a folder of pictures with a subfolder for each class, or an `.npz` of x and y."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from convstudio.files.npy import read_npy
from convstudio.files.picture import SCALES, is_picture, read_picture
from convstudio.files.samples import Samples
from convstudio.files.weights.zips import opened_member, opened_zip

MAX_BYTES = 1 << 30
MAX_CLASSES = 1000
SIZE = (28, 28)
TOLD_AFTER = 20  # pictures


class Progress(NamedTuple):
    """How many pictures of how many have been read."""

    done: int
    all: int


Reading = Generator[Progress, None, Samples]


def read_samples(path: str | os.PathLike[str], size: tuple[int, int] = SIZE) -> Samples:
    """Read a folder or a file at once; see `reading`, also for what is raised."""
    steps = reading(path, size)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Samples = end.value
            return found


def reading(path: str | os.PathLike[str], size: tuple[int, int] = SIZE) -> Reading:
    """Read a folder or a file, whichever it is; yields how far it has come now and then.

    Args:
        path: a folder whose subfolders hold the pictures of a class each, or an `.npz` file with an array
            `x`, (samples, rows, cols), (samples, rows, cols, channels) or (samples, length, 1), and an array
            `y` of class numbers from 0. Bytes, 0 to 255, become 0 to 1, as in pictures.
        size: `(width, height)` to which pictures of a folder are scaled.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds no such samples, or more than fit.
    """
    if Path(path).is_dir():
        return (yield from _from_folder(Path(path), size))
    return _from_npz(path)


def _from_npz(path: str | os.PathLike[str]) -> Samples:
    name = Path(path).name
    try:
        x, y = read_arrays(path)
        rule = ""
        if x.dtype == np.uint8 and x.size and x.max() > 1:
            largest, rule = SCALES[x.dtype]
            x = x / np.float32(largest)
        return replace(samples_of(x, y), rule=rule)
    except ValueError as error:
        raise ValueError(f"{name} cannot be read as samples: {error}") from None


def read_arrays(path: str | os.PathLike[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The arrays x and y of an `.npz` as they are. Raises ValueError where it has none, or too large ones."""
    with opened_zip(path) as archive:
        x, y = (_member(archive, part) for part in ("x", "y"))
    return x, y


def _member(archive: ZipFile, name: str) -> NDArray[Any]:
    names = [member.removesuffix(".npy") for member in archive.namelist()]
    if name not in names:
        raise ValueError(
            f"it must have arrays x and y ({name}.npy is not there). Received: {', '.join(names[:9])}"
        )
    with opened_member(archive, f"{name}.npy") as member:
        try:
            return read_npy(member, MAX_BYTES)
        except ValueError as error:
            raise ValueError(f"of {name}, {error}") from None


def samples_of(x: NDArray[Any], y: NDArray[Any]) -> Samples:
    """Inputs and class numbers, with an axis of channels where there was none. Raises ValueError."""
    x = x[..., None] if x.ndim == 3 and x.shape[2] > 1 else x
    y = y[..., 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if not x.size or x.ndim not in (3, 4) or y.shape != x.shape[:1]:
        raise ValueError(
            f"x must hold inputs and y a class for each. Received: shapes {x.shape} and {y.shape}"
        )
    with np.errstate(invalid="ignore"):  # what is no number is refused below
        numbers = y.astype(np.intp)
    if (numbers != y).any() or not 0 <= numbers.min() <= numbers.max() < MAX_CLASSES:
        raise ValueError(
            f"y must hold whole numbers from 0 to {MAX_CLASSES - 1}. Received: {y.min()} … {y.max()}"
        )
    bad = int((~np.isfinite(x)).reshape(len(x), -1).any(axis=1).sum())
    if bad:
        raise ValueError(f"x must hold finite numbers. Received: others in {bad} of {len(x)} samples")
    return Samples(x, numbers, tuple(str(number) for number in range(int(numbers.max()) + 1)))


def _from_folder(folder: Path, size: tuple[int, int]) -> Reading:
    folders = sorted(part for part in folder.iterdir() if part.is_dir() and not part.name.startswith("."))
    found = [(number, path) for number, part in enumerate(folders) for path in sorted(part.iterdir())]
    pictures = []
    for done, (number, path) in enumerate(found):
        if done % TOLD_AFTER == 0:
            yield Progress(0, len(found))  # somebody may not want to wait any longer
        if path.is_file() and is_picture(path):
            pictures.append((number, path))
    if len({number for number, _ in pictures}) < 2 or len(folders) > MAX_CLASSES:
        raise ValueError(
            f"{folder.name} must have from 2 to {MAX_CLASSES} subfolders with pictures, one for each class. "
            f"Received: {len(folders)} subfolders with {len(pictures)} pictures"
        )
    needed = len(pictures) * size[0] * size[1] * 3 * 4
    if needed > MAX_BYTES:
        raise ValueError(f"{folder.name} needs {needed:,} bytes at this size; at most {MAX_BYTES:,} fit")
    arrays, rule = [], ""
    for done, (_, path) in enumerate(pictures):
        if done % TOLD_AFTER == 0:
            yield Progress(done, len(pictures))
        picture = read_picture(path, size)
        arrays.append(picture.array)
        rule = rule or picture.rule.partition(", scaled")[0]
    channels = max(array.shape[2] for array in arrays)  # grey among coloured ones: three times the same
    x = np.stack([np.broadcast_to(array, (*array.shape[:2], channels)) for array in arrays])
    y, names = np.array([number for number, _ in pictures]), tuple(part.name for part in folders)
    return Samples(x, y, names, "photo", f"{rule}, scaled to {size[0]} × {size[1]}")
