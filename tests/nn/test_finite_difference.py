"""Gradients confirmed by moving one number a little."""

import numpy as np
import pytest

from convstudio.nn import Conv2D, Dense, Flatten, MaxPooling2D, ReLU
from convstudio.nn.finite_difference import difference_by_cell, difference_by_weight
from convstudio.nn.losses import MeanSquaredError, SparseCategoricalCrossentropy
from convstudio.nn.training_pass import run_pass


def built(layers, shape):
    for layer in layers:
        layer.build((None, *shape))
        shape = layer.output_shape_for(shape)
    return layers


def test_every_gradient_of_every_layer_is_confirmed(every_layer):
    random = np.random.default_rng(0)
    for name, gradient in every_layer.by_weights[0].items():
        for number in random.choice(gradient.size, min(3, gradient.size), replace=False):
            index = tuple(int(part) for part in np.unravel_index(number, gradient.shape))
            found = difference_by_weight(every_layer, 0, name, index)
            assert found.confirms(gradient[index])
            assert not found.has_corner
            assert found.relative_to(gradient[index]) < 1e-6 or abs(gradient[index]) < 1e-5
    for place in ((0, 0, 1, 0), (1, *(size - 1 for size in every_layer.levels[0].shape[1:]))):
        found = difference_by_cell(every_layer, 0, place)
        assert found.confirms(every_layer.errors[0][place])


def test_a_weight_is_confirmed_through_all_later_layers():
    layers = built(
        [
            Conv2D(3, 3, activation="relu", seed=1, dtype="float64"),
            MaxPooling2D(dtype="float64"),
            Flatten(dtype="float64"),
            Dense(4, activation="softmax", seed=2, dtype="float64"),
        ],
        (8, 8, 1),
    )
    random = np.random.default_rng(5)
    training = run_pass(
        layers, random.normal(size=(4, 8, 8, 1)), np.array([0, 1, 3, 1]), SparseCategoricalCrossentropy()
    )
    for index in ((0, 0, 0, 0), (1, 2, 0, 2), (2, 1, 0, 1)):
        gradient = training.by_weights[0]["kernel"][index]
        found = difference_by_weight(training, 0, "kernel", index)
        assert found.relative_to(gradient) < 1e-6


def test_the_weights_stay_as_they_are():
    layers = built([Conv2D(1, 3, seed=1, dtype="float64")], (5, 5, 1))
    before = layers[0].get_weights()[0]
    training = run_pass(layers, np.ones((1, 5, 5, 1)), np.zeros((1, 3, 3, 1)), MeanSquaredError())
    difference_by_weight(training, 0, "kernel", (1, 1, 0, 0))
    np.testing.assert_array_equal(layers[0].kernel, before)


def relu_at(value):
    x = np.array([[[[value]]]])
    return run_pass(
        built([ReLU(dtype="float64")], (1, 1, 1)), x, np.full((1, 1, 1, 1), -1.0), MeanSquaredError()
    )


def test_a_relu_at_0_is_a_corner_and_says_both_slopes():
    found = difference_by_cell(relu_at(0.0), 0, (0, 0, 0, 0))
    assert found.has_corner
    assert found.left == 0
    assert found.right == pytest.approx(2, abs=1e-6)
    assert found.confirms(0)
    assert found.confirms(2)
    assert not found.confirms(2.1)


@pytest.mark.parametrize(("value", "gradient"), [(3e-5, 2.0), (-3e-5, 0.0)])
def test_a_corner_nearby_makes_the_step_smaller(value, gradient):
    found = difference_by_cell(relu_at(value), 0, (0, 0, 0, 0))
    assert not found.has_corner
    assert found.step < 3e-5
    assert found.slope == pytest.approx(gradient, rel=1e-4)


def test_two_largest_cells_are_a_corner():
    x = np.array([[1.0, 1.0], [0.0, 0.5]])[None, :, :, None]
    layers = built([MaxPooling2D(dtype="float64")], (2, 2, 1))
    training = run_pass(layers, x, np.zeros((1, 1, 1, 1)), MeanSquaredError())
    assert training.errors[0][0, :, :, 0].tolist() == [[2, 0], [0, 0]]
    for col in (0, 1):
        found = difference_by_cell(training, 0, (0, 0, col, 0))
        assert found.has_corner
        assert found.confirms(training.errors[0][0, 0, col, 0])
    assert not difference_by_cell(training, 0, (0, 1, 1, 0)).has_corner


@pytest.mark.parametrize("share", [0.5, 0.01, 1e-4])
def test_where_the_loss_is_strongly_curved_the_step_is_shorter(share):
    x = np.array([[share, 1 - share]])
    layers = built([Flatten(dtype="float64")], (2,))
    training = run_pass(layers, x, np.array([0]), SparseCategoricalCrossentropy())
    gradient = training.errors[1][0, 0, 0, 0]
    found = difference_by_cell(training, 1, (0, 0, 0, 0))
    assert gradient == pytest.approx(1 - 1 / share)
    assert found.relative_to(gradient) < 1e-6
    assert not found.has_corner


def test_the_difference_is_the_one_that_a_person_would_work_out():
    layers = built([Conv2D(1, 1, use_bias=False, dtype="float64")], (1, 1, 1))
    layers[0].set_weights([np.full((1, 1, 1, 1), 0.5)])
    training = run_pass(layers, np.full((1, 1, 1, 1), 2.0), np.zeros((1, 1, 1, 1)), MeanSquaredError())
    found = difference_by_weight(training, 0, "kernel", (0, 0, 0, 0))
    assert (found.step, found.here) == (1e-4, 1.0)
    assert found.ahead == pytest.approx((2 * 0.5001) ** 2, rel=1e-15)
    assert found.behind == pytest.approx((2 * 0.4999) ** 2, rel=1e-15)
    assert found.slope == pytest.approx(4, rel=1e-11)
    assert training.by_weights[0]["kernel"].item() == 4
