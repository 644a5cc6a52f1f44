"""A model of another framework as layers: one of them, or the whole stack; all or nothing."""

import os
from dataclasses import dataclass
from pathlib import Path

from convstudio.files.importing.keras_model import keras_stack
from convstudio.files.importing.onnx_layers import layers_by_node
from convstudio.files.importing.onnx_model import onnx_stack
from convstudio.files.importing.single import found_layer, layers_in, part_from
from convstudio.files.importing.stack import Stack
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import telling
from convstudio.files.weights.keras_files import hdf5_model, zip_model
from convstudio.files.weights.limits import shown
from convstudio.files.weights.onnx_files import read_graph
from convstudio.files.weights.read import KERAS_HDF5, KERAS_ZIP, ONNX, file_format, read_weights
from convstudio.nn.shapes import Shape


@dataclass(frozen=True)
class Imported:
    """What became of a model.

    Attributes:
        parts: the layers that could be taken over; the whole model only if `unsupported` is empty.
        input_shape: Keras' shape of one input without batch; None where the file leaves a size open.
        notes: what is different here, in sentences for people.
        unsupported: one sentence for each layer that could not be taken over, with its number and name.
    """

    parts: tuple[LayerPart, ...]
    input_shape: Shape | None
    notes: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()


def import_model(path: str | os.PathLike[str]) -> Imported:
    """Turn a sequential model into layers, with channels last; nothing in the file is ever run.

    Args:
        path: `.onnx`, `.keras`, or `.h5` with the description of a model.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged or too large, it describes no plain stack, or it holds weights alone; the
            message is one sentence.
    """
    place = Path(path)
    with telling(place):
        stack, shape = _stack(place)
        return Imported(tuple(stack.parts), shape, tuple(stack.notes), tuple(stack.unsupported))


def import_layer(path: str | os.PathLike[str], name: str) -> LayerPart:
    """One layer of a file by its name, with its settings where the file tells them.

    Args:
        path: any file of weights.
        name: of the layer, or of its kernel.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file cannot be used, or has no such layer; the message tells which it has.
    """
    place = Path(path)
    with telling(place):
        parts = _stack(place)[0].parts if describes_model(place) else []
        for part in parts:
            if part.config["name"] == name:
                return part
        file = read_weights(place)
        found = layers_by_node(file) if file_format(place) is ONNX else layers_in(file)
        layer = found_layer(found, name)
        if layer is None:
            names = [str(part.config["name"]) for part in parts if part.weights] or [
                one.name for one in found
            ]
            raise ValueError(f"it has no layer {shown(name)}; it has {', '.join(map(shown, names[:20]))}")
        return part_from(layer)


def describes_model(path: Path) -> bool:
    """Whether a file says how its layers follow each other. Raises ValueError if it is damaged."""
    with telling(path):
        kind = file_format(path)
        return kind in (ONNX, KERAS_ZIP) or (kind is KERAS_HDF5 and hdf5_model(path) is not None)


def _stack(path: Path) -> tuple[Stack, Shape | None]:
    """The layers and the shape of the input."""
    kind = file_format(path)
    if kind is ONNX:
        stack = onnx_stack(read_graph(path))
    else:
        model = zip_model(path) if kind is KERAS_ZIP else hdf5_model(path) if kind is KERAS_HDF5 else None
        if model is None:
            read_weights(path)  # what cannot be read at all is told first
            raise ValueError(
                "it holds weights and does not say how the layers follow each other: take them over one by "
                "one, or export the model as ONNX"
            )
        stack = keras_stack(model)
    return stack, stack.input_shape
