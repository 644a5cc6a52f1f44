"""The feature maps of one project in memory: built, computed, and updated in parts. Knows nothing of Qt."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model.built import Built, build_layers
from convstudio.model.edits import planar
from convstudio.model.kernels import KINDS
from convstudio.nn.live import Change, LiveStack
from convstudio.nn.separable import SeparableConv
from convstudio.nn.shapes import planar_shape

Planar = NDArray[Any]  # (rows, cols, channels)
_NOTHING = LiveStack([], np.zeros((1, 1, 1), np.float32))


class Maps:
    """What the layers give for one input, as far as they fit.

    Attributes:
        built: the layers and why they end where they end.
        is_ready: whether the maps are computed.
    """

    def __init__(self, project: Project, built: Built | None = None) -> None:
        """Prepare the maps of a project; `built`: its layers, where they are built already."""
        self.built = build_layers(project) if built is None else built
        self.is_ready = False
        self._input = project.input
        self._live = _NOTHING

    def compute(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Compute everything, or stop in between when `cancelled()` says so."""
        self._live = LiveStack(self.built.layers, planar(self._input))  # copies the input: not before it must
        self._live.compute(cancelled)
        self.is_ready = not cancelled()

    def output(self, layer: int) -> Planar | None:
        """Maps of a layer, read-only; None where they are not computed or the layer does not fit."""
        if not self.is_ready or layer >= len(self.built.layers):
            return None
        output = self._live.outputs[layer]
        if output is None:
            return None
        shown = output.view()
        shown.flags.writeable = False
        return shown

    def map_of(self, layer: int, filter: int) -> Planar | None:
        """One map (rows, cols) of a layer, read-only; None where it is not computed."""
        output = self.output(layer)
        return None if output is None or filter >= output.shape[2] else output[:, :, filter]

    @property
    def takes_parts(self) -> bool:
        """Whether edits can be followed in parts, once everything is computed."""
        return True

    def work_of_cells(self, boxes: Iterable[Box]) -> int:
        """Multiply-adds, about, that an edit of input cells asks for."""
        work = 0
        reached = tuple(boxes)
        built = self.built
        for layer, shape, after in zip(built.layers, built.shapes, built.shapes[1:], strict=False):
            reached = tuple(out for box in reached for out in layer.reached(shape, box))
            share = sum(box.size for box in reached) / max(1, math.prod(planar_shape(after)[:2]))
            work += int(min(1.0, share) * (layer.multiply_adds(shape) + math.prod(after)))
        return work

    def work_of_filter(self, layer: int, terms: int) -> int:
        """Multiply-adds, about, when `terms` weights of one filter change."""
        shapes = self.built.shapes
        later = zip(self.built.layers[layer + 1 :], shapes[layer + 1 :], strict=False)
        return terms * math.prod(shapes[layer + 1][:-1]) + sum(
            one.multiply_adds(shape) for one, shape in later
        )

    def write_cells(self, input: Planar, boxes: Iterable[Box]) -> list[Change]:
        """Take over input cells and compute what they reach."""
        grid = planar(input)
        return joined([change for box in boxes for change in self._live.set_cells(box, grid[box.slices])])

    def write_weights(
        self, layer: int, filter: int | None, part: LayerPart, most_work: int
    ) -> list[Change] | None:
        """Take over the weights of a layer, or of one of its filters; None where that is too much work.

        Nothing changes where the layer is disabled.
        """
        if not part.enabled:
            return []
        if filter is not None and part.kind in KINDS:
            return self.write_filter(layer, filter, part, most_work)
        if self.work_of_weights(layer, filter) > most_work:
            return None
        return self._live.take_weights(layer, part.weights, filter)

    def work_of_weights(self, number: int, filter: int | None) -> int:
        """Multiply-adds, about, when all weights of a layer change, or those of one filter."""
        layer, shapes = self.built.layers[number], self.built.shapes
        terms = layer.multiply_adds(shapes[number]) // math.prod(shapes[number + 1][:-1])
        alone = filter is not None and layer.filters_are_apart and len(layer.filter_slices(filter)) > 0
        if alone and not isinstance(layer, SeparableConv):  # whose windows are computed anew for one mixture
            terms //= shapes[number + 1][-1]
        return self.work_of_filter(number, terms)

    def write_filter(self, layer: int, filter: int, part: LayerPart, most_work: int) -> list[Change] | None:
        """Take over the weights of one filter; None where that is too much work or no such layer."""
        if part.kind not in KINDS or not part.enabled:
            return None
        old, new = self.built.layers[layer].get_weights(), part.weights
        differing = np.argwhere(old[0][..., filter] != new[0][..., filter])
        bias = float(new[1][filter]) if len(new) > 1 else None
        if self.work_of_filter(layer, max(1, old[0][..., filter].size)) <= most_work:
            return self._live.set_filter(layer, filter, new[0][..., filter], bias)
        same_bias = bias is None or bias == old[1][filter]
        if self.work_of_filter(layer, 1) > most_work or len(differing) + (not same_bias) != 1:
            return None
        if not same_bias and bias is not None:
            return self._live.set_bias(layer, filter, bias)
        index = (*(int(place) for place in differing[0]), filter)
        return self._live.set_weight(layer, index, float(new[0][index]))

    def differences(self, older: "Maps") -> list[Change]:
        """Layers whose maps are not, bit for bit, those of older maps of the same shapes."""
        return [
            Change(layer, None, None)
            for layer in range(len(self.built.layers))
            if not _equal(self.output(layer), older.output(layer))
        ]

    def everything(self) -> list[Change]:
        """All maps of all layers."""
        return [Change(layer, None, None) for layer in range(len(self.built.layers))]


def joined(changes: Sequence[Change]) -> list[Change]:
    """One change for each layer, which covers all that was said of it."""
    layers: dict[int, Change] = {}
    for change in changes:
        before = layers.get(change.layer)
        layers[change.layer] = change if before is None else _cover(before, change)
    return [layers[number] for number in sorted(layers)]


def _cover(one: Change, other: Change) -> Change:
    boxes = None if one.boxes is None or other.boxes is None else (*one.boxes, *other.boxes)
    return Change(one.layer, boxes, one.filters if one.filters == other.filters else None)


def _equal(one: Planar | None, other: Planar | None) -> bool:
    """Whether all bits agree: much faster than to ask of every number whether both are NaN."""
    if one is None or other is None:
        return False
    bits = f"u{one.itemsize}"
    return np.array_equal(one.view(bits), other.view(bits))
