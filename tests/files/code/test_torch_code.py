"""Programs in PyTorch, run as they are where PyTorch is installed. Last run with PyTorch 2.13.0."""

import importlib.util

import numpy as np
import pytest

from convstudio.files.code.languages import program
from convstudio.files.code.subject import subject_of
from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import load_example

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="PyTorch is not installed; its programs are not run"
)


def text_of(kind, shape, **words):
    project = Project(np.zeros(shape, np.float32), (LayerPart(kind, words),))
    return program(subject_of(project, 0), "pytorch", "numbers").text


@needs_torch
@pytest.mark.filterwarnings("default")
def test_every_layer_gives_its_map(cases_of_a_kind, run_code):
    assert cases_of_a_kind
    for name, project in cases_of_a_kind:
        found = run_code(project, "pytorch", 0, name)
        assert found["y"].shape == found["expected"].shape, name


@needs_torch
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("network", ["lenet", "causal", "separable", "upsampling", "corners"])
def test_ready_made_networks_give_what_they_give_here(run_code, network):
    found = run_code(load_example(network), "pytorch")
    assert found["y"].shape == found["expected"].shape


def test_the_transposition_of_kernel_input_and_map_is_shown():
    text = text_of("Conv2D", (8, 8, 3), filters=4, kernel_size=(3, 2))
    assert "    nn.Conv2d(3, 4, (3, 2)),\n" in text
    assert "    # (window, in, out) -> (out, in, window)\n" in text
    assert "    model[0].weight.copy_(torch.tensor(kernel).permute(3, 2, 0, 1))\n" in text
    assert (
        "model(torch.tensor(x).permute(2, 0, 1)[None])  # (rows, cols, channels) -> (channels, rows, c"
        in text
    )
    assert "y = y[0].permute(1, 2, 0).numpy()  # (channels, rows, cols) -> (rows, cols, channels)\n" in text


def test_lopsided_padding_is_a_module_of_its_own():
    even = text_of("Conv2D", (8, 8, 1), filters=1, kernel_size=3, padding="same")
    assert "nn.Conv2d(1, 1, 3, padding=1)," in even
    odd = text_of("Conv2D", (8, 8, 1), filters=1, kernel_size=3, padding="same", strides=2)
    assert "    nn.ZeroPad2d((0, 1, 0, 1)),\n    nn.Conv2d(1, 1, 3, stride=2),\n" in odd


def test_borders_of_pytorch_are_used_where_they_reach_far_enough():
    words = {"filters": 1, "kernel_size": 5, "padding": "same"}
    assert "nn.CircularPad2d((2, 2, 2, 2))," in text_of("Conv2D", (8, 8, 1), border="circular", **words)
    assert "nn.ReflectionPad2d((2, 2, 2, 2))," in text_of("Conv2D", (3, 3, 1), border="reflect", **words)
    assert 'Border(((2, 2), (2, 2)), "reflect"),' in text_of("Conv2D", (2, 2, 1), border="reflect", **words)
    assert 'Border(((2, 2), (2, 2)), "symmetric"),' in text_of(
        "Conv2D", (8, 8, 1), border="symmetric", **words
    )


def test_values_are_flattened_in_the_order_of_here():
    x = np.zeros((4, 4, 2), np.float32)
    parts = (
        LayerPart("MaxPooling2D", {"pool_size": 2}),
        LayerPart("Flatten", {}),
        LayerPart("Dense", {"units": 3}),
    )
    text = program(subject_of(Project(x, parts), None), "pytorch", "flat").text
    order = ["nn.MaxPool2d(2, 2),", "Permute(0, 2, 3, 1),", "nn.Flatten(),", "nn.Linear(8, 3),"]
    places = [text.index(line) for line in order]
    assert places == sorted(places)


@needs_torch
@pytest.mark.filterwarnings("default")
def test_a_disabled_layer_passes_everything_on(run_code):
    disabled = LayerPart("Conv2D", {"filters": 3, "kernel_size": 3}, enabled=False)
    project = Project(np.float32([[[1], [-2]]]), (disabled, LayerPart("ReLU", {})))
    assert run_code(project, "pytorch", 0)["y"].ravel().tolist() == [1, -2]
    assert run_code(project, "pytorch")["y"].ravel().tolist() == [1, 0]
