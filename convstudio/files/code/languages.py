"""The languages in which a layer or the stack can be written, and how their files are saved."""

import io
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from convstudio.files.atomic import write_atomically
from convstudio.files.code.keras_code import keras_program
from convstudio.files.code.numpy_code import numpy_program
from convstudio.files.code.onnx_code import onnx_model, onnx_program
from convstudio.files.code.program import Program
from convstudio.files.code.subject import Subject, identifier, subject_of
from convstudio.files.code.torch_code import torch_program
from convstudio.files.project import Project

_WRITERS: Mapping[str, Callable[[Subject, str], Program]] = MappingProxyType(
    {
        "keras": keras_program,
        "pytorch": torch_program,
        "numpy": partial(numpy_program, name="numpy"),
        "numpy-loops": partial(numpy_program, name="numpy-loops"),
        "onnx": onnx_program,
    }
)
LANGUAGES = tuple(_WRITERS)
ONNX = "onnx"
_SIGN = b"checked against the map of Convolution Studio"  # in the head of programs, at the end of arrays
_LOOKED_AT = 4096  # bytes at either end


def program(subject: Subject, language: str, stem: str) -> Program:
    """A program in one of the LANGUAGES; `stem` is what its files are called."""
    return _WRITERS[language](subject, f"{stem}.npz")


def stem_of(project: Project, number: int | None) -> str:
    """A name for files: that of the project, and the number of a layer from 0."""
    name = identifier(project.title, 1) if project.title else "convolution"
    return name if number is None else f"{name}_layer{number + 1}"


def save_code(
    project: Project, number: int | None, language: str, path: str | os.PathLike[str]
) -> list[Path]:
    """Write a layer, from 0, or the whole stack (None) as a program that checks itself.

    For ONNX `path` is that of the model; the program stands beside it. So does a `.npz` file where arrays
    are too large for a program.

    Returns:
        The files that were written.

    Raises:
        OSError: one of them cannot be written, or beside `path` is somebody else's.
        ValueError: a layer does not fit, or the model is too large for its format.
    """
    place = Path(path)
    subject = subject_of(project, number).computed(project.input)
    made = program(subject, language, place.stem)
    files: dict[Path, bytes] = {place: made.text.encode()}
    if language == ONNX:
        files = {place: onnx_model(subject), place.with_suffix(".py"): made.text.encode()}
    if made.arrays:
        files[place.with_name(made.file)] = _npz(made)
    _check_beside(place, files)
    for file, data in reversed(files.items()):  # the program that reads the others comes last
        write_atomically(file, data)
    return list(files)


def _check_beside(place: Path, files: Iterable[Path]) -> None:
    """A person has chosen `place` alone: of the files beside it only earlier ones of ours are replaced."""
    for file in files:
        if file != place and file.exists() and not _is_ours(file):
            raise FileExistsError(
                f"{file.name} would be written beside {place.name}, and is there already: choose another name"
            )


def _is_ours(path: Path) -> bool:
    """Whether a file has our sign at its beginning or its end."""
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
        file.seek(max(0, path.stat().st_size - _LOOKED_AT))
        return _SIGN in start or _SIGN in file.read()


def _npz(made: Program) -> bytes:
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {name: array for name, array in made.arrays.items() if array is not None}
    np.savez(buffer, **arrays)
    with zipfile.ZipFile(buffer, "a") as file:
        file.comment = _SIGN
    return buffer.getvalue()
