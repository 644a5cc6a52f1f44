"""Which kinds of layers make sense at a place of a network."""

from collections.abc import Mapping
from typing import Any

from convstudio.files.project import Project
from convstudio.files.resources import LayerKind, layer_kinds
from convstudio.model.fitting import shape_before
from convstudio.nn.registry import LAYERS


def offered(project: Project, place: int) -> tuple[LayerKind, ...]:
    """The kinds for as many axes as the network or what reaches the place has. They need not fit there."""
    axes = {project.input.ndim, _axes_at(project, place)}
    return tuple(kind for kind in layer_kinds() if LAYERS[kind.kind].axes in {None, *axes})


def first_settings(project: Project, place: int, kind: LayerKind) -> Mapping[str, Any]:
    """What a new layer of a kind starts with there."""
    return kind.settings_of_axes.get(_axes_at(project, place), kind.settings)


def _axes_at(project: Project, place: int) -> int:
    shape = shape_before(project, place)
    return project.input.ndim if shape is None else len(shape)
