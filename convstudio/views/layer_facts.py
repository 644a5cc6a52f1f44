"""What follows from the settings of a layer: output size, parameters, work and shapes, as text."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from convstudio.nn.dense import Dense
from convstudio.nn.layer import Layer, weight_names
from convstudio.nn.shapes import Shape
from convstudio.nn.transpose import ConvTranspose
from convstudio.views.shape_formula import (
    axis_formula,
    dense_text,
    keras_lines,
    multiply_adds_text,
    parameters_text,
    transposed_formula,
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
    names = weight_names(layer, input_shape)
    costs = [multiply_adds_text(layer.multiply_adds(input_shape))]
    if weights:
        costs = [parameters_text(dict(zip(names, weights, strict=True))), *costs]
    if any(name.endswith("kernel") for name in names) and not isinstance(layer, Dense):
        costs.insert(1, dense_text(input_shape, output, "bias" in names))
    shapes = keras_lines(input_shape, weights[0] if weights else None, output)
    return LayerFacts(_formulas(layer, input_shape, output), tuple(costs), shapes)


def _formulas(layer: Layer, input_shape: Shape, output: Shape) -> tuple[str, ...]:
    """The output size along each axis of the window; of other layers that change the size, the shapes."""
    geometry = layer.geometry(input_shape)
    if isinstance(layer, ConvTranspose):
        turned = layer.turned_around(input_shape)
        return _by_axis((transposed_formula(turned.rows), transposed_formula(turned.cols)), len(input_shape))
    if geometry is not None and len(output) == len(input_shape):
        return _by_axis((axis_formula(geometry.rows), axis_formula(geometry.cols)), len(input_shape))
    return () if output == input_shape else (f"{_shape(input_shape)} → {_shape(output)}",)


def _by_axis(formulas: tuple[str, str], axes: int) -> tuple[str, ...]:
    if axes == 2:
        return (formulas[1],)
    rows = QCoreApplication.translate("layer_facts", "rows: {formula}")
    cols = QCoreApplication.translate("layer_facts", "cols: {formula}")
    return rows.format(formula=formulas[0]), cols.format(formula=formulas[1])


def _shape(shape: Shape) -> str:
    return " × ".join(map(str, shape))
