"""Anything that can be an input: a picture, a NumPy array, a table of numbers; its content decides."""

import os
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.files.grid import MAX_CHARACTERS, parse_grid
from convstudio.files.npy import read_npy
from convstudio.files.picture import is_picture, read_picture
from convstudio.files.project import MAX_INPUT_VALUES

AS_STORED = "values as stored"
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")


class Kind(Enum):
    """What a file holds."""

    PROJECT = "project"
    PICTURE = "picture"
    ARRAY = "array"
    TEXT = "text"


class Input(NamedTuple):
    """One input for a network.

    Attributes:
        array: float32 in Keras' shape without batch: `(rows, cols, channels)`, or `(length, channels)` where
            the file held a single row, a single column or a plain list.
        look: "drawn" or "photo", as in `Project.look`.
        rule: how the values came from the file, for people.
    """

    array: NDArray[np.float32]
    look: str
    rule: str


def file_kind(path: str | os.PathLike[str]) -> Kind:
    """Tell by its first bytes what a file holds; what is nothing else is text.

    Raises:
        OSError: the file cannot be read.
    """
    with open(path, "rb") as file:
        start = file.read(6)
    if start.startswith(b"PK"):
        return Kind.PROJECT
    if start == b"\x93NUMPY":
        return Kind.ARRAY
    return Kind.PICTURE if is_picture(path) else Kind.TEXT


def read_input(path: str | os.PathLike[str], size: tuple[int, int] | None = None) -> Input:
    """Read an input.

    Args:
        path: a picture, a `.npy` array, or a table of numbers as text.
        size: `(width, height)` to scale a picture to; without meaning for arrays and text.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is none of these, damaged, or too large; the message is one sentence.
    """
    kind = file_kind(path)
    if kind is Kind.PICTURE:
        picture = read_picture(path, size)
        return Input(picture.array, "photo", picture.rule)
    name = Path(path).name
    try:
        if kind is Kind.PROJECT:
            raise ValueError("it is a project or another zip archive, not an input")
        if kind is Kind.TEXT and Path(path).suffix.lower() in PICTURES:
            raise ValueError("it is damaged, or no picture of a kind that can be read")
        array = _keras_shape(_read_array(path) if kind is Kind.ARRAY else _read_text(path))
    except ValueError as error:
        raise ValueError(f"{name} cannot be used as an input: {error}") from error
    return Input(array, "photo" if array.shape[-1] == 3 else "drawn", AS_STORED)


def _read_array(path: str | os.PathLike[str]) -> NDArray[Any]:
    with open(path, "rb") as file:
        array = read_npy(file, os.fstat(file.fileno()).st_size)
    _check_count(array)
    with np.errstate(over="ignore"):
        return array.astype(np.float32)


def _read_text(path: str | os.PathLike[str]) -> NDArray[np.float32]:
    with open(path, "rb") as file:
        data = file.read(MAX_CHARACTERS + 1)
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it is no picture, NumPy array or text of a kind that can be read")
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is no picture, NumPy array or UTF-8 text") from None
    return parse_grid(text, allow_nan=True)


def _keras_shape(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give any array of numbers the shape that a layer takes."""
    if array.ndim == 4 and array.shape[0] == 1:
        array = array[0]
    _check_count(array)
    if array.ndim == 1 or (array.ndim == 2 and 1 in array.shape):
        return array.reshape(-1, 1)
    if array.ndim == 2:
        return array[..., None]
    if array.ndim == 3:
        return array
    raise ValueError(f"its shape {array.shape} is not (rows, cols), (rows, cols, channels) or (length,)")


def _check_count(array: NDArray[Any]) -> None:
    if not 0 < array.size <= MAX_INPUT_VALUES:
        raise ValueError(f"an input has 1 to {MAX_INPUT_VALUES:,} values, not {array.size:,}")
