import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.activation import activate
from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.explain import Why, explain
from convstudio.engine.geometry import BORDERS, Geometry

LINE = np.zeros((8, 8, 1), np.float32)
LINE[:, 3:5] = 1
VERTICAL = np.zeros((3, 3, 1, 1), np.float32)
VERTICAL[:, 1] = 1


def explained(x, kernel, row, col, filter=0, bias=None, padding="valid", border="zeros", **settings):
    geometry = Geometry.build(x.shape[:2], kernel.shape[:2], padding=padding, border=border)
    bias = None if bias is None else np.array(bias, x.dtype)
    return explain(x, kernel, bias, geometry, row, col, filter, **settings)


def test_the_line_detector_sees_three_cells_of_the_line():
    cell = explained(LINE, VERTICAL, 0, 2)
    assert cell.patch[..., 0].tolist() == [[0, 1, 1]] * 3
    assert cell.weights[..., 0].tolist() == [[0, 1, 0]] * 3
    assert cell.products[..., 0].tolist() == [[0, 1, 0]] * 3
    assert (cell.subtotals.tolist(), cell.total, cell.bias, cell.before, cell.value) == ([3], 3, 0, 3, 3)


def test_padding_under_the_window_is_marked():
    cell = explained(LINE, VERTICAL, 0, 0, padding="same")
    assert cell.inside.tolist() == [[False] * 3, [False, True, True], [False, True, True]]
    assert cell.positions[0, 0].tolist() == [-1, -1]
    assert cell.inputs().tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]


def test_a_border_that_repeats_the_input_counts_its_cells():
    x = np.arange(4, dtype=np.float32).reshape(1, 4, 1)
    cell = explained(x, np.ones((1, 3, 1, 1), np.float32), 0, 0, padding="same", border="circular")
    assert cell.patch.ravel().tolist() == [3, 0, 1]
    assert cell.inside.tolist() == [[False, True, True]]
    assert cell.inputs().tolist() == [[0, 0, 0], [0, 1, 0], [0, 3, 0]]


@given(st.data())
def test_a_cell_written_out_is_the_cell_of_the_convolution(data):
    groups, width, filters = (data.draw(st.integers(1, 2)) for _ in range(3))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = random.normal(size=(5, 6, groups * width)).astype(dtype)
    kernel = random.normal(size=(2, 3, width, groups * filters)).astype(dtype)
    bias = random.normal(size=groups * filters).astype(dtype)
    geometry = Geometry.build(
        (5, 6),
        (2, 3),
        strides=(data.draw(st.integers(1, 2)), 1),
        dilation=(1, data.draw(st.integers(1, 2))),
        padding=data.draw(st.sampled_from(["valid", "same", "full", ((1, 0), (2, 3))])),
        border=data.draw(st.sampled_from(BORDERS)),
    )
    activation = data.draw(st.sampled_from(["linear", "relu", "softmax"]))
    maps = activate(activation, convolve_slowly(x[None], kernel, bias, geometry)[0])
    row, col, filter = (data.draw(st.integers(0, size - 1)) for size in maps.shape)
    cell = explain(x, kernel, bias, geometry, row, col, filter, activation, "Conv2D")
    assert cell.value == pytest.approx(maps[row, col, filter], rel=1e-5, abs=1e-6)
    assert cell.total == pytest.approx(cell.subtotals.sum())
    assert cell.layer_kind == "Conv2D"


@pytest.mark.parametrize(
    ("x", "bias", "activation", "why"),
    [
        ([0, 1, 0], 0, "linear", Why.NOT_ZERO),
        ([0, 0, 0], 0, "linear", Why.NOTHING_MATCHED),
        ([1, 1, 1], 0, "linear", Why.CANCELLED),
        ([0, 1, 0], -2, "linear", Why.BIAS),
        ([0, 1, 0], -3, "relu", Why.BIAS),
        ([1, 0, 0], 0, "relu", Why.ACTIVATION),
        ([0, 0, 0], -1, "relu", Why.NOTHING_MATCHED),
    ],
)
def test_a_zero_has_a_reason(x, bias, activation, why):
    x = np.array(x, np.float32).reshape(1, 3, 1)
    kernel = np.array([-1, 2, -1], np.float32).reshape(1, 3, 1, 1)
    reason = explained(x, kernel, 0, 0, bias=[bias], activation=activation).why_zero()
    assert reason.why is why
    assert reason.positive + reason.negative + bias == reason.before


def test_the_numbers_of_a_reason():
    x, kernel = (np.array(values, np.float32) for values in ([1, 1, 1], [-1, 2, -1]))
    reason = explained(x.reshape(1, 3, 1), kernel.reshape(1, 3, 1, 1), 0, 0).why_zero()
    assert (reason.positive, reason.negative) == (2, -2)


def test_lines_tell_sums_bias_and_activation():
    x = np.ones((1, 2, 2), np.float32)
    kernel = np.array([[[[1], [2]], [[3], [-9]]]], np.float32)
    cell = explained(x, kernel, 0, 0, bias=[0.5], activation="relu")
    assert cell.lines() == (
        "channel 1: 4",
        "channel 2: -7",
        "4 + -7 + bias 0.5 = -2.5",
        "relu: max(-2.5, 0) → 0",
    )


def test_the_sums_of_many_channels_are_one_number_in_words():
    cell = explained(np.ones((1, 1, 40), np.float32), np.ones((1, 1, 40, 1), np.float32), 0, 0)
    assert cell.lines() == ("40 + bias 0 = 40", "linear: 40 → 40")


def test_not_a_number_is_explained_without_a_warning():
    x = np.array([np.inf, -np.inf, 0], np.float32).reshape(1, 3, 1)
    cell = explained(x, np.ones((1, 3, 1, 1), np.float32), 0, 0)
    assert np.isnan(cell.value)
    assert cell.why_zero().why is Why.NOT_ZERO


def test_a_cell_outside_the_map_is_refused():
    with pytest.raises(ValueError, match="Received: row=6, col=0, filter=0"):
        explained(LINE, VERTICAL, 6, 0)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="Received: 'sinus'"):
        explained(LINE, VERTICAL, 0, 0, activation="sinus")
