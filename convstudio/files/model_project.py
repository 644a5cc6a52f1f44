"""A model of another framework, or one of its layers, as a project."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convstudio.files.model_import import Imported, import_layer, import_model
from convstudio.files.project import LayerPart, Project
from convstudio.nn.shapes import Shape

_SIZE = 16  # cells along an axis, where the file does not tell


def model_project(path: str | os.PathLike[str], layer: str = "") -> Project:
    """A project with the layers of a model, or with one of them, and a made-up input that fits.

    Args:
        path: a file of weights.
        layer: the name of a layer; "" takes the whole model.

    Raises:
        OSError: the file cannot be read.
        ValueError: it cannot be used, there is no such layer, or one of the layers cannot be taken over; the
            message is one sentence, and tells which.
    """
    name = Path(path).name
    if layer:
        part = import_layer(path, layer)
        return Project(_pattern(_shape_for(part)), (part,), title=f"{layer} of {name}")
    imported = import_model(path)
    check_whole(imported, name)
    shape = imported.input_shape or _shape_for(imported.parts[0])
    note = " ".join(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in imported.notes)
    return Project(_pattern(shape), imported.parts, title=name, note=note)


def check_whole(imported: Imported, name: str) -> None:
    """Raise ValueError unless every layer could be taken over, and there is one."""
    if imported.unsupported:
        raise ValueError(f"{name} cannot be taken over wholly: {'; '.join(imported.unsupported)}")
    if not imported.parts:
        raise ValueError(f"{name} has no layer")


def _shape_for(part: LayerPart) -> Shape:
    """Shape of an input that the layer takes."""
    channels, axes = _channels(part), 2 if "1D" in part.kind else 3
    if part.kind == "PReLU":
        axes = part.weights[0].ndim
    window = max((*part.config.get("kernel_size", ()), *part.config.get("dilation_rate", ()), 1))
    side = max(_SIZE, 2 * window * max(part.config.get("dilation_rate", (1,))))
    return (*(1,) * (axes - 1), channels) if part.kind == "Dense" else (*(side,) * (axes - 1), channels)


def _channels(part: LayerPart) -> int:
    if not part.weights:
        return 1
    shape = part.weights[0].shape
    if part.kind.startswith("Conv") and not part.kind.endswith("Transpose"):
        return int(shape[-2] * part.config["groups"])
    if part.kind.startswith(("Depthwise", "Separable", "Dense")):
        return int(shape[-2])
    return int(shape[-1])


def _pattern(shape: Shape) -> NDArray[np.float32]:
    """A bright ring, so that edges of every direction are there; values from 0 to 1."""
    whole = (1, *shape) if len(shape) == 2 else shape if len(shape) == 3 else (1, 1, *shape)
    rows, cols = (np.linspace(-1, 1, size) if size > 1 else np.zeros(1) for size in whole[:2])
    distance = np.hypot(rows[:, None], cols) - 0.6
    ring = np.exp(-((distance / 0.15) ** 2)).round(2).astype(np.float32)  # numbers that are short to read
    planes = np.broadcast_to(ring[..., None], whole)
    return planes.reshape(shape if len(shape) in (2, 3) else whole)
