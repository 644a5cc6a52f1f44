"""Twenty steps of training against the weights and losses of Keras."""

import json
from pathlib import Path

import numpy as np
import pytest

from convstudio import nn
from convstudio.nn import Input, Sequential, layer_from, losses, optimizers

STEPS = 20
TOLERANCE = 1e-4


def read():
    with np.load(Path(__file__).parent / "training.npz") as file:
        arrays = dict(file)
    settings = json.loads(arrays.pop("settings").tobytes())
    given = [{} for _ in settings["cases"]]
    for key, array in arrays.items():
        number, part = key.split("/")
        given[int(number)][part] = array
    return list(zip(settings["cases"], given, strict=True)), settings["versions"]


CASES, VERSIONS = read()


def numbered(arrays, name):
    return [arrays[f"{name}{number}"] for number in range(len(arrays)) if f"{name}{number}" in arrays]


def compiled(case, arrays):
    layers = [layer_from(kind, words) for kind, words in case["layers"]]
    model = Sequential([Input(arrays["x"].shape[1:]), *layers])
    model.set_weights(numbered(arrays, "before"))
    (optimizer, words), (loss, loss_words) = case["optimizer"], case["loss"]
    model.compile(getattr(optimizers, optimizer)(**words), getattr(losses, loss)(**loss_words))
    return model


@pytest.mark.parametrize(("case", "arrays"), CASES, ids=[case["name"] for case, _ in CASES])
def test_twenty_steps_end_where_keras_ends(case, arrays):
    model = compiled(case, arrays)
    history = model.fit(arrays["x"], arrays["y"], batch_size=8, epochs=STEPS, shuffle=False)
    np.testing.assert_allclose(history.history["loss"], arrays["losses"], rtol=TOLERANCE)
    for ours, theirs in zip(model.get_weights(), numbered(arrays, "after"), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE * np.abs(theirs).max())


def test_it_is_known_which_keras_made_the_numbers():
    assert VERSIONS["keras"].split(".")[0] == "3"
    assert all(hasattr(nn, kind) for case, _ in CASES for kind, _ in case["layers"])
