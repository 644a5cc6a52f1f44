"""The outputs of a stack of layers for one input, brought up to date part by part."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convstudio.engine.activation import activate
from convstudio.engine.box import joined
from convstudio.engine.geometry import Box
from convstudio.engine.tiles import never
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Layer
from convstudio.nn.planes import Array
from convstudio.nn.shapes import Shape, planar_shape

Boxes = tuple[Box, ...]


class Change(NamedTuple):
    """What changed in the output of a layer: blocks of cells and filters, None for all of them."""

    layer: int
    boxes: Boxes | None
    filters: range | None


@dataclass
class _Gesture:
    """Edits of the weights of one filter, one after the other.

    Attributes:
        layer: which layer.
        filter: which of its filters.
        before: its map before the activation, which collects the terms; the output itself if linear.
    """

    layer: int
    filter: int
    before: Array


class LiveStack:
    """Outputs of every layer for one input; all arrays are planes (rows, cols, channels).

    An edit changes outputs in place, and only where it reaches. `set_weight` adds up rounding errors, which
    `refresh` takes away; all others are as exact as a full pass. The layers belong to the stack: edits of
    weights write into them.

    Attributes:
        layers: from the input to the output.
        x: the input.
        outputs: what each layer gives; None where it is not computed, or a layer does not fit.
        problems: why a layer gives nothing; None where it does.
    """

    def __init__(self, layers: Sequence[Layer], x: Array, copy: bool = True) -> None:
        """Take built layers and a planar input; nothing is computed yet.

        Without a `copy` the input must not change but by `follow_cells`.
        """
        self.layers = list(layers)
        dtype = self.layers[0].dtype if self.layers else x.dtype
        self.x = np.array(x, dtype) if copy else np.asarray(x, dtype)
        self._shapes, self.problems = _fitting(self.layers, self.x.shape)
        self.outputs: list[Array | None] = [None] * len(self.layers)
        self._buffers: dict[int, Array] = {}
        self._gesture: _Gesture | None = None

    def compute(self, cancelled: Callable[[], bool] = never) -> None:
        """Compute all outputs anew, where they are; those unfinished when `cancelled` says yes are None."""
        self._gesture = None
        self.outputs = [None] * len(self.layers)
        for number, layer in enumerate(self.layers):
            if self.problems[number] is not None or cancelled():
                return
            shape = self._shapes[number]
            output = self._buffer(number)
            with np.errstate(all="ignore"):
                layer.fill(output, self._batch(number), shape, cancelled)
            if cancelled():
                return
            self.outputs[number] = output[0]

    def memory(self, number: int) -> Array:
        """Where the output of a layer is computed, (1, rows, cols, channels)."""
        return self._buffer(number)

    def take_memory(self, memory: dict[int, Array]) -> None:
        """Compute where another stack with the same shapes and dtypes did, which must no longer be used."""
        self._buffers = memory

    def refresh(self) -> None:
        """Compute all outputs anew, exactly."""
        self.compute()

    def set_cells(self, box: Box, values: Array) -> list[Change]:
        """Write input cells, (rows, cols, channels) of `box`, and compute what they reach."""
        self._gesture = None
        self.x[box.slices] = values
        return self._follow(0, (box,), None)

    def follow_cells(self, x: Array, box: Box) -> list[Change]:
        """Compute what the cells of `box` reach, in which alone the input `x` differs from that before.

        Where the dtypes agree the stack looks at this input from now on, and has no copy any more.
        """
        if x.dtype != self.x.dtype:
            return self.set_cells(box, x[box.slices])
        self._gesture = None
        self.x = x
        return self._follow(0, (box,), None)

    def set_weight(self, layer: int, index: tuple[int, ...], value: float) -> list[Change]:
        """Write one number of a layer's kernel; where one map alone changes, only its term is added there."""
        target = self.layers[layer]
        filter = target.filter_of(index)
        gesture = self._gesture_on(layer, filter)
        step = target.change_weight(index, value)
        if filter is None:
            return self._layer_changed(layer)
        if gesture is None or not math.isfinite(step):
            return self._map_changed(layer, filter)
        self._add_term(gesture, index, step)
        return self._after_map(layer, filter)

    def set_filter(
        self, layer: int, filter: int, kernel_slice: Array, bias: float | None = None
    ) -> list[Change]:
        """Write all weights of one filter, as its part of the kernel, and compute its map."""
        self._gesture = None
        target = self.layers[layer]
        target.first_weights[target.filter_slice(filter)] = kernel_slice
        if bias is not None:
            target.biases[filter] = bias
        return self._map_changed(layer, filter)

    def set_bias(self, layer: int, filter: int, value: float) -> list[Change]:
        """Write the bias of one filter and compute its map."""
        self._gesture = None
        self.layers[layer].biases[filter] = value
        return self._map_changed(layer, filter)

    def take_weights(self, layer: int, weights: Sequence[Array], filter: int | None = None) -> list[Change]:
        """Write all weights of a layer, or those of one filter, and compute it and what follows."""
        self._gesture = None
        self.layers[layer].write_weights(weights, filter)
        return self._layer_changed(layer) if filter is None else self._map_changed(layer, filter)

    def _buffer(self, number: int) -> Array:
        """Memory for the output of a layer, (1, rows, cols, channels)."""
        if number not in self._buffers:
            layer = self.layers[number]
            planes = planar_shape(layer.output_shape_for(self._shapes[number]))
            self._buffers[number] = planar_memory(planes, layer.dtype)
        return self._buffers[number]

    def _batch(self, number: int) -> Array:
        """What reaches a layer, (1, rows, cols, channels) in its dtype."""
        before = self.x if number == 0 else self.outputs[number - 1]
        assert before is not None
        return before[None].astype(self.layers[number].dtype, copy=False)

    @np.errstate(all="ignore")
    def _follow(self, first: int, boxes: Boxes, filters: range | None) -> list[Change]:
        """Compute what cells of the input of layer `first` reach, in it and in all later layers."""
        changes = []
        for number in range(first, len(self.layers)):
            layer, output, shape = self.layers[number], self.outputs[number], self._shapes[number]
            if output is None:
                break
            boxes = joined(reached for box in boxes for reached in layer.reached(shape, box))
            if not boxes:
                break
            filters = filters if layer.channelwise else None
            for box in boxes:
                self._compute_box(number, box, filters)
            whole = boxes == (Box.whole(output.shape),)
            changes.append(Change(number, None if whole else boxes, filters))
        return changes

    def _compute_box(self, number: int, box: Box, filters: range | None) -> None:
        layer, output, shape = self.layers[number], self.outputs[number], self._shapes[number]
        assert output is not None
        x, part = self._batch(number), output[box.slices]
        if filters is None:
            part[...] = layer.forward(x, shape, box)[0]
        else:
            channels = slice(filters.start, filters.stop)
            part[..., channels] = layer.forward(x[..., channels], (*shape[:-1], len(filters)), box)[0]

    def _layer_changed(self, number: int) -> list[Change]:
        output = self.outputs[number]
        if output is None:
            return []
        whole = Box.whole(output.shape)
        with np.errstate(all="ignore"):
            self._compute_box(number, whole, None)
        return [Change(number, None, None), *self._follow(number + 1, (whole,), None)]

    @np.errstate(all="ignore")
    def _map_changed(self, number: int, filter: int) -> list[Change]:
        layer, output = self.layers[number], self.outputs[number]
        if output is None:
            return []
        if not layer.filters_are_apart:
            return self._layer_changed(number)
        x, shape = self._batch(number), self._shapes[number]
        if isinstance(layer, Filtering):  # straight into its memory: new pages cost as much as the arithmetic
            layer.fill_filter(output[None, ..., filter : filter + 1], x, shape, filter)
        else:
            output[..., filter] = layer.forward_filter(x, shape, filter)[0, ..., 0]
        return self._after_map(number, filter)

    def _after_map(self, number: int, filter: int) -> list[Change]:
        output = self.outputs[number]
        assert output is not None
        filters = range(filter, filter + 1)
        whole = (Box.whole(output.shape),)
        return [Change(number, None, filters), *self._follow(number + 1, whole, filters)]

    def _gesture_on(self, number: int, filter: int | None) -> _Gesture | None:
        """The running gesture on a filter, or a new one; None where terms cannot be added."""
        running = self._gesture
        if running is not None and (running.layer, running.filter) == (number, filter):
            return running
        layer, output = self.layers[number], self.outputs[number]
        self._gesture = None
        if (
            filter is None
            or output is None
            or not isinstance(layer, Filtering)
            or not layer.filters_are_apart
        ):
            return None
        x = self._batch(number)
        if not np.isfinite(x).all():  # 0 × infinity would stay for ever
            return None
        before = output[..., filter]
        if layer.activation != "linear":
            before = layer.before_filter(x, self._shapes[number], filter)[0, ..., 0]
        self._gesture = _Gesture(number, filter, before)
        return self._gesture

    def _add_term(self, gesture: _Gesture, index: tuple[int, ...], step: float) -> None:
        number, layer = gesture.layer, self.layers[gesture.layer]
        output = self.outputs[number]
        assert output is not None
        assert isinstance(layer, Filtering)
        layer.add_term(gesture.before, self._batch(number)[0], self._shapes[number], index, step)
        if layer.activation != "linear":
            output[..., gesture.filter] = activate(layer.activation, gesture.before)


def planar_memory(shape: tuple[int, int, int], dtype: str) -> Array:
    """An empty batch of one, (1, rows, cols, channels), with one channel after the other in memory."""
    rows, cols, channels = shape
    return np.empty((1, channels, rows, cols), dtype).transpose(0, 2, 3, 1)


def _fitting(layers: Sequence[Layer], planes: tuple[int, ...]) -> tuple[list[Shape], list[str | None]]:
    """Shape of what reaches each layer, and why it does not fit where it does not."""
    shape = layers[0].input_shape if layers else None
    if shape is None or planar_shape(shape) != planes:
        shape = planes
    shapes: list[Shape] = []
    problems: list[str | None] = []
    for layer in layers:
        shapes.append(shape)
        try:
            layer.check_built_for(shape)
            shape = layer.output_shape_for(shape)
            problems.append(None)
        except ValueError as error:
            problems.append(str(error))
            break
    rest = len(layers) - len(problems)
    later = f"Layer {len(problems)} does not fit its input."
    return shapes + [shape] * rest, problems + [later] * rest
