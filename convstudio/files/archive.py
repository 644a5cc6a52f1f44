"""A zip of one JSON manifest and `.npy` arrays, read without trusting it.

Nothing is ever unpacked to the disk or unpickled. Sizes and counts are taken from the headers and held
against the limits before memory is taken for any value.
"""

import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.files.atomic import write_atomically
from convstudio.files.npy import read_npy

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 4 << 20
MAX_ARRAYS = 10_000
MAX_BYTES = 2 << 30
# Our own files are not compressed. One that somebody compressed may be much larger inside, but within reason.
MAX_GROWTH, FREE_GROWTH = 100, 64 << 20
_ARRAY_NAME = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*\.npy")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What zipfile and zlib raise for damaged and foreign files; OSError is a place before the start of the file.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    LookupError,
    OverflowError,
)


class Archive(NamedTuple):
    """What one file holds."""

    manifest: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def write_archive(
    path: str | os.PathLike[str], manifest: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write a manifest and named arrays, wholly or not at all; the same content gives the same bytes.

    Raises:
        OSError: the file cannot be written.
        ValueError: it would be too large to be read again, or the manifest is no JSON.
    """
    size = sum(array.nbytes for array in arrays.values())
    if len(arrays) > MAX_ARRAYS or size > MAX_BYTES - FREE_GROWTH:
        raise ValueError(f"{len(arrays):,} arrays of {size:,} bytes are more than a file may hold")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
        archive.writestr(_member(MANIFEST), text + "\n")
        for name, array in arrays.items():
            with archive.open(_member(name), "w", force_zip64=array.nbytes > 1 << 30) as member:
                np.save(member, array, allow_pickle=False)
    write_atomically(path, buffer.getvalue())


def read_archive(path: str | os.PathLike[str]) -> Archive:
    """Read everything.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged, foreign or beyond the limits; the message is half a sentence about "it".
    """
    with _opened(path) as archive:
        names = [info.filename for info in archive.infolist() if info.filename != MANIFEST]
        return Archive(_manifest(archive), {name: _array(archive, name) for name in names})


def read_manifest(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the manifest alone; raises as `read_archive` does."""
    with _opened(path) as archive:
        return _manifest(archive)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3  # otherwise Windows writes other bytes
    return info


@contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[zipfile.ZipFile]:
    with open(path, "rb") as file:
        try:
            archive = zipfile.ZipFile(file)
        except (*_DAMAGE, ValueError):
            raise ValueError("it is no zip archive, or its end is missing or damaged") from None
        with archive:
            _check_directory(archive, os.fstat(file.fileno()).st_size)
            yield archive


def _check_directory(archive: zipfile.ZipFile, file_size: int) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if MANIFEST not in names:
        raise ValueError(f"it holds no {MANIFEST}")
    if len(names) > MAX_ARRAYS + 1:
        raise ValueError(f"it holds {len(names):,} members; the limit is {MAX_ARRAYS + 1:,}")
    if len(set(names)) != len(names):
        raise ValueError("it holds two members of the same name")
    for info in infos:
        _check_member(info)
    total = sum(info.file_size for info in infos)
    limit = min(MAX_BYTES, FREE_GROWTH + MAX_GROWTH * file_size)
    if total > limit:
        raise ValueError(f"it would unpack to {total:,} bytes; the limit for a file of its size is {limit:,}")


def _check_member(info: zipfile.ZipInfo) -> None:
    if info.filename != MANIFEST and not _ARRAY_NAME.fullmatch(info.filename):
        raise ValueError(f"it holds {info.filename[:60]!r}, which does not belong into a project")
    if info.compress_type not in _METHODS or info.flag_bits & 1:
        raise ValueError(f"its member {info.filename!r} is encrypted or packed in an unknown way")
    if info.filename == MANIFEST and info.file_size > MAX_MANIFEST_BYTES:
        raise ValueError(f"its manifest has {info.file_size:,} bytes; the limit is {MAX_MANIFEST_BYTES:,}")


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST).decode(), parse_constant=_refuse_constant)
    except (*_DAMAGE, ValueError, MemoryError):
        raise ValueError(f"its {MANIFEST} is damaged") from None
    if not isinstance(manifest, dict):
        raise ValueError(f"its {MANIFEST} holds no object")
    return manifest


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    info = archive.getinfo(name)
    try:
        with archive.open(info) as member:
            array = read_npy(member, info.file_size)
            rest = member.read(1)  # reaching the end is what makes zipfile compare the checksum
    except _DAMAGE:
        raise ValueError(f"its member {name!r} is damaged") from None
    except ValueError as error:
        raise ValueError(f"its member {name!r} cannot be used: {error}") from None
    if rest:
        raise ValueError(f"its member {name!r} is longer than its array")
    return array
