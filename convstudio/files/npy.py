"""`.npy` arrays; those that nobody vouches for are judged by their header before memory is taken."""

import io
import math
import os
import tokenize
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from convstudio.files.atomic import write_atomically

MAX_DIMENSIONS = 8
_HEADER_READERS = {(1, 0): npy_format.read_array_header_1_0, (2, 0): npy_format.read_array_header_2_0}


class NpyHeader(NamedTuple):
    """What a `.npy` file says of itself."""

    shape: tuple[int, ...]
    fortran_order: bool
    dtype: np.dtype[np.generic]

    @property
    def size(self) -> int:
        """Bytes that the values take."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_npy_header(stream: IO[bytes]) -> NpyHeader:
    """Read the header and leave the stream at the first value.

    Raises:
        ValueError: no NumPy array, pickled Python objects, or a kind of value that is no number.
    """
    try:
        reader = _HEADER_READERS[npy_format.read_magic(stream)]
        header = NpyHeader(*reader(stream))
    except (KeyError, ValueError, SyntaxError, TypeError, tokenize.TokenError, RecursionError, MemoryError):
        raise ValueError("it is not a NumPy array file, or its header is damaged") from None
    _check_header(header)
    return header


def read_npy(stream: IO[bytes], max_bytes: int) -> NDArray[Any]:
    """Read one array of booleans, integers or floats; never unpickles.

    Raises:
        ValueError: no NumPy array, more than `max_bytes`, values that are no numbers, or missing values.
    """
    header = read_npy_header(stream)
    if header.size > max_bytes:
        raise ValueError(
            f"its array of shape {header.shape} needs {header.size:,} bytes; at most {max_bytes:,} fit"
        )
    data = stream.read(header.size)
    if len(data) != header.size:
        raise ValueError(f"it ends early: {len(data):,} of the {header.size:,} bytes of its array are there")
    values = np.frombuffer(data, header.dtype)
    return values.reshape(header.shape[::-1]).T if header.fortran_order else values.reshape(header.shape)


def write_npy(path: str | os.PathLike[str], array: NDArray[Any]) -> None:
    """Write one array, wholly or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    write_atomically(path, buffer.getvalue())


def _check_header(header: NpyHeader) -> None:
    if header.dtype.hasobject:
        raise ValueError("it holds pickled Python objects, which are never loaded; save an array of numbers")
    if header.dtype.kind not in "biuf":
        raise ValueError(f"it holds values of type {header.dtype}; only real numbers can be used")
    if len(header.shape) > MAX_DIMENSIONS or any(type(n) is not int or n < 0 for n in header.shape):
        raise ValueError(f"its shape {header.shape} is not possible")
