"""A training without a window, step by step."""

import dataclasses

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.model.goal import Goal
from convstudio.model.training import Training
from convstudio.model.training_data import TrainingData
from convstudio.nn.learner import DivergedError

RECIPE = Recipe(
    optimizer="sgd",
    learning_rate=1e20,
    batch_size=1,
    loss="mean_squared_error",
    metrics=(),
    validation_split=0.0,
)


@pytest.fixture
def training():
    """One weight, 1, for one sample: 1 goes in and 2 should come out, so that an epoch is one step."""
    one = np.ones((1, 1, 1), np.float32)  # a sample, or the kernel
    layer = LayerPart("Conv1D", {"filters": 1, "kernel_size": 1, "use_bias": False}, (one,))
    return Training(Project(one[0], (layer,)), TrainingData(one, 2 * one), RECIPE, 1 << 20)


def test_a_step_and_an_epoch_that_a_training_goes_back_over_are_not_counted_twice(training):
    with pytest.raises(DivergedError):  # the weight becomes 2e20, whose loss is not finite
        list(training.go(Goal(9, 9), lambda: False))
    assert training.course.place.steps == training.course.place.epochs == 0
    assert training.weights_at(0)[0][0].item() == 1
    training.course.learner.optimizer.learning_rate = 0.25
    list(training.go(Goal(2, 9), lambda: False))
    assert training.timeline.curve().tolist() == [1, 0.25]  # of the weights 1 and 1.5
    assert [epoch.steps for epoch in training.timeline.epochs] == [1, 2]
    assert [epoch.logs["loss"] for epoch in training.timeline.epochs] == [1, 0.25]


def test_a_branch_goes_on_from_a_moment_as_the_training_did(training):
    training.course.learner.optimizer.learning_rate = 0.25
    list(training.go(Goal(9, 3), lambda: False))
    branch = training.branch(1, dataclasses.replace(RECIPE, learning_rate=0.25))
    assert branch.timeline.curve().tolist() == [1]
    list(branch.go(Goal(9, 3), lambda: False))
    assert branch.timeline.curve().tolist() == training.timeline.curve().tolist() == [1, 0.25, 0.0625]
