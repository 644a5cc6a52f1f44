"""What is said before a training begins that could not go well."""

from dataclasses import replace

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.model.training_checks import check
from convstudio.model.training_data import TrainingData

X = np.zeros((10, 6, 6, 1), np.float32)
CLASSES = TrainingData(X, np.arange(10) % 3, ("a", "b", "c"))
PAIR = TrainingData(X, np.arange(10) % 2, ("a", "b"))
CONV = ("Conv2D", {"filters": 2, "kernel_size": (3, 3)})


def network(*layers, shape=(6, 6, 1)):
    return Project(np.zeros(shape, np.float32), tuple(LayerPart(kind, words) for kind, words in layers))


def dense(units, activation="softmax"):
    return "Dense", {"units": units, "activation": activation}


def refused(project, data=CLASSES, recipe=None):
    with pytest.raises(ValueError, match=r"Received|fit") as refusal:
        check(project, data, recipe or Recipe())
    return str(refusal.value)


def test_a_network_that_fits_is_let_through():
    fitting = (
        (network(CONV, ("Flatten", {}), dense(3)), CLASSES, Recipe()),
        (network(("Flatten", {}), dense(3, None)), CLASSES, Recipe(from_logits=True)),
        (network(("Flatten", {}), dense(1, "sigmoid")), PAIR, Recipe(loss="binary_crossentropy")),
    )
    assert [check(*case) for case in fitting] == [None] * 3


def test_samples_of_another_shape_than_the_input():
    wrong = refused(network(("Flatten", {}), dense(3), shape=(5, 5, 1)))
    assert wrong == "The samples must have the shape of the network's input, (5, 5, 1). Received: (6, 6, 1)"


def test_more_classes_than_the_last_layer_has_outputs():
    wrong = refused(network(("Flatten", {}), dense(10)))
    assert "3 classes need a last layer that gives outputs of shape (3,)" in wrong
    assert "Received: (10,)" in wrong


def test_maps_where_classes_are_wanted():
    assert "Received: (4, 4, 2)" in refused(network(CONV))


def test_logits_where_probabilities_are_expected_and_the_other_way_round():
    assert "`from_logits` must be True" in refused(network(("Flatten", {}), dense(3, None)))
    softmax = network(("Flatten", {}), dense(3))
    assert "`from_logits` must be False" in refused(softmax, recipe=Recipe(from_logits=True))


def test_a_loss_that_is_not_for_classes():
    project = network(("Flatten", {}), dense(3))
    assert "Received: loss='mse'" in refused(project, recipe=Recipe(loss="mse"))
    assert "takes 2 classes. Received: 3" in refused(project, recipe=Recipe(loss="binary_crossentropy"))


def test_a_network_without_weights():
    assert "a layer with weights to learn" in refused(network(("GlobalMaxPooling2D", {})))


def test_a_layer_that_does_not_fit_its_input():
    assert refused(network(("Conv2D", {"filters": 1, "kernel_size": (7, 7)}), dense(3)))


def test_no_samples_left_to_train_on():
    one = TrainingData(X[:1], np.zeros(1, int), ("a", "b", "c"))
    wrong = refused(network(("Flatten", {}), dense(3)), one, Recipe(validation_split=0.5))
    assert "Received: validation_split=0.5 of 1 samples" in wrong


def test_wanted_maps_of_another_shape():
    project, recipe = network(CONV), Recipe(loss="mse", metrics=())
    check(project, TrainingData(X, np.zeros((10, 4, 4, 2), np.float32)), recipe)
    wrong = TrainingData(X, np.zeros((10, 6, 6, 2), np.float32))
    assert "(4, 4, 2). Received: (6, 6, 2)" in refused(project, wrong, recipe)
    classes = replace(recipe, loss="sparse_categorical_crossentropy")
    assert "mean_squared_error or mean_absolute_error" in refused(project, wrong, classes)
