"""Every figure by its name."""

from dataclasses import dataclass, field

from convstudio.files.drawing.shapes import Sheet
from convstudio.files.export_source import ExportSource
from convstudio.model.tracing import Spot
from convstudio.views.figure import Figure
from convstudio.views.figure_arithmetic import arithmetic_figure
from convstudio.views.figure_network import network_figure
from convstudio.views.figure_single import filter_figure, input_figure, map_figure, maps_figure
from convstudio.views.look import Look

STAGE, INPUT, FILTER, MAP, MAPS, ARITHMETIC, NETWORK = FIGURES = (
    "stage",
    "input",
    "filter",
    "map",
    "maps",
    "arithmetic",
    "network",
)


@dataclass(frozen=True)
class Wish:
    """What a person wants to see.

    Attributes:
        what: one of `FIGURES`.
        filter: which, from 0.
        cell: `(row, col)` of the step to mark; None marks none (the arithmetic is that of the first step).
        look: colours.
    """

    what: str
    filter: int = 0
    cell: tuple[int, int] | None = None
    look: Look = field(default_factory=Look)


def figure(source: ExportSource, wish: Wish) -> Sheet:
    """Draw it; a QGuiApplication must be there for the texts.

    Raises:
        ValueError: there is no such figure, filter or cell, or a layer does not fit.
    """
    filter, cell, look = wish.filter, wish.cell, wish.look
    if wish.what == STAGE:
        return Figure(source.project, source.computed, filter, look).sheet(cell)
    if wish.what == INPUT:
        return input_figure(source, look)
    if wish.what == FILTER:
        return filter_figure(source, filter, look)
    if wish.what == MAP:
        return map_figure(source, filter, cell, look)
    if wish.what == MAPS:
        return maps_figure(source, look)
    if wish.what == ARITHMETIC:
        return arithmetic_figure(source, filter, cell or (0, 0), look)
    if wish.what == NETWORK:
        level = source.project.active_layer + 1
        return network_figure(source, Spot(level, *cell, filter) if cell else None, look)
    raise ValueError(f"a figure is one of {FIGURES}, not {wish.what!r}")
