"""The wording of sizes and costs; numbers from the tutorial and from CS231n."""

from convstudio.engine.geometry import Axis
from convstudio.views.shape_formula import axis_formula, dense_text, keras_lines, parameters_text


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
    assert parameters_text((3, 3, 1, 1), use_bias=True) == "weights 3·3·1·1 + bias 1 = 10 parameters"


def test_parameters_are_counted_without_a_bias():
    assert parameters_text((11, 11, 3, 96), use_bias=False) == "weights 11·11·3·96 = 34,848 parameters"


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
