"""Optimizers against Keras' formulas written out number by number."""

import math

import numpy as np
import pytest

from convstudio.nn.optimizers import SGD, Adam, Optimizer, RMSprop, optimizer_named

STEPS = 20


def sgd(w, gradient, rate=0.01, momentum=0.0, nesterov=False):
    velocity = 0.0
    while True:
        velocity = velocity * momentum - gradient(w) * rate
        w += velocity * momentum - gradient(w) * rate if nesterov else velocity
        yield w


def rmsprop(w, gradient, rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False):
    square = mean = moved = 0.0
    while True:
        g = gradient(w)
        square = rho * square + (1 - rho) * g * g
        mean = rho * mean + (1 - rho) * g
        moved = momentum * moved + rate * g / math.sqrt(square - (mean**2 if centered else 0) + epsilon)
        w -= moved
        yield w


def adam(w, gradient, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    mean = square = 0.0
    for step in range(1, 10**6):
        g = gradient(w)
        mean += (g - mean) * (1 - beta_1)
        square += (g * g - square) * (1 - beta_2)
        alpha = rate * math.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        w -= alpha * mean / (math.sqrt(square) + epsilon)
        yield w


CASES = [
    (SGD(), sgd, {}),
    (SGD(0.1, momentum=0.9), sgd, {"rate": 0.1, "momentum": 0.9}),
    (SGD(0.1, momentum=0.9, nesterov=True), sgd, {"rate": 0.1, "momentum": 0.9, "nesterov": True}),
    (RMSprop(), rmsprop, {}),
    (RMSprop(momentum=0.5, centered=True), rmsprop, {"momentum": 0.5, "centered": True}),
    (RMSprop(0.01, rho=0.5, epsilon=0.1), rmsprop, {"rate": 0.01, "rho": 0.5, "epsilon": 0.1}),
    (Adam(), adam, {}),
    (Adam(0.1, 0.8, 0.9, 0.01), adam, {"rate": 0.1, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 0.01}),
]


def slope(w):
    return np.sin(3 * w) + w


@pytest.mark.parametrize(("optimizer", "reference", "words"), CASES)
def test_twenty_steps_agree_with_the_formulas(optimizer, reference, words):
    weights = np.linspace(-2, 2, 7)
    lines = [reference(float(w), slope, **words) for w in weights]
    optimizer.state = 0, ()
    for _ in range(STEPS):
        optimizer.apply([slope(weights)], [weights])
        np.testing.assert_allclose(weights, [next(line) for line in lines], rtol=1e-9)


@pytest.mark.parametrize(("optimizer", "reference", "words"), CASES)
def test_going_back_to_a_state_gives_the_same_steps_again(optimizer, reference, words):
    weights = np.linspace(-2, 2, 7)
    optimizer.apply([slope(weights)], [weights])
    state, start = optimizer.state, weights.copy()
    optimizer.apply([slope(weights)], [weights])
    first = weights.copy()
    optimizer.state, weights[...] = state, start
    optimizer.apply([slope(weights)], [weights])
    assert (weights == first).all()


def test_weights_stay_in_their_dtype():
    for kind in (SGD, RMSprop, Adam):
        weights = np.ones(3, np.float32)
        kind().apply([np.ones(3, np.float32)], [weights])
        assert weights.dtype == np.float32
        assert (weights < 1).all()


def test_defaults_are_those_of_keras():
    assert SGD().get_config() == {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False}
    assert RMSprop().get_config() == {
        "learning_rate": 0.001,
        "rho": 0.9,
        "momentum": 0.0,
        "epsilon": 1e-7,
        "centered": False,
    }
    words = {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
    assert Adam().get_config() == words


def test_an_optimizer_follows_one_set_of_weights():
    optimizer = Adam()
    optimizer.apply([np.ones(2)], [np.ones(2)])
    with pytest.raises(ValueError, match="other weights"):
        optimizer.apply([np.ones(3)], [np.ones(3)])


def test_optimizers_have_keras_names():
    assert isinstance(optimizer_named("Adam"), Adam)
    own: Optimizer = SGD(0.5)
    assert optimizer_named(own) is own
    with pytest.raises(ValueError, match="lion"):
        optimizer_named("lion")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (SGD, {"learning_rate": -1}),
        (SGD, {"momentum": 1.5}),
        (RMSprop, {"rho": -0.1}),
        (Adam, {"beta_1": 1}),
        (Adam, {"epsilon": float("nan")}),
    ],
)
def test_a_setting_out_of_its_range_is_refused(kind, words):
    with pytest.raises(ValueError, match=next(iter(words))):
        kind(**words)
