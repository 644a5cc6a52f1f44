"""What a project computes: its layers built, and the active one with what goes in and comes out."""

from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from convstudio.engine.explain import CellExplanation
from convstudio.engine.walk import Walk
from convstudio.files.project import Project
from convstudio.nn.layer import Layer
from convstudio.nn.shapes import Shape, planar_shape


@dataclass(frozen=True)
class Computed:
    """The active layer at work.

    Attributes:
        layer: built, with its weights.
        input_shape: what it takes, in Keras' shape without batch.
        x: its input as planes `(rows, cols, channels)`.
        maps: its feature maps, `(rows, cols, filters)`.
    """

    layer: Layer
    input_shape: Shape
    x: NDArray[Any]
    maps: NDArray[Any]

    @property
    def walk(self) -> Walk:
        """All steps over its maps."""
        return self.layer.walk(self.input_shape)

    def steps_of(self, filter: int | None) -> int:
        """How many steps the walk has, of one filter or of all."""
        rows, cols, filters = self.maps.shape
        return int(rows * cols * (filters if filter is None else 1))

    def chosen_steps(self, filter: int | None = None, steps: range | None = None) -> range:
        """Steps of the walk over all filters, from 0.

        Args:
            filter: whose walk, from 0; without, that over all filters.
            steps: which of its steps, from 0; without, all.

        Raises:
            ValueError: there is no such filter or step.
        """
        count = self.steps_of(filter)
        check_place(self.maps.shape, 0, 0, filter or 0)
        steps = range(count) if steps is None else steps
        if not 0 <= steps.start < steps.stop <= count:
            raise ValueError(f"steps are 1 to {count}; there are none from {steps.start + 1} to {steps.stop}")
        first = (filter or 0) * count
        return range(first + steps.start, first + steps.stop)

    def explain(self, row: int, col: int, filter: int) -> CellExplanation:
        """Write out one cell of its maps, with the value that they hold.

        Raises:
            ValueError: there is no such cell.
        """
        check_place(self.maps.shape, row, col, filter)
        step: CellExplanation = self.layer.explain(self.x, row, col, filter)
        return replace(step, value=float(self.maps[row, col, filter]))


def check_place(shape: tuple[int, ...], row: int, col: int, filter: int) -> None:
    """Raise ValueError, in the numbers that people count with, if maps of `shape` have no such cell.

    Args:
        shape: (rows, cols, filters).
        row: from 0.
        col: from 0.
        filter: from 0; people count filters from 1.
    """
    rows, cols, filters = shape
    if filter not in range(filters):
        there = f"filters are 1 to {filters}" if filters > 1 else "there is only 1 filter"
        raise ValueError(f"{there}; there is no filter {filter + 1}")
    for name, place, count in (("row", row, rows), ("column", col, cols)):
        if place not in range(count):
            there = f"{name}s are 0 to {count - 1}" if count > 1 else f"there is only {name} 0"
            raise ValueError(f"{there}; there is no {name} {place}")


def compute(project: Project) -> Computed:
    """Run the input through the layers up to the active one.

    Raises:
        ValueError: there is no layer, or one of them does not fit its input.
    """
    if not project.layers:
        raise ValueError("the project has no layer")
    inputs = project.input[None]
    for number, part in enumerate(project.layers[: project.active_layer + 1], 1):
        try:
            layer = part.build(inputs.shape[1:])
        except ValueError as error:
            raise ValueError(f"layer {number} does not fit: {error}") from error
        before, inputs = inputs[0], layer(inputs)
    shape = before.shape
    maps = inputs[0].reshape(planar_shape(inputs.shape[1:]))
    return Computed(layer, shape, before.reshape(planar_shape(shape)), maps)
