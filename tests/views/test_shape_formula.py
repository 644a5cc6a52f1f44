"""The wording of sizes and costs; numbers from the tutorial and from CS231n."""

import pytest

from convstudio.engine.geometry import Axis
from convstudio.engine.transpose import transposed_axis
from convstudio.views.shape_formula import (
    axis_formula,
    dense_text,
    keras_lines,
    parameters_text,
    transposed_formula,
)


def test_the_formula_has_the_numbers_of_the_axis():
    assert axis_formula(Axis(8, 3)) == "⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6"


def test_the_formula_names_both_sides_of_the_padding():
    axis = Axis(6, 3, stride=2, dilation=1, pad=(0, 1))
    assert axis_formula(axis) == "⌊(6 + 0 + 1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3"


def test_what_the_formula_says_is_true():
    axis = Axis(227, 11, stride=4)
    left = axis_formula(axis).split(" = ")[0]
    python = left.replace("⌊", "int(").replace("⌋", ")").replace("−", "-").replace("·", "*")
    assert eval(python) == axis.outputs == 55


def test_parameters_are_counted_with_the_bias():
    assert (
        parameters_text({"kernel": (3, 3, 1, 1), "bias": (1,)}) == "weights 3·3·1·1 + bias 1 = 10 parameters"
    )


def test_parameters_are_counted_without_a_bias():
    assert parameters_text({"kernel": (11, 11, 3, 96)}) == "weights 11·11·3·96 = 34,848 parameters"


def test_a_dense_layer_needs_a_weight_from_every_input_to_every_output():
    text = dense_text((8, 8, 1), (6, 6, 1), use_bias=True)
    assert text == "A dense layer for the same: 64·36 + 36 = 2,340 parameters"


def test_shapes_are_those_of_keras():
    assert keras_lines((8, 8, 1), (3, 3, 1, 1), (6, 6, 1)) == (
        "input (1, 8, 8, 1)",
        "weights (3, 3, 1, 1)",
        "output (1, 6, 6, 1)",
    )


def test_a_layer_without_weights_has_none_in_its_shapes():
    assert keras_lines((8, 8, 1), None, (4, 4, 1)) == ("input (1, 8, 8, 1)", "output (1, 4, 4, 1)")


@pytest.mark.parametrize("padding", ["valid", "same", (1, 2)])
@pytest.mark.parametrize("extra", [None, 1])
def test_the_formula_of_a_transposed_convolution_is_true(padding, extra):
    axis = transposed_axis(8, 3, 2, 1, padding, extra, "zeros")
    left, right = transposed_formula(axis).replace("−", "-").replace("·", "*").split(" = ")
    assert eval(left) == int(right) == axis.length


def test_a_transposed_convolution_has_a_formula_of_its_own():
    assert transposed_formula(transposed_axis(8, 3, 2, 1, "valid", None, "zeros")) == "(8 − 1)·2 + 3 = 17"


def test_every_array_of_weights_is_counted():
    shapes = dict.fromkeys(("gamma", "beta", "moving_mean", "moving_variance"), (3,))
    text = parameters_text(shapes)
    assert text == "gamma 3 + beta 3 + moving mean 3 + moving variance 3 = 12 parameters"
