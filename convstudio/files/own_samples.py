"""Samples of one's own: a folder of pictures with a subfolder for each class, or an `.npz` of x and y."""

import os
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from convstudio.files.npy import read_npy
from convstudio.files.picture import is_picture, read_picture
from convstudio.files.samples import Samples
from convstudio.files.weights.zips import opened_member, opened_zip

MAX_BYTES = 1 << 30
MAX_CLASSES = 1000
SIZE = (28, 28)


def read_samples(path: str | os.PathLike[str], size: tuple[int, int] = SIZE) -> Samples:
    """Read a folder or a file, whichever it is.

    Args:
        path: a folder whose subfolders hold the pictures of a class each, or an `.npz` file with an array
            `x`, (samples, rows, cols), (samples, rows, cols, channels) or (samples, length, 1), and an array
            `y` of class numbers from 0.
        size: `(width, height)` to which pictures of a folder are scaled.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds no such samples, or more than fit.
    """
    return _from_folder(Path(path), size) if Path(path).is_dir() else _from_npz(path)


def _from_npz(path: str | os.PathLike[str]) -> Samples:
    name = Path(path).name
    try:
        with opened_zip(path) as archive:
            x, y = (_member(archive, part) for part in ("x", "y"))
        return _samples(x, y)
    except ValueError as error:
        raise ValueError(f"{name} cannot be read as samples: {error}") from None


def _member(archive: ZipFile, name: str) -> NDArray[Any]:
    with opened_member(archive, f"{name}.npy") as member:
        return read_npy(member, MAX_BYTES)


def _samples(x: NDArray[Any], y: NDArray[Any]) -> Samples:
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
    return Samples(x, numbers, tuple(str(number) for number in range(int(numbers.max()) + 1)))


def _from_folder(folder: Path, size: tuple[int, int]) -> Samples:
    folders = sorted(part for part in folder.iterdir() if part.is_dir() and not part.name.startswith("."))
    found = [(number, path) for number, part in enumerate(folders) for path in sorted(part.iterdir())]
    pictures = [(number, path) for number, path in found if path.is_file() and is_picture(path)]
    if len({number for number, _ in pictures}) < 2 or len(folders) > MAX_CLASSES:
        raise ValueError(
            f"{folder.name} must have from 2 to {MAX_CLASSES} subfolders with pictures, one for each class. "
            f"Received: {len(folders)} subfolders with {len(pictures)} pictures"
        )
    needed = len(pictures) * size[0] * size[1] * 3 * 4
    if needed > MAX_BYTES:
        raise ValueError(f"{folder.name} needs {needed:,} bytes at this size; at most {MAX_BYTES:,} fit")
    arrays = [read_picture(path, size).array for _, path in pictures]
    channels = max(array.shape[2] for array in arrays)  # grey among coloured ones: three times the same
    x = np.stack([np.broadcast_to(array, (*array.shape[:2], channels)) for array in arrays])
    return Samples(x, np.array([number for number, _ in pictures]), tuple(part.name for part in folders))
