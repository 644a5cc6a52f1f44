"""Every input cell's gradient as a sum over the outputs that the cell reaches."""

import math

import numpy as np
import pytest

from convstudio.nn import BatchNormalization
from convstudio.nn.error_terms import closed_gates, returning_weights, terms_of_cell, terms_of_gate


def some_cells(training):
    rows, cols, channels = training.levels[0].shape[1:]
    for row in {0, rows // 2, rows - 1}:
        for col in range(cols):
            yield row, col, (row + col) % channels


def test_every_cell_of_every_layer_gets_its_gradient_as_a_sum_over_outputs(every_layer):
    if isinstance(every_layer.layers[0], BatchNormalization):
        assert terms_of_cell(every_layer, 0, 1, (0, 0, 0)) is None
        return
    for cell in some_cells(every_layer):
        terms = terms_of_cell(every_layer, 0, 1, cell)
        assert terms.total == pytest.approx(every_layer.errors[0][(1, *cell)], rel=1e-9, abs=1e-13)
        assert terms.total == math.fsum((terms.errors * terms.weights).tolist())


def test_every_sum_gets_its_error_through_the_gate_of_the_activation(every_layer):
    planes = every_layer.errors[1].shape[1:]
    for place in ((0, 0, 0), (planes[0] - 1, planes[1] // 2, planes[2] - 1)):
        terms = terms_of_gate(every_layer, 0, 1, place)
        if terms is not None:
            assert terms.total == pytest.approx(every_layer.error_before(0)[(1, *place)], rel=1e-9, abs=1e-15)


def test_a_cell_of_a_convolution_names_the_outputs_and_the_taps(step_of):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3})
    terms = terms_of_cell(training, 0, 0, (1, 0, 2))
    kernel, errors = training.layers[0].kernel, training.errors[1][0]
    assert terms.places.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 1], [1, 0, 1]]
    assert terms.taps.tolist() == [[1, 0], [0, 0], [1, 0], [0, 0]]
    assert terms.weights.tolist() == [
        kernel[1, 0, 2, 0],
        kernel[0, 0, 2, 0],
        kernel[1, 0, 2, 1],
        kernel[0, 0, 2, 1],
    ]
    assert terms.errors.tolist() == [errors[0, 0, 0], errors[1, 0, 0], errors[0, 0, 1], errors[1, 0, 1]]
    assert terms.of_channel(1).places.tolist() == [[0, 0, 1], [1, 0, 1]]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 2, "flip": True}),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}),
        ("SeparableConv2D", {"filters": 3, "kernel_size": 3, "depth_multiplier": 2}),
        ("Conv2DTranspose", {"filters": 2, "kernel_size": 3}),
    ],
)
def test_the_weights_on_the_way_back_are_those_of_the_terms(step_of, kind, words):
    training = step_of(kind, words)
    for channel in (0, 3):
        terms = terms_of_cell(training, 0, 0, (3, 3, channel))
        for filter in set(terms.places[:, 2].tolist()):
            part = terms.of_channel(filter)
            weights, turned = returning_weights(training.layers[0], channel, filter)
            assert turned == (kind != "Conv2DTranspose")
            kernel = weights[::-1, ::-1] if turned else weights
            assert part.weights.tolist() == [kernel[row, col] for row, col in part.taps.tolist()]


def test_closed_gates_are_where_no_error_comes_through(step_of):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3, "activation": "relu"})
    closed = closed_gates(training, 0, 1)[..., 1]
    np.testing.assert_array_equal(closed, training.levels[1][1, :, :, 1] <= 0)
    assert (training.error_before(0)[1, :, :, 1][closed] == 0).all()
    training = step_of("ReLU", {"max_value": 1.0})
    x = training.levels[0][0, :, :, 2]
    np.testing.assert_array_equal(closed_gates(training, 0, 0)[..., 2], (x <= 0) | (x >= 1))
    training = step_of("Dropout", {"rate": 0.5})
    np.testing.assert_array_equal(closed_gates(training, 0, 0)[..., 2], training.levels[1][0, :, :, 2] == 0)


@pytest.mark.parametrize("kind", ["Flatten", "MaxPooling2D", "BatchNormalization", "Softmax"])
def test_other_layers_have_no_gates(step_of, kind):
    assert closed_gates(step_of(kind, {}), 0, 0) is None


def test_a_cell_of_a_dense_layer_has_a_weight_for_each_unit(step_of):
    training = step_of("Dense", {"units": 3})
    weights, turned = returning_weights(training.layers[0], 2, 0)
    assert (weights[0].tolist(), turned) == (training.layers[0].kernel[2].tolist(), False)
    assert returning_weights(step_of("MaxPooling2D", {}).layers[0], 0, 0) is None


def test_a_cell_that_stride_steps_over_gets_nothing_back(step_of):
    training = step_of("Conv2D", {"filters": 1, "kernel_size": 1, "strides": 2})
    terms = terms_of_cell(training, 0, 0, (1, 1, 0))
    assert terms.total == 0
    assert len(terms.places) == 0


def test_the_loser_of_a_max_pooling_gets_nothing_and_the_winner_everything(step_of):
    training = step_of("MaxPooling2D", {})
    x, error = training.levels[0][0, :2, :2, 0], training.errors[1][0, 0, 0, 0]
    winner = np.unravel_index(x.argmax(), x.shape)
    for row, col in np.ndindex(2, 2):
        terms = terms_of_cell(training, 0, 0, (row, col, 0))
        assert terms.total == (error if (row, col) == winner else 0)


def test_a_cell_of_an_average_pooling_gets_its_share(step_of):
    training = step_of("AveragePooling2D", {})
    terms = terms_of_cell(training, 0, 0, (3, 2, 1))
    assert terms.places.tolist() == [[1, 1, 1]]
    assert terms.weights.tolist() == [0.25]
    assert terms.total == training.errors[1][0, 1, 1, 1] / 4


def test_flatten_passes_the_error_through(step_of):
    training = step_of("Flatten", {})
    terms = terms_of_cell(training, 0, 0, (2, 3, 1))
    assert terms.places.tolist() == [[0, 0, (2 * 8 + 3) * 4 + 1]]
    assert terms.weights.tolist() == [1]
