"""The gradient by weights, walked through: at each position window x error, and the sum of all so far.

A grid holds the weights that are looked at together, such as one slice of a filter. Positions go sample by
sample, left to right, then down.
"""

import math
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.exact import exact_products
from convstudio.engine.geometry import Geometry, Pair
from convstudio.engine.patch import Patch, patch_at
from convstudio.engine.running_sum import RunningSums
from convstudio.engine.walk import Walk

Array = NDArray[Any]


class Met(NamedTuple):
    """What each weight of a grid meets at some positions: cells and errors, (positions, rows, cols)."""

    cells: Array
    errors: Array


class Meetings(ABC):
    """Where the weights of a grid meet cells and errors.

    Attributes:
        shape: (rows, cols) of the grid of weights.
        positions: all of them; the walk's filter is the sample.
    """

    shape: Pair
    positions: Walk

    @abstractmethod
    def at(self, positions: range) -> Met:
        """What is met at these positions."""

    def patch(self, row: int, col: int) -> Patch | None:
        """The places under the window at a position; None where no window slides."""
        return None


class WindowMeetings(Meetings):
    """A window on one plane, and at its place a single value of another: cells and an error.

    A transposed convolution has it the other way round: the window stands on the errors.
    """

    def __init__(
        self, under: Array, at: Array, geometry: Geometry, flip: bool = False, on_errors: bool = False
    ) -> None:
        """Slide a window.

        Args:
            under: (batch, rows, cols), where the window stands.
            at: (batch, output rows, output cols), one value for each place of the window.
            geometry: how it slides.
            flip: the kernel is turned around before it meets the patch.
            on_errors: `under` are the errors, and `at` the cells.
        """
        self._under, self._at, self._geometry = under, at, geometry
        self._flip, self._on_errors = flip, on_errors
        self.shape = (geometry.rows.kernel, geometry.cols.kernel)
        self.positions = Walk(*geometry.outputs, len(at))
        self._sources = [
            np.stack([axis.sources(output) for output in range(axis.outputs)])
            for axis in (geometry.rows, geometry.cols)
        ]

    def at(self, positions: range) -> Met:
        """Patches, and the value at each place for all weights alike."""
        samples, rows, cols = _places(positions, self.positions)
        down, right = self._sources[0][rows], self._sources[1][cols]
        patches = self._under[samples[:, None, None], down[:, :, None], right[:, None, :]]
        patches = np.where((down >= 0)[:, :, None] & (right >= 0)[:, None, :], patches, 0)
        patches = patches[:, ::-1, ::-1] if self._flip else patches
        single = np.broadcast_to(self._at[samples, rows, cols][:, None, None], patches.shape)
        return Met(single, patches) if self._on_errors else Met(patches, single)

    def patch(self, row: int, col: int) -> Patch:
        """The places in the order of the weights."""
        under = patch_at(self._geometry, row, col)
        if not self._flip:
            return under
        turned = (slice(None, None, -1),) * 2
        return Patch(under.positions[turned], under.sources[turned], under.inside[turned])


class PlaceMeetings(Meetings):
    """Weights that each meet one cell and one error at every place."""

    def __init__(self, cells: Array, errors: Array, shape: Pair) -> None:
        """Arrays (batch, rows, cols, weights), one of which may have a single last axis, for all weights."""
        self._cells, self._errors = np.broadcast_arrays(cells, errors)
        self.shape = shape
        batch, rows, cols, _ = self._cells.shape
        self.positions = Walk(rows, cols, batch)

    def at(self, positions: range) -> Met:
        """The cells and errors of the places."""
        places = _places(positions, self.positions)
        cells, errors = (part[places].reshape(-1, *self.shape) for part in (self._cells, self._errors))
        return Met(cells, errors)


@dataclass(frozen=True)
class GradientStep:
    """One position of the walk backwards; all counts from 0, all arrays have the shape of the grid.

    `cells` and `errors` are what each weight meets, `products` what that adds to its gradient; `before` is
    the sum up to this position, `running` the sum with it. `patch` are the places under the window.
    """

    index: int
    sample: int
    row: int
    col: int
    cells: Array
    errors: Array
    products: NDArray[np.float64]
    before: NDArray[np.float64]
    running: NDArray[np.float64]
    patch: Patch | None


class GradientWalk(Sequence[GradientStep]):
    """Every position of the walk backwards over a grid of weights; computed when asked, holds no position."""

    def __init__(self, meetings: Meetings) -> None:
        self.meetings = meetings
        self.positions = meetings.positions
        self._sums = RunningSums(self._products, len(meetings.positions), meetings.shape)

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, index: int) -> GradientStep: ...
    @overload
    def __getitem__(self, index: slice) -> list[GradientStep]: ...
    def __getitem__(self, index: int | slice) -> GradientStep | list[GradientStep]:
        if isinstance(index, slice):
            return [self._step(i) for i in range(*index.indices(len(self)))]
        return self._step(self.positions[operator.index(index)].index)

    @property
    def work(self) -> int:
        """Products of all positions and weights."""
        return len(self) * math.prod(self.meetings.shape)

    def prepare(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Add up so much that every step is there soon; or stop in between."""
        self._sums.prepare(cancelled)

    @property
    def total(self) -> NDArray[np.float64]:
        """The gradient: the sum over all positions."""
        return self._sums.upto(len(self))

    def _step(self, index: int) -> GradientStep:
        place = self.positions[index]
        met = self.meetings.at(range(index, index + 1))
        return GradientStep(
            index=index,
            sample=place.filter,
            row=place.row,
            col=place.col,
            cells=met.cells[0],
            errors=met.errors[0],
            products=exact_products(met.cells[0], met.errors[0]),
            before=self._sums.upto(index),
            running=self._sums.upto(index + 1),
            patch=self.meetings.patch(place.row, place.col),
        )

    def _products(self, positions: range) -> NDArray[np.float64]:
        met = self.meetings.at(positions)
        return exact_products(met.cells, met.errors)


def _places(positions: range, walk: Walk) -> tuple[Array, Array, Array]:
    """Sample, row and col of positions."""
    samples, places = np.divmod(np.arange(positions.start, positions.stop), walk.rows * walk.cols)
    return samples, *np.divmod(places, walk.cols)
