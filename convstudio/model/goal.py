"""How far a training is to go."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from convstudio.nn.course import Place


class Goal(NamedTuple):
    """Where a training ends: after so many epochs or steps, whichever is first."""

    epochs: float
    steps: float

    def is_reached(self, place: "Place") -> bool:
        """Whether a place is there, or beyond."""
        return place.epochs >= self.epochs or place.steps >= self.steps
