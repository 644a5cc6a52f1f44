"""Arrays on disk that are read in parts: `.npy`, `.zarr`, and TIFF in tiles."""

import math
import os
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.files.large.source import Source, Values
from convstudio.files.large.tiff import open_tiff
from convstudio.files.large.zarr_arrays import is_zarr, open_zarr
from convstudio.files.npy import read_npy_header
from convstudio.files.picture import picture_size

LARGE = 1 << 26  # values; more are not read at once
TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def is_large(path: str | os.PathLike[str]) -> bool:
    """Whether a file is one to be read in parts: any `.zarr`, other arrays and TIFF only if they are large.

    Raises:
        OSError: there is no such file.
        ValueError: it is a damaged array.
    """
    if is_zarr(Path(path)):
        return True
    with open(path, "rb") as file:
        start = file.read(6)
        if start == b"\x93NUMPY":
            file.seek(0)
            return math.prod(read_npy_header(file).shape) > LARGE
    return start[:4] in TIFF and _is_too_large_a_picture(path)


def open_source(path: str | os.PathLike[str], is_1d: bool = False) -> Source:
    """Open an array of real numbers to read parts of it.

    Args:
        path: `.npy`, a `.zarr` folder or a TIFF picture.
        is_1d: it is (length,) or (length, channels), not (rows, cols) or (rows, cols, channels).

    Raises:
        OSError: the file cannot be read.
        ValueError: it is none of these, or not as safe or as long as it says, or an extra is missing.
    """
    name = Path(path).name
    try:
        if is_zarr(Path(path)):
            return _of_array(open_zarr(Path(path)), is_1d)
        with open(path, "rb") as file:
            if file.read(6) == b"\x93NUMPY":
                file.seek(0)
                return _of_array(_mapped(path, file), is_1d)
        return open_tiff(path)
    except ValueError as error:
        raise ValueError(f"{name} cannot be read in parts: {error}") from error


def _is_too_large_a_picture(path: str | os.PathLike[str]) -> bool:
    try:
        picture_size(path)
    except ValueError:
        return True
    return False


def _of_array(array: Any, is_1d: bool) -> Source:
    shape = tuple(map(int, array.shape))
    most = 2 if is_1d else 3
    if len(shape) not in (most - 1, most) or not all(shape):
        wanted = "(length,) or (length, channels)" if is_1d else "(rows, cols) or (rows, cols, channels)"
        raise ValueError(f"its shape {shape} is not {wanted} with at least one value")
    if np.dtype(array.dtype).kind not in "biuf":
        raise ValueError(f"it holds values of type {array.dtype}; only real numbers can be used")
    planes = (*((1,) if is_1d else ()), *shape, *(() if len(shape) == most else (1,)))

    def read(box: Box) -> Values:
        part = array[box.slices[1]] if is_1d else array[box.slices]
        with np.errstate(over="ignore"):
            return np.asarray(part, np.float32).reshape(*box.shape, planes[2])

    return Source((planes[0], planes[1], planes[2]), read)


def _mapped(path: Any, file: IO[bytes]) -> NDArray[Any]:
    header = read_npy_header(file)
    begin, length = file.tell(), os.fstat(file.fileno()).st_size
    if length - begin < header.size:
        raise ValueError(
            f"it ends early: {length - begin:,} of the {header.size:,} bytes of its array are there"
        )
    mapped: NDArray[Any] = np.memmap(
        path, header.dtype, "r", begin, header.shape, "F" if header.fortran_order else "C"
    )
    return mapped
