"""Losses by hand and by finite differences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.nn.losses import (
    LOSSES,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    loss_named,
)

STEP = 1e-6
EVERY = [
    MeanSquaredError(),
    MeanAbsoluteError(),
    *(
        kind(from_logits)
        for kind in (BinaryCrossentropy, CategoricalCrossentropy)
        for from_logits in (False, True)
    ),
    SparseCategoricalCrossentropy(),
    SparseCategoricalCrossentropy(from_logits=True),
]


def made_targets(loss, random, shape):
    if isinstance(loss, SparseCategoricalCrossentropy):
        return random.integers(0, shape[-1], shape[:-1])
    return random.random(shape)


@pytest.mark.parametrize("loss", EVERY, ids=lambda loss: f"{loss.name}{getattr(loss, 'from_logits', '')}")
@given(seed=st.integers(0, 999))
@settings(max_examples=10, deadline=None)
def test_a_gradient_is_what_finite_differences_say(loss, seed):
    random = np.random.default_rng(seed)
    outputs = random.uniform(0.05, 0.95, (3, 2, 4))
    targets = made_targets(loss, random, outputs.shape)
    gradient = loss.gradient(targets, outputs)
    for index in np.ndindex(outputs.shape):
        step = np.zeros_like(outputs)
        step[index] = STEP
        slope = (loss(targets, outputs + step) - loss(targets, outputs - step)) / (2 * STEP)
        assert gradient[index] == pytest.approx(slope, abs=1e-7)


def test_squared_and_absolute_errors_are_means_over_all_outputs():
    targets, outputs = np.array([[0.0, 0], [1, 1]]), np.array([[1.0, 0], [1, 4]])
    assert MeanSquaredError()(targets, outputs) == 2.5
    assert MeanAbsoluteError()(targets, outputs) == 1
    assert MeanSquaredError().gradient(targets, outputs).tolist() == [[0.5, 0], [0, 1.5]]
    assert MeanAbsoluteError().gradient(targets, outputs).tolist() == [[0.25, 0], [0, 0.25]]


def test_the_cross_entropy_of_a_sure_and_wrong_answer_is_bounded_as_in_keras():
    wrong = np.array([[1.0, 0]])
    assert SparseCategoricalCrossentropy()(np.array([1]), wrong) == pytest.approx(-math.log(1e-7))
    assert BinaryCrossentropy()(np.array([[0.0]]), np.array([[1.0]])) == pytest.approx(-math.log(1e-7))


def test_the_cross_entropy_of_large_logits_is_exact():
    assert BinaryCrossentropy(from_logits=True)(np.array([0]), np.array([[1000.0]])) == 1000
    sparse = SparseCategoricalCrossentropy(from_logits=True)
    assert sparse(np.array([[1]]), np.array([[1000.0, 0]])) == 1000


def test_probabilities_are_divided_by_their_sum():
    assert CategoricalCrossentropy()(np.array([[1.0, 0]]), np.array([[3.0, 1]])) == pytest.approx(
        -math.log(0.75)
    )


def test_gradients_have_the_dtype_of_the_outputs():
    outputs = np.full((2, 3), 0.5, np.float32)
    for loss in EVERY:
        targets = made_targets(loss, np.random.default_rng(0), outputs.shape)
        assert loss.gradient(targets, outputs).dtype == np.float32


def test_losses_have_keras_names():
    assert isinstance(loss_named("mse"), MeanSquaredError)
    assert all(LOSSES[loss.name] is type(loss) for loss in EVERY)
    with pytest.raises(ValueError, match="hinge"):
        loss_named("hinge")


@pytest.mark.parametrize(
    ("loss", "targets", "words"),
    [
        (MeanSquaredError(), np.zeros((2, 3)), "shape of the outputs"),
        (SparseCategoricalCrossentropy(), np.array([0, 4]), "from 0 to 3. Received: 4"),
        (SparseCategoricalCrossentropy(), np.array([0, 0.5]), "Received: 0.5"),
        (SparseCategoricalCrossentropy(), np.zeros((2, 4)), "numbers of classes"),
    ],
)
def test_targets_that_do_not_fit_are_refused(loss, targets, words):
    with pytest.raises(ValueError, match=words):
        loss(targets, np.full((2, 4), 0.5))
