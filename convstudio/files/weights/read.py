"""Which kind of file it is, by its content, and the arrays in it."""

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from convstudio.files.weights.entry import Entry, WeightFile, named, telling, told
from convstudio.files.weights.hdf5 import SIGNATURE as HDF5
from convstudio.files.weights.keras_files import CONFIG, WEIGHTS, hdf5_file_entries, zip_entries
from convstudio.files.weights.numpy_files import npy_entries, npz_entries
from convstudio.files.weights.onnx_files import onnx_entries
from convstudio.files.weights.safetensors import safetensors_entries
from convstudio.files.weights.torch_files import contents_folder, refuse_old_torch, torch_entries
from convstudio.files.weights.zips import opened_zip

PROJECT = "manifest.json"


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, the order of axes, what reads it."""

    name: str
    layout: str
    entries: Callable[[Path], list[Entry]]


NPY = Format("NumPy", "", npy_entries)
NPZ = Format("NumPy", "", npz_entries)
SAFETENSORS = Format("safetensors", "torch", safetensors_entries)
TORCH = Format("PyTorch", "torch", torch_entries)
OLD_TORCH = Format("PyTorch", "torch", lambda path: refuse_old_torch())
ONNX = Format("ONNX", "torch", onnx_entries)
KERAS_ZIP = Format("Keras", "keras", zip_entries)
KERAS_HDF5 = Format("Keras", "keras", hdf5_file_entries)


def read_weights(path: str | os.PathLike[str]) -> WeightFile:
    """The arrays of a file: names, shapes and types at once, the values when they are asked for.

    Args:
        path: `.npy`, `.npz`, `.safetensors`, `.pt`, `.pth`, `.onnx`, `.keras`, `.h5` or `.weights.h5`.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is none of these, damaged, too large, would have to be run, or its library
            is not installed; the message is one sentence.
    """
    place = Path(path)
    with telling(place):
        format_ = file_format(place)
        entries = named([told(place, entry) for entry in format_.entries(place)])
        return WeightFile(place, format_.name, format_.layout, entries)


def file_format(path: Path) -> Format:
    """The kind of a file.

    Raises:
        OSError: the file cannot be read.
        ValueError: no weights are in such files.
    """
    with open(path, "rb") as file:
        start = file.read(16)
    if start.startswith(b"PK"):
        return _zip_format(path)
    if start.startswith(b"\x93NUMPY"):
        return NPY
    if start.startswith(HDF5):
        return KERAS_HDF5
    if start[8:9] == b"{":
        return SAFETENSORS
    if start[:1] == b"\x80" and start[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return OLD_TORCH
    if start[:1] == b"\x08" or path.suffix.lower() == ".onnx":
        return ONNX
    raise ValueError("it is no file of weights that is known: NumPy, safetensors, PyTorch, ONNX or Keras")


def is_project(path: Path) -> bool:
    """Whether a zip archive is a project. Raises ValueError if it is damaged."""
    with telling(path), opened_zip(path) as archive:
        return PROJECT in _names(archive)


def _zip_format(path: Path) -> Format:
    with opened_zip(path) as archive:
        names = _names(archive)
    if PROJECT in names:
        raise ValueError("it is a project of Convolution Studio, not a file of weights")
    if CONFIG in names and WEIGHTS in names:
        return KERAS_ZIP
    if contents_folder(names) is not None:
        return TORCH
    if names and all(name.endswith(".npy") for name in names):
        return NPZ
    raise ValueError("it is a zip archive, but not of NumPy, PyTorch or Keras")


def _names(archive: zipfile.ZipFile) -> list[str]:
    return [info.filename for info in archive.infolist()]
