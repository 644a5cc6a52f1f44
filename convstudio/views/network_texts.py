"""What stands above, below and beside the levels of the Network view."""

from PySide6.QtCore import QCoreApplication

from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model.studio import Studio
from convstudio.model.tracing import Spot
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Layer
from convstudio.nn.shapes import Shape
from convstudio.views.network_items import LevelText
from convstudio.views.strip_texts import layer_title, shape_text, short


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def level_name(studio: Studio, level: int) -> str:
    """The input, or the kind of the layer."""
    return _tr("Input") if level == 0 else studio.document.project.layers[level - 1].kind


def level_text(studio: Studio, level: int) -> LevelText:
    """Title, shape with parameters, and what becomes of what."""
    project, results = studio.document.project, studio.results
    if level == 0:
        return input_level_text(project)
    number = level - 1
    layer, shape, before = results.layer(number), results.output_shape(number), results.input_shape(number)
    assert layer is not None
    assert shape is not None
    assert before is not None
    return layer_level_text(project.layers[number], layer, before, shape)


def input_level_text(project: Project) -> LevelText:
    """Of the input."""
    foot = " · ".join(channel_names(project)) if project.input.shape[-1] == 3 else ""
    return LevelText(_tr("Input"), shape_text(project.input.shape), foot)


def layer_level_text(part: LayerPart, layer: Layer, before: Shape, shape: Shape) -> LevelText:
    """Of a layer that makes one shape out of another."""
    params = layer.count_params()
    detail = shape_text(shape)
    if params:
        detail += _tr(" · {n} params").format(n=short(params))
    return LevelText(layer_title(part), detail, _foot(layer, before[-1], shape))


def _foot(layer: object, channels: int, shape: Shape) -> str:
    maps = shape[-1]
    if len(shape) == 1:
        return _tr("{n} values").format(n=maps) if maps > 1 else _tr("1 value")
    if not isinstance(layer, Filtering):
        return _tr("{n} maps").format(n=maps) if maps > 1 else _tr("1 map")
    size = shape_text((*layer.kernel_size, layer.channels_seen(channels)))
    if maps == 1:
        return _tr("1 filter, {size}").format(size=size)
    return _tr("{n} filters, each {size}").format(n=maps, size=size)


def channel_names(project: Project) -> list[str]:
    """The channels of the input: colours, if it is a picture."""
    count = project.input.shape[-1]
    if count == 3 and not project.is_1d:
        return [_tr("red"), _tr("green"), _tr("blue")]
    return [_tr("channel {n}").format(n=number + 1) for number in range(count)]


def place_text(box: Box, is_1d: bool) -> str:
    """Where a block of the input is: "rows 8–15, column 3", or "cells 4–6" of a line."""
    rows, cols = (f"{r.start}–{r.stop - 1}" if len(r) > 1 else str(r.start) for r in (box.rows, box.cols))
    if is_1d:
        return (_tr("cell {n}") if len(box.cols) == 1 else _tr("cells {n}")).format(n=cols)
    down = _tr("row {n}") if len(box.rows) == 1 else _tr("rows {n}")
    right = _tr("column {n}") if len(box.cols) == 1 else _tr("columns {n}")
    return f"{down.format(n=rows)}, {right.format(n=cols)}"


def spot_name(studio: Studio, spot: Spot) -> str:
    """A cell in words."""
    name = level_name(studio, spot.level)
    if spot.channel is not None:
        name = _tr("{name}, map {n}").format(name=name, n=spot.channel + 1)
    return _tr("{name}, cell [{row}, {col}]").format(name=name, row=spot.row, col=spot.col)
