"""What follows from the settings of a layer: output size, parameters, work and shapes, as text."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from convstudio.engine.geometry import Geometry
from convstudio.nn.layer import Layer
from convstudio.nn.shapes import Shape
from convstudio.views.shape_formula import (
    axis_formula,
    dense_text,
    keras_lines,
    multiply_adds_text,
    parameters_text,
)


@dataclass(frozen=True)
class LayerFacts:
    """Lines of text; `formulas` one for each axis, the rest what it costs and which shapes it has."""

    formulas: tuple[str, ...]
    costs: tuple[str, ...]
    shapes: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything, to copy."""
        return "\n".join((*self.formulas, *self.costs, *self.shapes))


def layer_facts(layer: Layer, input_shape: Shape) -> LayerFacts:
    """The facts of a layer that fits inputs of `input_shape` (Keras' shape without batch)."""
    output, weights = layer.output_shape_for(input_shape), layer.weight_shapes(input_shape)
    costs = [multiply_adds_text(layer.multiply_adds(input_shape))]
    if weights:
        use_bias = len(weights) > 1
        costs = [parameters_text(weights[0], use_bias), dense_text(input_shape, output, use_bias), *costs]
    shapes = keras_lines(input_shape, weights[0] if weights else None, output)
    return LayerFacts(_formulas(layer.geometry(input_shape), len(input_shape)), tuple(costs), shapes)


def _formulas(geometry: Geometry | None, axes: int) -> tuple[str, ...]:
    if geometry is None:
        return ()
    if axes == 2:
        return (axis_formula(geometry.cols),)
    rows = QCoreApplication.translate("layer_facts", "rows: {formula}")
    cols = QCoreApplication.translate("layer_facts", "cols: {formula}")
    return rows.format(formula=axis_formula(geometry.rows)), cols.format(formula=axis_formula(geometry.cols))
