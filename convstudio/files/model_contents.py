"""What is inside of a file of weights, to choose from before anything changes."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convstudio.files.importing.layouts import from_torch
from convstudio.files.importing.model_layers import layers_of
from convstudio.files.importing.onnx_layers import layers_by_node
from convstudio.files.importing.single import FoundLayer, layers_in
from convstudio.files.model_import import Imported, describes_model, import_model
from convstudio.files.weights.read import ONNX, SAFETENSORS, file_format, read_weights

PICTURED = 1 << 22  # values of a kernel of which a picture is made
FILTERS = 4  # of which a picture is made
Kernel = NDArray[np.float32]


@dataclass(frozen=True)
class Contents:
    """A file of weights.

    Attributes:
        path: where it is.
        format: what it is, for people.
        layers: what the names of its arrays tell of.
        model: how they follow each other; None where the file does not say that.
        problem: why there is no model although the file describes one; "" where there is none.
    """

    path: Path
    format: str
    layers: tuple[FoundLayer, ...]
    model: Imported | None
    problem: str = ""

    @property
    def arrays(self) -> int:
        """How many arrays there are."""
        return sum(len(layer.entries) for layer in self.layers)


def contents_of(path: str | os.PathLike[str]) -> Contents:
    """Look into a file; the values are not read.

    Raises:
        OSError: the file cannot be read.
        ValueError: there are no weights in it, or it is damaged; the message is one sentence.
    """
    place = Path(path)
    file = read_weights(place)
    layers = layers_in(file)
    model, problem = None, ""
    try:
        model = import_model(place) if describes_model(place) else None
    except ValueError as error:
        problem = str(error)
    kind = file_format(place)
    if model is not None and not model.unsupported:
        layers = layers_of(model.parts)
    elif kind is ONNX:
        layers = layers_by_node(file)
    elif kind is SAFETENSORS:  # there they are sorted by the size of their numbers
        layers = tuple(sorted(layers, key=_natural))
    return Contents(place, file.format, layers, model, problem)


def _natural(layer: FoundLayer) -> list[str | int]:
    """Names in order, with 2 before 10."""
    pieces = re.split(r"(\d+)", layer.name)
    return [int(piece) if number % 2 else piece for number, piece in enumerate(pieces)]


def kernel_picture(layer: FoundLayer) -> Kernel | None:
    """The first slice of the first filters of a kernel, side by side: (rows, cols); None where it has none.

    Raises:
        OSError: the file cannot be read any more.
        ValueError: the values are damaged.
    """
    entry = layer.entries[0]
    if len(entry.shape) not in (3, 4) or not 0 < int(np.prod(entry.shape, dtype=object)) <= PICTURED:
        return None
    kernel = entry.read()
    kernel = from_torch(kernel) if layer.layout == "torch" else kernel
    slices = kernel.reshape((-1, *kernel.shape)[-4:])[:, :, 0, :FILTERS].astype(np.float32)
    rows, _, filters = slices.shape
    seam = np.full((rows, 1), np.nan, np.float32)
    columns = [part for number in range(filters) for part in (slices[:, :, number], seam)]
    return np.concatenate(columns[:-1], axis=1)
