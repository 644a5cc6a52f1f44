import numpy as np
import pytest

from convstudio.nn import ELU, Activation, LeakyReLU, ReLU

LINE = np.array([-2, 0, 1, 8]).reshape(1, 4, 1)


@pytest.mark.parametrize(
    ("layer", "values"),
    [
        (ReLU(), [0, 0, 1, 8]),
        (ReLU(max_value=6), [0, 0, 1, 6]),
        (ReLU(negative_slope=0.5), [-1, 0, 1, 8]),
        (ReLU(threshold=2), [0, 0, 0, 8]),
        (ReLU(max_value=6, negative_slope=0.5, threshold=2), [-2, -1, -0.5, 6]),
        (LeakyReLU(0.5), [-1, 0, 1, 8]),
        (ELU(2), [2 * np.expm1(-2), 0, 1, 8]),
        (Activation("relu6"), [0, 0, 1, 6]),
    ],
)
def test_values_that_a_calculator_gives(layer, values):
    assert layer(LINE).ravel() == pytest.approx(values)


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (ReLU(), "(-2 if -2 > 0 else 0) = 0"),
        (ReLU(6, 0.5, 1), "(min(-2, 6) if -2 > 1 else 0.5 × (-2 − 1)) = -1.5"),
        (LeakyReLU(0.5), "(-2 if -2 > 0 else 0.5 × -2) = -1"),
        (Activation("hard_tanh"), "min(max(-2, −1), 1) = -1"),
    ],
)
def test_the_formula_is_written_with_its_numbers(layer, line):
    layer.build((None, 4, 1))
    cell = layer.explain(LINE.astype(np.float32), 0, 0, 0)
    assert cell.lines() == (line,)
    assert cell.inputs().tolist() == [[0, 0, 0]]


def test_an_activation_across_channels_is_explained_with_all_of_them():
    x = np.log(np.array([[[1, 3]]], np.float32))
    cell = Activation("softmax").explain(x, 0, 0, 1)
    assert cell.value == pytest.approx(0.75)
    assert cell.inputs().tolist() == [[0, 0, 0], [0, 0, 1]]
    assert cell.lines()[0] == "channels: 0, 1.09861"


def test_glu_halves_the_channels():
    layer = Activation("glu")
    assert layer.compute_output_shape((None, 5, 4)) == (None, 5, 2)
    assert layer(np.array([[4.0, 6, 0, 0]])).tolist() == [[2, 3]]


@pytest.mark.parametrize(
    ("layer", "limits"),
    [
        (ReLU(6), (0, 6)),
        (ReLU(negative_slope=1), (-np.inf, np.inf)),
        (ELU(2), (-2, np.inf)),
        (Activation("tanh"), (-1, 1)),
        (LeakyReLU(), (-np.inf, np.inf)),
    ],
)
def test_the_range_of_the_values_is_told(layer, limits):
    assert layer.output_range == limits


def test_a_value_that_the_shown_number_does_not_give_is_only_about_equal():
    layer = LeakyReLU(0.3)
    layer.build((None, 1, 1))
    lines = [layer.explain(np.float32([[[x]]]), 0, 0, 0).lines()[0] for x in (-1, -1 / 3, 1 / 3)]
    assert lines == [
        "(-1 if -1 > 0 else 0.3 × -1) = -0.3",
        "(-0.333333 if -0.333333 > 0 else 0.3 × -0.333333) ≈ -0.1",
        "(0.333333 if 0.333333 > 0 else 0.3 × 0.333333) = 0.333333",
    ]
