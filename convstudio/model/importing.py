"""Taking over what a model's file holds: all or nothing, and one undo."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from convstudio.files.importing.single import FoundLayer, kind_for, part_from, weights_into
from convstudio.files.model_project import model_project
from convstudio.files.project import LayerPart
from convstudio.model.document import Document
from convstudio.model.fitting import shape_before
from convstudio.nn.registry import layer_from
from convstudio.nn.shapes import Shape


def _tr(text: str) -> str:
    return QCoreApplication.translate("importing", text)


def take_model(document: Document, path: str) -> None:
    """Put all layers of a model in place of the network; the input stays if it is of the model's shape.

    Raises:
        OSError: the file cannot be read.
        ValueError: it cannot be taken over wholly; the message is one sentence, and nothing has changed.
    """
    project = model_project(path)
    old = document.project.input
    input: NDArray[np.float32] = old if old.shape == project.input.shape else project.input
    document.set_network(input, project.layers, _tr("Import"), project.title)


def take_layer(document: Document, layer: FoundLayer) -> None:
    """Put the weights of a layer into the active one, which keeps its settings.

    Raises:
        OSError: the file cannot be read any more.
        ValueError: the weights are not for this layer, and nothing has changed.
    """
    number, project = document.active_layer, document.project
    shape = shape_before(project, number)
    if shape is None:
        raise ValueError("a layer before the active one does not fit its input")
    active = document.layer
    part = weights_into(part_from(layer, kind_for(layer, active.kind)), active, shape[-1], layer.layout)
    _check_fits(part, shape)
    text = _tr("Import weights of {name}").format(name=layer.name)
    document.replace_layer(number, part, text)


def _check_fits(part: LayerPart, shape: Shape) -> None:
    """Raise ValueError unless the weights are those that a layer has for such an input."""
    wanted = layer_from(part.kind, dict(part.config)).weight_shapes(shape)
    received = [array.shape for array in part.weights]
    if wanted != received:
        needs, has = (", ".join(map(str, shapes)) or "none" for shapes in (wanted, received))
        raise ValueError(
            f"{shape[-1]} channels reach the layer, which then has weights of shapes {needs}, not {has}"
        )
