"""How a network is to be trained, in words."""

from dataclasses import replace

import numpy as np
import pytest

from convstudio.files.recipe import Recipe
from convstudio.nn import Dense, Sequential


@pytest.mark.parametrize(
    "words",
    [
        {"optimizer": "guess"},
        {"learning_rate": -1},
        {"learning_rate": float("nan")},
        {"batch_size": 0},
        {"batch_size": 2.5},
        {"epochs": 0},
        {"loss": "hinge"},
        {"metrics": ("bleu",)},
        {"validation_split": 1},
        {"validation_split": -0.1},
    ],
)
def test_a_word_or_number_out_of_its_range_is_refused(words):
    ((name, value),) = words.items()
    with pytest.raises(ValueError, match=f"{name}.*Received: {name}="):
        replace(Recipe(), **words)
    assert value != getattr(Recipe(), name)


def test_a_model_is_compiled_and_trained_as_it_says():
    recipe = Recipe("sgd", 0.5, batch_size=1, epochs=3, loss="mse", metrics=("mae",), validation_split=0.5)
    model = Sequential([Dense(1, use_bias=False, kernel_initializer="zeros", input_shape=(1,))])
    recipe.compile(model, seed=1)
    history = model.fit(np.ones((2, 1)), np.full((2, 1), 3.0), **recipe.fit_words)
    assert history.epoch == [0, 1, 2]
    assert history.history["loss"] == [9, 0, 0]  # 0 + 0.5 · 2 · 3 = 3 after one step
    assert history.history["val_mae"] == [0, 0, 0]
    assert model.learner.optimizer.iterations == 3


def test_each_optimizer_starts_anew():
    recipe = Recipe("adam", 0.25)
    one, other = recipe.new_optimizer(), recipe.new_optimizer()
    assert one is not other
    assert (one.learning_rate, one.iterations) == (0.25, 0)
