"""Programs in Keras, run as they are where Keras is installed.

Last run with Keras 3.15.1 on JAX 0.10.2 and on PyTorch 2.13.0.
"""

import importlib.util
import os

import numpy as np
import pytest

from convstudio.files.code.languages import program
from convstudio.files.code.subject import subject_of
from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import load_example

os.environ.setdefault("KERAS_BACKEND", "jax" if importlib.util.find_spec("jax") else "torch")
needs_keras = pytest.mark.skipif(
    importlib.util.find_spec("keras") is None, reason="Keras is not installed; its programs are not run"
)


def text_of(kind, shape, **words):
    project = Project(np.zeros(shape, np.float32), (LayerPart(kind, words),))
    return program(subject_of(project, 0), "keras", "numbers").text


@needs_keras
@pytest.mark.filterwarnings("default")
def test_every_layer_gives_its_map(cases_of_a_kind, run_code):
    assert cases_of_a_kind
    for name, project in cases_of_a_kind:
        found = run_code(project, "keras", 0, name)
        assert found["y"].shape == found["expected"].shape, name


@needs_keras
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("network", ["lenet", "causal", "separable", "upsampling", "corners"])
def test_ready_made_networks_give_what_they_give_here(run_code, network):
    found = run_code(load_example(network), "keras")
    assert found["y"].shape == found["expected"].shape


def test_common_layers_are_written_as_people_write_them():
    assert '        layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),\n' in text_of(
        "Conv2D", (8, 8, 1), filters=4, kernel_size=3, strides=2, padding="same", activation="relu"
    )
    assert "        layers.MaxPooling2D((2, 3), strides=2),\n" in text_of(
        "MaxPooling2D", (8, 8, 1), pool_size=(2, 3), strides=2
    )
    assert "        layers.Dense(3, use_bias=False),\n" in text_of("Dense", (4, 2), units=3, use_bias=False)
    assert "        layers.Dropout(0.5),\n" in text_of("Dropout", (4, 2), rate=0.5)


def test_explicit_padding_is_a_layer_of_its_own():
    text = text_of("Conv2D", (8, 8, 1), filters=1, kernel_size=3, padding=((0, 1), (2, 0)))
    assert "layers.ZeroPadding2D(((0, 1), (2, 0))),\n        layers.Conv2D(1, 3)," in text


def test_a_border_that_keras_has_not_comes_with_the_program():
    text = text_of("Conv2D", (8, 8, 1), filters=1, kernel_size=3, padding="same", border="circular")
    assert "class Border(layers.Layer):" in text
    assert 'Border(((1, 1), (1, 1)), "wrap"),\n        layers.Conv2D(1, 3),' in text


def test_a_name_that_keras_would_refuse_is_left_out():
    assert ', name="edges")' in text_of("Conv2D", (8, 8, 1), filters=1, kernel_size=3, name="edges")
    assert "name=" not in text_of("Conv2D", (8, 8, 1), filters=1, kernel_size=3, name="block/edges")


@needs_keras
@pytest.mark.filterwarnings("default")
def test_a_disabled_layer_passes_everything_on(run_code):
    disabled = LayerPart("Conv2D", {"filters": 3, "kernel_size": 3}, enabled=False)
    project = Project(np.float32([[[1], [-2]]]), (disabled, LayerPart("ReLU", {})))
    assert run_code(project, "keras", 0)["y"].ravel().tolist() == [1, -2]
    assert run_code(project, "keras")["y"].ravel().tolist() == [1, 0]
