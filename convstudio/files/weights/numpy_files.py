"""`.npy` and `.npz` files."""

import os
import zipfile
from functools import partial
from pathlib import Path

from convstudio.files.npy import NpyHeader, read_npy, read_npy_header
from convstudio.files.weights.entry import Array, Entry
from convstudio.files.weights.limits import possible_shape, shown
from convstudio.files.weights.zips import opened_member, opened_zip

SUFFIX = ".npy"


def npy_entries(path: Path) -> list[Entry]:
    """The one array of a `.npy` file, by the file's own name. Raises ValueError if it is damaged."""
    with open(path, "rb") as file:
        header = read_npy_header(file)
        if file.tell() + header.size > os.fstat(file.fileno()).st_size:
            raise ValueError(f"it ends early: its array of shape {header.shape} is not wholly there")
    return [_entry(path.stem, header, partial(_read_npy, path))]


def npz_entries(path: Path) -> list[Entry]:
    """The arrays of a `.npz` file. Raises ValueError if it is damaged."""
    with opened_zip(path) as archive:
        return [_member_entry(path, archive, info) for info in archive.infolist()]


def _member_entry(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    if not info.filename.endswith(SUFFIX):
        raise ValueError(f"its member {shown(info.filename)} is no array")
    try:
        with archive.open(info) as member:
            header = read_npy_header(member)
    except ValueError:
        raise
    except Exception:  # zipfile raises a dozen kinds for a damaged member
        raise ValueError(f"its member {shown(info.filename)} is damaged") from None
    if header.size > info.file_size:
        raise ValueError(f"its member {shown(info.filename)} is shorter than its array")
    name = info.filename.removesuffix(SUFFIX)
    return _entry(name, header, partial(_read_member, path, info.filename))


def _entry(name: str, header: NpyHeader, load: partial[Array]) -> Entry:
    return Entry(name, possible_shape(header.shape, name), header.dtype.name, load)


def _read_npy(path: Path) -> Array:
    with open(path, "rb") as file:
        return read_npy(file, os.fstat(file.fileno()).st_size)


def _read_member(path: Path, name: str) -> Array:
    with opened_zip(path) as archive, opened_member(archive, name) as member:
        return read_npy(member, archive.getinfo(name).file_size)
