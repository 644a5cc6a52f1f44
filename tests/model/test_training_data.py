"""What layers are to learn."""

import numpy as np
import pytest

from convstudio.files.recipe import Recipe
from convstudio.files.samples import Samples, Targets
from convstudio.model.training_data import TrainingData

X = np.arange(10 * 4, dtype=np.float32).reshape(10, 2, 2, 1)


def test_the_last_part_is_kept_for_checking_as_fit_does():
    data = TrainingData.of(Samples(X, np.arange(10) % 2, ("a", "b")))
    training, validation = data.split(0.25)
    assert training.tolist() == [0, 1, 2, 3, 4, 5, 6]  # 10 · 0.75, rounded down
    assert validation.tolist() == [7, 8, 9]
    assert data.split(0).validation.size == 0


def test_classes_and_wanted_maps_are_taken_as_they_come():
    classes = TrainingData.of(Samples(X, np.arange(10) % 2, ("a", "b")))
    assert (classes.classes, classes.kernel) == (("a", "b"), None)
    maps = TrainingData.of(Targets(X, X[:, :1], np.ones((2, 1, 1, 1), np.float32)))
    assert (maps.classes, maps.y.shape, maps.kernel.shape) == ((), (10, 1, 2, 1), (2, 1, 1, 1))


def test_nobody_can_change_them():
    data = TrainingData(X.copy(), np.arange(10) % 2, ("a", "b"))
    for array in (data.x, data.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize(
    ("x", "y", "classes"),
    [
        (X, np.arange(9), ("a",) * 9),
        (X[:0], np.arange(0), ("a",)),
        (X, np.arange(10), ("a", "b")),
        (X, np.arange(10) - 1, ("a",) * 10),
    ],
)
def test_what_does_not_belong_together_is_refused(x, y, classes):
    with pytest.raises(ValueError, match="Received"):
        TrainingData(x, y, classes)


def test_the_loss_of_one_map_is_that_of_its_channel_alone():
    data = TrainingData(X, np.zeros((10, 2, 2, 3), np.float32), filter=1)
    loss = data.loss(Recipe(loss="mse", metrics=()))
    wanted, given = np.zeros((1, 2, 2, 3)), np.ones((1, 2, 2, 3))
    given[..., 1] = 3
    assert loss(wanted, given) == 9
    slopes = loss.gradient(wanted, given)
    assert slopes[..., 1].tolist() == [[[1.5] * 2] * 2]  # 2 · 3 / 4
    assert not slopes[..., ::2].any()
