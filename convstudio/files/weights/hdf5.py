"""HDF5 files, by h5py: plain arrays that lie in the file itself, and texts; no links, no filters."""

import io
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.files.weights.entry import Array, Entry
from convstudio.files.weights.extras import extra_module
from convstudio.files.weights.hdf5_heap import check_heaps
from convstudio.files.weights.limits import MAX_DEPTH, MAX_TENSORS, check_count, possible_shape, shown

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MAX_NAME = 1000
Opener = Callable[[], io.RawIOBase | io.BufferedIOBase]


def file_opener(path: Path) -> Opener:
    """Opens a file on the disk."""
    return partial(io.FileIO, path)


def bytes_opener(data: bytes) -> Opener:
    """Opens a file in memory."""
    return partial(io.BytesIO, data)


@contextmanager
def opened_hdf5(opener: Opener) -> Iterator[Any]:
    """An `h5py.File`.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged, or h5py is not installed.
    """
    h5py = extra_module("h5py", "keras", "Keras")
    with opener() as stream:
        if stream.read(len(SIGNATURE)) != SIGNATURE:
            raise ValueError("it is no HDF5 file")
        _check_texts(stream)
        try:
            with h5py.File(stream, "r") as file:
                yield file
        except ValueError:
            raise
        except Exception as error:  # HDF5 has a kind of its own for every sort of damage
            raise ValueError(f"it is damaged: {_reason(error)}") from None


def hdf5_entries(opener: Opener) -> list[Entry]:
    """Every array of numbers, by its path. Raises ValueError where something is not read."""
    with opener() as stream:
        size = stream.seek(0, os.SEEK_END)
    with opened_hdf5(opener) as file:
        return [_entry(opener, size, name, found) for name, found in _datasets(file) if _is_numeric(found)]


def attribute_text(group: Any, name: str, limit: int) -> bytes | None:
    """A text in UTF-8 beside a group; None without. Raises ValueError if it is longer, or no text."""
    value = _attribute(group, name)
    if value is None:
        return None
    text = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    if not isinstance(text, bytes) or len(text) > limit:
        raise ValueError(f"its attribute {shown(name)} is no text, or too long")
    return text


def attribute_texts(group: Any, name: str) -> list[str]:
    """Texts beside a group; none where there are none. Raises ValueError if they are no texts."""
    value = _attribute(group, name)
    if value is None:
        return []
    texts = [item.decode("utf-8", "replace") if isinstance(item, bytes) else item for item in np.ravel(value)]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"its attribute {shown(name)} holds no texts")
    return texts


def _check_texts(stream: io.RawIOBase | io.BufferedIOBase) -> None:
    if isinstance(stream, io.BytesIO):
        check_heaps(stream.getvalue())
        return
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        check_heaps(data)


def _attribute(group: Any, name: str) -> Any:
    if name not in group.attrs:
        return None
    check_count(group.attrs.get_id(name).get_space().get_simple_extent_npoints(), "names")
    return group.attrs[name]


def _datasets(file: Any) -> Iterator[tuple[str, Any]]:
    """Arrays in all groups; hard links can lead in circles, which the depth ends."""
    h5py = extra_module("h5py", "keras", "Keras")
    waiting: list[tuple[int, str, Any]] = [(0, "", file)]
    seen = 0
    while waiting:
        depth, path, group = waiting.pop()
        names = list(group)
        seen += len(names)
        check_count(seen, "names", 4 * MAX_TENSORS)
        if depth > MAX_DEPTH:
            raise ValueError(f"it is nested more than {MAX_DEPTH} times")
        groups = []
        for name in names:
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise ValueError(f"its entry {shown(path + name)} is a link, which may lead out of the file")
            found = group[name]
            if isinstance(found, h5py.Group):
                groups.append((depth + 1, f"{path}{name}/", found))
            elif isinstance(found, h5py.Dataset):
                yield path + name, found
        waiting += reversed(groups)


def _is_numeric(dataset: Any) -> bool:
    return dataset.dtype.kind in "biuf" and dataset.dtype.itemsize <= 8


def _entry(opener: Opener, size: int, name: str, dataset: Any) -> Entry:
    shape = possible_shape(dataset.shape or (), name)
    _check_place(name, dataset, size)
    return Entry(name, shape, dataset.dtype.name, partial(_read, opener, name, shape))


def _check_place(name: str, dataset: Any, size: int) -> None:
    if dataset.external or dataset.is_virtual:
        raise ValueError(f"its array {shown(name)} lies outside of the file")
    if dataset.chunks is not None or dataset.id.get_create_plist().get_nfilters():
        raise ValueError(f"its array {shown(name)} is packed in pieces, which Keras does not do")
    place = dataset.id.get_offset()
    if place is not None and place + dataset.size * dataset.dtype.itemsize > size:
        raise ValueError(f"its array {shown(name)} reaches beyond the end of the file")


def _read(opener: Opener, name: str, shape: tuple[int, ...]) -> Array:
    with opened_hdf5(opener) as file:
        dataset = file[name]
        if (dataset.shape or ()) != shape:
            raise ValueError("it changed while it was read")
        values: Array = np.asarray(dataset[()])
        return values


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
