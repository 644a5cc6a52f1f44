"""What stands below the level of the chosen cell: the filter that makes it, and what it sees of the input."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from convstudio.files.project import LayerPart
from convstudio.model.kernels import channels_of_filter, is_dense, kernel_of
from convstudio.model.studio import Studio
from convstudio.model.tracing import Spot, Tracing
from convstudio.nn.receptive_field import Reach, cover
from convstudio.nn.shapes import planar_shape
from convstudio.views.network_texts import place_text
from convstudio.views.strip_texts import layer_title

MOST_SLICES = 12  # of more those with the largest weights


class Note(NamedTuple):
    """What is said of a cell.

    Attributes:
        level: below which it stands.
        title: which filter it is.
        slices: of that filter, (rows, cols) each, and what each is called.
        lines: what the cell sees, one below the other.
        trace: where that is in the input.
        hint: what can be done.
    """

    level: int
    title: str
    slices: Sequence[tuple[str, NDArray[np.floating]]]
    lines: Sequence[str]
    trace: Sequence[str]
    hint: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def note_of(studio: Studio, tracing: Tracing, spot: Spot | None) -> Note | None:
    """The note of a cell; None for a cell of the input."""
    if spot is None or spot.level == 0:
        return None
    part, count = studio.document.project.layers[spot.level - 1], planar_shape(tracing.shapes[spot.level])[2]
    place = _place(tracing, spot)
    size = _tr("seen: {size} of the input").format(size=_size(tracing, spot))
    lines = [_tr("it sees padding alone")] if not place else [size, *place]
    fields = tracing.fields()[spot.level]
    if fields.rows is not None and fields.cols is not None:
        lines.append(_pace(fields.rows, fields.cols, studio.document.project.is_1d))
    trace = [_tr("The trace in the input:"), *place] if place else []
    hint = _tr("Double-click opens this step on the Stage")
    return Note(spot.level, _title(part, spot, count), slices_of(part, spot.channel or 0), lines, trace, hint)


def slices_of(part: LayerPart, filter: int) -> list[tuple[str, NDArray[np.floating]]]:
    """The slices of a filter with their names, of many those with the largest weights; [] without any."""
    kernel = kernel_of(part)
    if kernel is None or filter >= kernel.shape[3]:
        return []
    weights, channels = kernel[..., filter], channels_of_filter(part, filter)
    if is_dense(part):
        return [("", weights[:, :, 0])]
    strongest = np.argsort(-np.abs(weights).max(axis=(0, 1)), kind="stable")[:MOST_SLICES]
    name = _tr("ch {n}")
    return [
        (name.format(n=channels[place] + 1), weights[:, :, place]) for place in sorted(strongest.tolist())
    ]


def _title(part: LayerPart, spot: Spot, count: int) -> str:
    kernel, number = kernel_of(part), (spot.channel or 0) + 1
    if kernel is None:
        return _tr("{layer}: map {n} of {count}").format(layer=layer_title(part), n=number, count=count)
    rows, cols, slices, _ = kernel.shape
    if is_dense(part):
        return _tr("Unit {n} of {count}: a weight for each of {values} values").format(
            n=number, count=count, values=rows * cols
        )
    if rows == 1:
        text = _tr("Filter {n} of {count}: {cols} weights per channel")
    else:
        text = _tr("Filter {n} of {count}: a {rows}×{cols} slice per channel")
    if slices > MOST_SLICES:
        text += _tr(", the {most} strongest of {slices}")
    return text.format(n=number, count=count, rows=rows, cols=cols, most=MOST_SLICES, slices=slices)


def _place(tracing: Tracing, spot: Spot) -> list[str]:
    """Rows and columns of the input that a cell sees; none where there is only padding."""
    box = cover(tracing.regions(spot)[0])
    if box is None:
        return []
    return [place_text(box, is_1d=len(tracing.shapes[0]) == 2)]


def _size(tracing: Tracing, spot: Spot) -> str:
    box = cover(tracing.regions(spot)[0])
    rows, cols = box.shape if box else (0, 0)
    if len(tracing.shapes[0]) == 2:
        return _tr("1 cell") if cols == 1 else _tr("{n} cells").format(n=cols)
    return _tr("{rows} × {cols} cells").format(rows=rows, cols=cols)


def _pace(rows: Reach, cols: Reach, is_1d: bool) -> str:
    pairs = (rows.jump, cols.jump), (rows.first, cols.first)
    jump, first = (_both(*pair, is_1d) for pair in pairs)
    return _tr("jump {jump} · first centre {first}").format(jump=jump, first=first)


def _both(down: float, right: float, is_1d: bool) -> str:
    texts = [f"{number:.4g}".replace("-", "−") for number in (down, right)]
    return texts[1] if is_1d or texts[0] == texts[1] else " × ".join(texts)
