"""Feature maps on disk that are written in blocks, in any order and by many at once."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box, Pair
from convstudio.files.large.zarr_arrays import EXTRA
from convstudio.files.weights.extras import extra_module
from convstudio.nn.shapes import Planes

FORMATS = ("npy", "zarr")
Write = Callable[[Box, NDArray[Any]], None]


def unfinished(path: Path) -> Path:
    """Where the maps grow that will be at `path`; nothing half-written ever bears the name itself."""
    return path.with_name(f"{path.name}.part")


def create(path: Path, planes: Planes, dtype: np.dtype[Any], block: Pair) -> None:
    """Make room for maps (rows, cols, filters), all zero, that will be at `path`.

    Args:
        path: ends in `.npy` or `.zarr`; what was begun there before is gone.
        planes: their shape.
        dtype: of the values.
        block: rows and columns of the blocks; those of Zarr's chunks, so that no two writers meet.

    Raises:
        OSError: there is no room, or it cannot be written.
        ValueError: the extra is missing.
    """
    part = unfinished(path)
    discard(part)
    if path.suffix == ".npy":
        np.lib.format.open_memmap(part, "w+", dtype, planes)
    else:
        zarr = extra_module("zarr", EXTRA, "Zarr")
        chunks = (*block, planes[2])
        zarr.create_array(str(part), shape=planes, dtype=dtype, chunks=chunks)


def open_target(path: Path) -> Write:
    """A way to write blocks of maps that `create` made room for."""
    part = unfinished(path)
    if path.suffix == ".npy":
        array: Any = np.lib.format.open_memmap(part, "r+")
    else:
        array = extra_module("zarr", EXTRA, "Zarr").open_array(str(part), mode="r+")

    def write(box: Box, values: NDArray[Any]) -> None:
        array[box.slices] = values

    return write


def finish(path: Path) -> None:
    """Give maps that are complete their name, in place of older ones.

    Raises:
        OSError: the name cannot be given.
    """
    part = unfinished(path)
    if part.is_file():
        with part.open("rb+") as file:
            os.fsync(file.fileno())
    older = path.with_name(f"{path.name}.older")
    if path.is_dir():  # a folder cannot be replaced by another at once
        discard(older)
        os.replace(path, older)
    os.replace(part, path)
    discard(older)


def discard(path: Path) -> None:
    """Remove a file or folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
