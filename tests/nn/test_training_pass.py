import numpy as np
import pytest

from convstudio.nn import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Sequential
from convstudio.nn.learner import Learner
from convstudio.nn.losses import CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from convstudio.nn.optimizers import SGD
from convstudio.nn.training_pass import run_pass


def network(dtype):
    layers = [
        Conv2D(3, 3, activation="relu", seed=1, dtype=dtype, input_shape=(8, 8, 1)),
        BatchNormalization(dtype=dtype),
        MaxPooling2D(dtype=dtype),
        Flatten(dtype=dtype),
        Dropout(0.4, seed=5, dtype=dtype),
        Dense(4, activation="softmax", seed=2, dtype=dtype),
    ]
    return Sequential(layers)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_pass_has_bit_for_bit_the_gradients_that_a_learner_finds(dtype):
    random = np.random.default_rng(3)
    x, y = random.normal(size=(5, 8, 8, 1)).astype(dtype), np.array([0, 3, 1, 1, 2])
    loss = SparseCategoricalCrossentropy()
    found = Learner(network(dtype), SGD(), loss, (), 0).gradients(x, y, by_input=True)
    layers = network(dtype).layers
    training = run_pass(layers, x, y, loss, lambda number: np.random.default_rng(layers[number].seed))
    assert training.loss == found.loss
    for mine, theirs in zip(training.levels, found.levels, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    for mine, theirs in zip(training.errors, found.by_levels, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    for mine, theirs in zip(training.by_weights, found.by_weights, strict=True):
        assert mine.keys() == theirs.keys()
        for name in mine:
            np.testing.assert_array_equal(mine[name], theirs[name])


def test_the_loss_from_a_level_on_is_that_of_the_whole_pass():
    random = np.random.default_rng(3)
    x, y = random.normal(size=(5, 8, 8, 1)), np.eye(4)[[0, 3, 1, 1, 2]]
    training = run_pass(network("float64").layers, x, y, CategoricalCrossentropy())
    for number, planes in enumerate(training.levels):
        assert training.loss_from(number, planes) == training.loss


def test_a_loss_that_is_not_finite_has_no_gradients():
    layer = Conv2D(1, 3, input_shape=(4, 4, 1))
    layer.build((None, 4, 4, 1))
    x = np.full((1, 4, 4, 1), np.nan, np.float32)
    with pytest.raises(ValueError, match="The loss is nan"):
        run_pass([layer], x, np.zeros((1, 2, 2, 1), np.float32), MeanSquaredError())


def test_targets_of_another_shape_are_refused():
    layer = Conv2D(1, 3)
    layer.build((None, 4, 4, 1))
    with pytest.raises(ValueError, match="targets must have the shape"):
        run_pass([layer], np.zeros((1, 4, 4, 1)), np.zeros((1, 3, 3, 1)), MeanSquaredError())
