"""How figures look: what a person chose in the window, and light or dark."""

from dataclasses import dataclass

from convstudio.model.studio import Studio
from convstudio.views.scales import chosen_palettes
from convstudio.views.theme import LIGHT, Theme


@dataclass(frozen=True)
class Look:
    """The look of a figure.

    Attributes:
        theme: light for paper, dark for a dark screen.
        palettes: for maps without and with negative values.
        is_shared: whether all maps have one scale.
        reveal: how a film shows the cells that lie ahead: "whole", "pale" or "hidden".
        weight_reach: largest magnitude on the scale of weights; 0 for that of the filter that is drawn.
        map_range: lowest and highest value on the scale of maps; None for those of the maps that are drawn.
    """

    theme: Theme = LIGHT
    palettes: tuple[str, str] = ("viridis", "red-blue")
    is_shared: bool = False
    reveal: str = "pale"
    weight_reach: float = 0.0
    map_range: tuple[float, float] | None = None


def look_of(studio: Studio, theme: Theme) -> Look:
    """The look that the window has, in a theme."""
    settings = studio.settings
    return Look(theme, chosen_palettes(studio), settings.scale == "shared", settings.reveal)
