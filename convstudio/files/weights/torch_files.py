"""`.pt` and `.pth` files of PyTorch with plain tensors: a zip with a pickle and a member for each storage."""

import math
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.files.weights.entry import Array, Entry, from_bfloat16
from convstudio.files.weights.limits import (
    MAX_DEPTH,
    MAX_JSON_BYTES,
    check_count,
    possible_shape,
    shown,
)
from convstudio.files.weights.pickle_machine import Tensor, read_pickle
from convstudio.files.weights.zips import opened_zip, read_member

CONTENTS = "data.pkl"
_MAX_VALUES = 200_000  # in dictionaries and lists; one that stands in several places counts there
_NAMES = {
    "<f8": "float64",
    "<f4": "float32",
    "<f2": "float16",
    "bfloat16": "bfloat16",
    "<i8": "int64",
    "<i4": "int32",
    "<i2": "int16",
    "i1": "int8",
    "u1": "uint8",
    "?": "bool",
}


def torch_entries(path: Path) -> list[Entry]:
    """The tensors of a file, those in dictionaries in each other by names with dots between.

    Raises:
        ValueError: it is damaged, or holds anything that would have to be run.
    """
    with opened_zip(path) as archive:
        folder = _folder(archive)
        if f"{folder}constants.pkl" in archive.namelist():
            raise ValueError(
                "it is a TorchScript program, which is never run; save the state_dict() of the model"
            )
        contents = read_pickle(read_member(archive, f"{folder}{CONTENTS}", MAX_JSON_BYTES))
        order = (
            read_member(archive, f"{folder}byteorder", 16)
            if _has(archive, f"{folder}byteorder")
            else b"little"
        )
        if order != b"little":
            raise ValueError(f"its numbers are in the byte order {shown(order.decode(errors='replace'))}")
        tensors = list(_tensors(contents))
        return [_entry(path, archive, folder, name, tensor) for name, tensor in tensors]


def refuse_old_torch() -> list[Entry]:
    """Say what to do with a file of PyTorch before 1.6. Raises ValueError."""
    raise ValueError(
        "it is a pickle without an archive, as PyTorch wrote before version 1.6; load it there and save its "
        "state_dict() again"
    )


def contents_folder(names: list[str]) -> str | None:
    """The folder in the archive where PyTorch put everything, with its slash; None if there is none."""
    found = [
        name.removesuffix(CONTENTS)
        for name in names
        if name.endswith(f"/{CONTENTS}") and name.count("/") == 1
    ]
    return found[0] if found else None


def _folder(archive: zipfile.ZipFile) -> str:
    folder = contents_folder(archive.namelist())
    if folder is None:
        raise ValueError(f"it has no member {CONTENTS}")
    return folder


def _check_byte_order(archive: zipfile.ZipFile, member: str) -> None:
    """Old files do not tell it; they were little-endian."""
    if _has(archive, member) and read_member(archive, member, 16) != b"little":
        raise ValueError("its numbers are in a byte order that is not read")


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo


def _tensors(contents: Any) -> Iterator[tuple[str, Tensor]]:
    waiting: list[tuple[tuple[str, ...], Any]] = [((), contents)]
    seen = 0
    while waiting:
        path, value = waiting.pop()
        seen += 1
        check_count(seen, "values", _MAX_VALUES)
        if isinstance(value, Tensor):
            yield ".".join(path) or "tensor", value
        elif isinstance(value, dict | list | tuple):
            if len(path) > MAX_DEPTH:
                raise ValueError(f"it is nested more than {MAX_DEPTH} times")
            items = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [((*path, str(key)), inner) for key, inner in reversed(list(items))]
            check_count(len(waiting), "values", _MAX_VALUES)


def _entry(path: Path, archive: zipfile.ZipFile, folder: str, name: str, tensor: Tensor) -> Entry:
    shape = possible_shape(tensor.shape, name)
    storage, member = tensor.storage, f"{folder}data/{tensor.storage.key}"
    size = archive.getinfo(member).file_size if _has(archive, member) else -1
    last = tensor.first + sum((n - 1) * step for n, step in zip(shape, tensor.strides, strict=False))
    fits = len(shape) == len(tensor.strides) and (math.prod(shape) == 0 or last < storage.count)
    if size != storage.count * _width(storage.dtype) or math.prod(shape) > storage.count or not fits:
        raise ValueError(f"its tensor {shown(name)} of shape {shape} does not lie in its storage")
    return Entry(name, shape, _NAMES[storage.dtype], partial(_read, path, member, tensor))


def _width(dtype: str) -> int:
    return 2 if dtype == "bfloat16" else np.dtype(dtype).itemsize


def _read(path: Path, member: str, tensor: Tensor) -> Array:
    with opened_zip(path) as archive:
        data = read_member(archive, member)
    is_brain = tensor.storage.dtype == "bfloat16"
    numbers = np.frombuffer(data, "<u2" if is_brain else tensor.storage.dtype)
    if len(numbers) != tensor.storage.count:
        raise ValueError("it changed while it was read")
    steps = tuple(step * numbers.itemsize for step in tensor.strides)
    part = np.lib.stride_tricks.as_strided(numbers[tensor.first :], tensor.shape, steps, writeable=False)
    return from_bfloat16(part) if is_brain else part.copy()
