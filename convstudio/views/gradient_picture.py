"""One grid of the walk backwards, ready to be shown: its numbers, its marks, and what a click on it does."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

from numpy.typing import NDArray

from convstudio.engine.geometry import Box, Geometry
from convstudio.model.flat import folded, number_at, place_in
from convstudio.views.colors import Scale
from convstudio.views.hatching import Flags
from convstudio.views.marks import Mark

Array = NDArray[Any]


class Click(Enum):
    """What a click on a cell does."""

    NOTHING = auto()
    GO = auto()
    WEIGHT = auto()
    UNIT = auto()
    PAINT = auto()
    CLASS = auto()


@dataclass(frozen=True, eq=False)
class Picture:
    """A grid.

    Attributes:
        title, detail: what stands above it.
        plane: its numbers.
        scale: that turns them into colours.
        marks: on its cells.
        click: what a click does.
        geometry: of a window whose padding is drawn around the grid.
        last: (row, col) of the last cell that is reached; what lies ahead is pale. None: everything is there.
        gates: flags of the cells where no error comes through.
        cursor: (row, col) from which the arrows choose another cell.
    """

    title: str
    detail: str
    plane: "Plane"
    scale: Scale
    marks: tuple[Mark, ...] = ()
    click: Click = Click.NOTHING
    geometry: Geometry | None = None
    last: tuple[int, int] | None = None
    cursor: tuple[int, int] | None = None
    gates: Flags | None = None


@dataclass(frozen=True, eq=False)
class Plane:
    """One channel of one sample, or all of a vector, folded into rows and columns.

    Attributes:
        values: (rows, cols).
        channel: which; None where the grid is a folded vector.
        source: the array that it is taken from, and of which sample.
    """

    values: Array
    channel: int | None
    source: tuple[Array, int] = field(repr=False)

    @classmethod
    def of(cls, planes: Array, sample: int, channel: int) -> "Plane":
        """A channel of planes (batch, rows, cols, channels), or the whole vector if they are one."""
        _, rows, cols, channels = planes.shape
        if (rows, cols) == (1, 1) and channels > 1:
            return cls(planes[sample].reshape(folded(channels)), None, (planes, sample))
        number = min(channel, channels - 1)
        return cls(planes[sample, :, :, number], number, (planes, sample))

    @classmethod
    def alone(cls, values: Array) -> "Plane":
        """Numbers (rows, cols) that belong to nothing larger."""
        return cls(values, 0, (values, 0))

    def shown(self, row: int, col: int, channel: int) -> tuple[int, int]:
        """Where a cell of the planes stands in the grid."""
        return (row, col) if self.channel is not None else place_in(self.values.size, channel)

    def cell(self, row: int, col: int) -> tuple[int, int, int]:
        """(row, col, channel) of the planes that stands at a place of the grid."""
        if self.channel is not None:
            return row, col, self.channel
        return 0, 0, number_at(self.values.size, row, col)

    def box(self, row: int, col: int, channel: int = 0) -> Box:
        """The place of a cell of the planes."""
        down, right = self.shown(row, col, channel)
        return Box(down, down + 1, right, right + 1)

    def is_like(self, other: "Plane") -> bool:
        """Whether it has the same numbers, because it is taken from the same place."""
        (mine, sample), (theirs, number) = self.source, other.source
        return mine is theirs and sample == number and self.channel == other.channel


class Scene(NamedTuple):
    """Three grids from left to right, None where there is none, and the signs between them."""

    pictures: tuple[Picture | None, Picture | None, Picture | None]
    signs: tuple[str, str] = ("", "")
