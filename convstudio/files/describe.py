"""What a file holds, in lines for a terminal."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from convstudio.files.inputs import Kind, file_kind
from convstudio.files.model_import import Imported, describes_model, import_model
from convstudio.files.project import LayerPart, Project, load_project
from convstudio.files.weights.read import is_project, read_weights

_UNTOLD = ("name", "dtype", "seed", "data_format")


def describe(path: str | os.PathLike[str]) -> str:
    """Lines on a project or a file of weights: what it is, its arrays, its layers.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is neither, or damaged; the message is one sentence.
    """
    place = Path(path)
    if file_kind(place) is Kind.PROJECT and is_project(place):
        return "\n".join(_project_lines(place.name, load_project(place)))
    file = read_weights(place)
    rows = [(entry.name, str(entry.shape), entry.dtype) for entry in file.entries.values()]
    arrays = f"{len(rows)} array{'s' * (len(rows) != 1)}"
    lines = [f"{place.name}: {file.format}, {arrays}", *_table(rows)]
    if describes_model(place):
        lines += _model_lines(import_model(place))
    return "\n".join(lines)


def _project_lines(name: str, project: Project) -> Iterable[str]:
    layers = len(project.layers)
    yield f"{name}: project of Convolution Studio, {layers} layer{'s' * (layers != 1)}"
    yield from filter(None, (project.title, project.note))
    yield f"input {project.input.shape}"
    yield from _layer_lines(project.layers)


def _model_lines(imported: Imported) -> Iterable[str]:
    shape = "of open size" if imported.input_shape is None else str(imported.input_shape)
    layers = len(imported.parts)
    yield f"model of {layers} layer{'s' * (layers != 1)}, input {shape}"
    yield from _layer_lines(imported.parts)
    yield from (f"note: {note}" for note in imported.notes)
    yield from (f"not read: {sentence}" for sentence in imported.unsupported)


def _layer_lines(parts: Sequence[LayerPart]) -> list[str]:
    rows = []
    for number, part in enumerate(parts, 1):
        shapes = " ".join(str(array.shape) for array in part.weights)
        rows.append((f"{number}", str(part.config["name"]), part.kind, shapes, _settings(part)))
    return _table(rows)


def _settings(part: LayerPart) -> str:
    told = ((word, value) for word, value in part.config.items() if word not in _UNTOLD)
    return " ".join(f"{word}={value}" for word, value in told if not word.endswith("_initializer"))


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
