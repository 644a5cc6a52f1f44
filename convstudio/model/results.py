"""Feature maps of the document, and all that is known of its layers."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from convstudio.engine.geometry import Geometry
from convstudio.engine.walk import Step, Walk
from convstudio.model.built import Shape
from convstudio.model.edits import planar
from convstudio.model.large_maps import LargeMaps
from convstudio.model.map_sets import combined
from convstudio.model.maps import Planar
from convstudio.model.overview import Overview
from convstudio.model.some_maps import SomeMaps
from convstudio.model.updating import Updating
from convstudio.model.weight_arrays import array_grid, array_names
from convstudio.nn.layer import Layer
from convstudio.nn.ranges import Range, keeps_range, range_after, range_of_input


class Results(Updating):
    """What every layer gives for the input, for whoever shows it. Signals are those of `Updating`."""

    _range_of: tuple[int, Range] | None = None  # at which edit the input had which range

    @property
    def arrays(self) -> tuple[str, ...]:
        """The arrays of the active layer that can be looked at, as `weight_arrays.array_names` has them."""
        return array_names(self._document.layer) if self._document.project.layers else ()

    @property
    def slices(self) -> int:
        """Slices of the first array of the active layer: of a kernel the channels that a filter sees."""
        return self.slices_of(0)

    def slices_of(self, array: int) -> int:
        """Slices of an array of the active layer; 1 without weights."""
        layers = self._document.project.layers
        grid = array_grid(layers[self._document.active_layer], array) if layers else None
        return 1 if grid is None else grid.shape[2]

    def layer(self, number: int) -> Layer | None:
        """The layer, built and with its weights; None where it, or one before it, does not fit its input."""
        layers = self._maps.built.layers
        return layers[number] if number < len(layers) else None

    def input_shape(self, number: int) -> Shape | None:
        """Shape of what reaches a layer, in Keras' way without batch; None where one before does not fit."""
        shapes = self._maps.built.shapes
        return shapes[number] if number < len(shapes) else None

    def output_shape(self, number: int) -> Shape | None:
        """Shape of what a layer gives, in Keras' way without batch; None where it does not fit."""
        return self.input_shape(number + 1)

    def geometry(self, number: int) -> Geometry | None:
        """How the window of a layer slides; None where it does not fit or has no window."""
        layer, shape = self.layer(number), self.input_shape(number)
        return layer.geometry(shape) if layer and shape else None

    def walk(self, number: int) -> Walk | None:
        """All steps over the output of a layer; None where it does not fit."""
        return self._maps.built.walk(number)

    def output_range(self, number: int) -> tuple[float, float]:
        """Between which numbers the maps of a layer must lie; layers that only move values keep the range.

        Number -1 is the input: who draws on it decides.
        """
        layers = self._maps.built.layers
        if number >= len(layers):
            return -math.inf, math.inf
        before = layers[: number + 1]
        last = max((place for place, layer in enumerate(before) if not keeps_range(layer)), default=-1)
        start = self._input_range() if last < 0 else layers[last].output_range
        return range_after(before[last + 1 :], start)

    def _input_range(self) -> Range:
        """That of the input, which is not looked through for each question: a large one takes a while."""
        if self._range_of is None or self._range_of[0] != self.edits:
            self._range_of = self.edits, range_of_input(self._document.project.input)
        return self._range_of[1]

    def problem(self, number: int) -> str | None:
        """Why there is no output of a layer that is not merely being computed; None where there is one."""
        fitting = len(self._maps.built.layers)
        if number < fitting:
            return self._failure
        if number == fitting:
            return self._maps.built.problem
        return self.tr("Layer {number} does not fit its input.").format(number=fitting + 1)

    def input_of(self, number: int) -> Planar | None:
        """What reaches a layer, `(rows, cols, channels)`, read-only; None where it is not computed."""
        return planar(self._document.project.input) if number == 0 else self.output_of(number - 1)

    def output_of(self, number: int) -> Planar | None:
        """Maps of a layer, `(rows, cols, filters)`, read-only; None where they are not computed."""
        return self._maps.output(number)

    def map_of(self, number: int, filter: int) -> Planar | None:
        """One map of a layer, `(rows, cols)`, read-only; None where it is not computed yet.

        Of large maps, what was asked for last is computed first, and those that are not kept, once more.
        """
        maps = self._maps
        values = maps.map_of(number, filter)
        if values is not None or not isinstance(maps, SomeMaps) or self._failure is not None:
            return values
        if maps.aim(number) or not self.is_computing:
            maps.map_of(number, filter)
            self._worker.start(maps.compute_pieces)
        return None

    def together(
        self, number: int, filters: Sequence[int], way: str
    ) -> Callable[[Callable[[], bool]], Planar | None] | None:
        """The work of making one map (rows, cols) of some maps of a layer; None until it can be done.

        Args:
            number: the active layer.
            filters: two or more of its maps, from 0.
            way: one of `map_sets.WAYS`.

        Returns:
            What any thread may call with a function that says whether to stop; it then gives nothing of use.
        """
        maps, whole = self._maps, self.output_of(number)
        if whole is not None:
            return lambda cancelled: combined(whole, filters, way, cancelled)
        if isinstance(maps, SomeMaps) and not self.is_computing and maps.can_combine(number):
            return lambda cancelled: maps.combine(number, filters, way, cancelled)
        return None

    def overview(self, number: int) -> Overview | None:
        """The maps of a layer at a glance, where they are large; None where they are not."""
        return self._maps.overview(number) if isinstance(self._maps, LargeMaps) else None

    def explain(self, step: Step) -> Any:
        """One step of the active layer written out; None where there is nothing to explain."""
        number = self._document.active_layer
        layer, x = self.layer(number), self.input_of(number)
        return layer.explain(x, step.row, step.col, step.filter) if layer and x is not None else None
