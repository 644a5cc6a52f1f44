"""Zip archives of other programs: nothing goes to the disk, and sizes are known before memory is taken."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from convstudio.files.weights.limits import MAX_INFLATED, MAX_TENSORS, check_count, shown

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile and zlib raise for damaged files; OSError is a place before the start of the file.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError),
    *(RuntimeError, LookupError, OverflowError, ValueError),  # what is not implemented is a RuntimeError
)


@contextmanager
def opened_zip(path: str | os.PathLike[str]) -> Iterator[zipfile.ZipFile]:
    """An archive whose members keep to the limits.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged, too large, encrypted, or has links.
    """
    with open(path, "rb") as file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGE:
            raise ValueError("it is no zip archive, or its end is missing or damaged") from None
        with archive:
            _check(archive.infolist())
            yield archive


@contextmanager
def opened_member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """A member to be read from its start to its end, where its checksum is compared.

    Raises:
        ValueError: there is none, or it is damaged.
    """
    try:
        with archive.open(name) as member:
            yield member
            rest = member.read(1)
    except KeyError:
        raise ValueError(f"it has no member {shown(name)}") from None
    except ValueError as error:
        if not isinstance(error, UnicodeError):  # a name that is no UTF-8
            raise
        raise ValueError(f"its member {shown(name)} is damaged") from None
    except _DAMAGE:
        raise ValueError(f"its member {shown(name)} is damaged") from None
    if rest:
        raise ValueError(f"its member {shown(name)} is longer than it says")


def read_member(archive: zipfile.ZipFile, name: str, limit: int = MAX_INFLATED) -> bytes:
    """All of a member.

    Raises:
        ValueError: there is none, it is larger than `limit`, or damaged.
    """
    with opened_member(archive, name) as member:
        size = archive.getinfo(name).file_size
        if size > limit:
            raise ValueError(f"its member {shown(name)} has {size:,} bytes; the limit is {limit:,}")
        return member.read(size)


def _check(infos: list[zipfile.ZipInfo]) -> None:
    check_count(len(infos), "members", MAX_TENSORS + 100)
    if len({info.filename for info in infos}) < len(infos):
        raise ValueError("it holds two members of the same name")
    for info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        if stat.S_ISLNK(info.external_attr >> 16) or ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise ValueError(f"its member {shown(info.filename)} leads out of the archive")
        if info.compress_type not in _METHODS or info.flag_bits & 1:
            raise ValueError(f"its member {shown(info.filename)} is encrypted or packed in an unknown way")
    total = sum(info.file_size for info in infos)
    if total > MAX_INFLATED:
        raise ValueError(f"it would unpack to {total:,} bytes; the limit is {MAX_INFLATED:,}")
