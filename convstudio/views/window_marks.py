"""Where the window of the current step stands in the input, as marks."""

from convstudio.engine.explain_pool import PoolExplanation
from convstudio.engine.geometry import Box, Geometry
from convstudio.engine.walk import Step
from convstudio.model.layer_links import LayerLinks
from convstudio.model.links import links_of_map_cell
from convstudio.model.studio import Studio
from convstudio.views.marks import Mark
from convstudio.views.theme import current_theme

TINT = 45  # opacity of the window


def window_marks(studio: Studio, channel: int) -> tuple[Mark, ...]:
    """The window of the current step, or the cells of a shown channel that it comes from; none without."""
    step, active = studio.player.step, studio.document.active_layer
    geometry = studio.results.geometry(active)
    if step is None:
        return ()
    if geometry is None:
        boxes = LayerLinks(studio.results, active).of_output(*step[2:], step.filter, channel).inputs
        return tuple(Mark(box, current_theme().accent, tint=TINT) for box in boxes)
    if step.row >= geometry.rows.outputs or step.col >= geometry.cols.outputs:
        return ()
    return (*_window(geometry, step), *_winner(studio, step, channel))


def _window(geometry: Geometry, step: Step) -> tuple[Mark, ...]:
    color = current_theme().accent
    frame = Mark(geometry.window(step.row, step.col), color)
    tapped = links_of_map_cell(geometry, step.row, step.col).inputs
    return (*(Mark(box, color, width=0, tint=TINT) for box in tapped), frame)


def _winner(studio: Studio, step: Step, channel: int) -> tuple[Mark, ...]:
    """The cell that a pooling takes, while its channel is shown."""
    if studio.document.layer.config.get("kernel_size") is not None or step.filter != channel:
        return ()
    cell = studio.results.explain(step)
    if not isinstance(cell, PoolExplanation) or cell.winner is None:
        return ()
    row, col = cell.winner
    return (Mark(Box(row, row + 1, col, col + 1), current_theme().link, dashed=True),)
