"""The kernel turned around, as the errors meet it on their way back to one input cell."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.geometry import Box
from convstudio.nn.error_terms import returning_weights
from convstudio.nn.gradient_facts import CellFacts
from convstudio.nn.layer import Layer
from convstudio.views.colors import weight_scale
from convstudio.views.gradient_picture import Picture, Plane
from convstudio.views.hatching import merged
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("gradient_kernel", text)


def shown_map(cell: CellFacts, wanted: int) -> int:
    """The map whose errors are shown beside a cell: the wanted one, or the first that the cell reaches."""
    if cell.terms is None or not len(cell.terms.places) or (cell.terms.places[:, 2] == wanted).any():
        return wanted
    return int(cell.terms.places[0, 2])


def kernel_picture(layer: Layer, cell: CellFacts, filter: int) -> Picture | None:
    """The weights by which the errors of one map come back to a cell; None where the layer has none."""
    found = returning_weights(layer, cell.channel, filter)
    if found is None or cell.terms is None:
        return None
    weights, turned = found
    scale = weight_scale(weights)
    if cell.terms.taps is None:
        plane = Plane.of(weights[None, None], 0, 0)
        return Picture(_tr("Weights of this cell"), _tr("one for each unit"), plane, scale)
    rows, cols = weights.shape
    title = _tr("Kernel, turned around") if turned else _tr("Kernel")
    taps = cell.terms.of_channel(filter).taps
    met = np.zeros((0, 2), np.intp) if taps is None else taps
    met = np.array([rows - 1, cols - 1]) - met if turned else met
    boxes = merged(met) if len(met) < weights.size else [Box.whole(weights.shape)]
    marks = [Mark(box, current_theme().accent, width=2) for box in boxes]
    detail = _tr("map {n}: {rows} × {cols}").format(n=filter + 1, rows=rows, cols=cols)
    return Picture(title, detail, Plane.alone(weights), scale, tuple(marks))
