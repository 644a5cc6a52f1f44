"""The next step of a training, as a question about its gradients; knows nothing of Qt."""

import copy
import dataclasses

import numpy as np

from convstudio.model.backward_numbers import StepQuestion
from convstudio.model.training import Training


def next_step_of(training: Training) -> StepQuestion:
    """The step that comes next: its batch, the weights, the optimizer and the dice as they are before it.

    The training must be a copy that nobody goes on with: the order of an epoch may be drawn.
    """
    course, network = training.course, training.network
    x, y = course.next_batch()
    learner, weights = course.learner, network.weights
    parts = training.layers[network.first : network.first + len(network.layers)]
    layers = tuple(
        dataclasses.replace(part, weights=weights.get(number, part.weights))
        for number, part in enumerate(parts, network.first)
    )

    def dice(number: int) -> np.random.Generator:
        return copy.deepcopy(learner.dice.of(number, network.layers[number]))

    return StepQuestion(layers, x, y, learner.loss, learner.optimizer, dice, network.first)
