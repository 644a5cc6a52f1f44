"""What the grids of the walk backwards have in common: scales, titles, the gates of an activation."""

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from convstudio.engine.geometry import Box
from convstudio.model.backward import Backward
from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.nn.affine import Affine
from convstudio.nn.error_terms import closed_gates
from convstudio.nn.separable import SeparableConv
from convstudio.nn.training_pass import TrainingPass
from convstudio.views.colors import Scale, input_scale, map_scale, weight_scale
from convstudio.views.gradient_picture import Plane
from convstudio.views.hatching import Flags
from convstudio.views.scales import chosen_palettes

Array = NDArray[Any]
MOST_GATES = 1 << 16  # cells of a map whose closed gates are hatched


def _tr(text: str) -> str:
    return QCoreApplication.translate("gradient_pictures", text)


class PictureParts:
    """What is asked of the studio and of the step of training, which must be there."""

    def __init__(self, studio: Studio, backward: Backward) -> None:
        self._studio, self.backward = studio, backward
        self._gates_key: tuple[Any, ...] = ()
        self._gates: Flags | None = None  # of a map, kept from step to step

    @property
    def training(self) -> TrainingPass:
        """The step in float64."""
        assert self.backward.numbers is not None
        return self.backward.numbers.training

    def error_title(self, errors: Array) -> str:
        """Of which values these are the errors."""
        number = self.backward.layer
        layer = self.training.layers[number]
        if isinstance(layer, SeparableConv) and errors.shape[3] == layer_maps(layer, self.training, number):
            return _tr("Error between the convolutions")
        if self._is_before_activation(errors):
            return _tr("Error before {activation}").format(activation=getattr(layer, "activation", ""))
        return _tr("Error of the output")

    def gates(self, sample: int, plane: Plane, errors: Array | None = None) -> Flags | None:
        """Where the layer lets no error through, on its errors or, without any, on its input."""
        number = self.backward.layer
        is_of_sums = isinstance(self.training.layers[number], Affine)
        if is_of_sums != (errors is not None) or plane.values.size > MOST_GATES:
            return None
        if errors is not None and not self._is_before_activation(errors):
            return None
        key = self.training, number, sample, plane.channel
        if key != self._gates_key:
            closed = closed_gates(self.training, number, sample)
            flags = None if closed is None else Plane.of(closed[None], 0, plane.channel or 0).values
            self._gates_key, self._gates = key, flags
        return self._gates

    def _is_before_activation(self, errors: Array) -> bool:
        """Whether errors have passed the gates of the layer's own activation."""
        number = self.backward.layer
        return errors is self.training.error_before(number) is not self.training.errors[number + 1]

    def cell_scale(self, plane: Plane) -> Scale:
        """The scale of what reaches the layer."""
        if self.backward.layer == 0:
            return input_scale(plane.values, self._studio.document.project.look)
        return self.map_scale(plane.values, self.backward.layer - 1)

    def map_scale(self, values: Array, layer: int) -> Scale:
        """The scale of what a layer gives."""
        spread = self._studio.results.output_range(layer)
        return map_scale(*value_range(values), spread, *chosen_palettes(self._studio))

    def signed(self, values: Array) -> Scale:
        """The scale of errors and gradients: zero in the middle."""
        return weight_scale(values, chosen_palettes(self._studio)[1])


def layer_maps(layer: SeparableConv, training: TrainingPass, number: int) -> int:
    """Maps between the two convolutions of a separable one."""
    return training.shapes[number][-1] * layer.depth_multiplier


def one_cell(row: int, col: int) -> Box:
    """The block of a single cell."""
    return Box(row, row + 1, col, col + 1)


def size_of(plane: Plane) -> str:
    """Which channel a grid shows, and how large it is."""
    rows, cols = plane.values.shape
    if plane.channel is None:
        return _tr("{n} values").format(n=f"{plane.values.size:,}")
    if plane.source[0].shape[-1] == 1:
        return f"{rows} × {cols}"
    return _tr("channel {n}, {rows} × {cols}").format(n=plane.channel + 1, rows=rows, cols=cols)
