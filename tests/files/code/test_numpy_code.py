"""Programs in NumPy, run as they are."""

import ast

import numpy as np
import pytest

from convstudio.files.code.languages import program
from convstudio.files.code.subject import subject_of
from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import load_example, networks

DIALECTS = ("numpy", "numpy-loops")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_layer_gives_its_map(cases_of_a_kind, run_code, dialect):
    assert cases_of_a_kind
    for name, project in cases_of_a_kind:
        found = run_code(project, dialect, 0, name)
        assert found["y"].shape == found["expected"].shape, name


@pytest.mark.parametrize("network", [one.id for one in networks() if one.id != "vgg"])
def test_every_ready_made_network_gives_what_it_gives_here(run_code, network):
    found = run_code(load_example(network), "numpy")
    assert found["y"].shape == found["expected"].shape


def test_the_tutorial_in_loops_is_a_program_that_can_be_read(run_code):
    project = load_example("vertical-line")
    text = program(subject_of(project, 0).computed(project.input), "numpy-loops", "line").text
    assert "total += float(cell) * float(kernel[i, j, channel, filter])" in text
    assert "[0, 0, 3, 3, 0, 0]," in text
    found = run_code(project, "numpy-loops", 0)
    assert found["y"][..., 0].tolist() == [[0, 0, 3, 3, 0, 0]] * 6


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_changed_weight_is_noticed_by_the_last_line(dialect):
    project = load_example("vertical-line")
    text = program(subject_of(project, 0).computed(project.input), dialect, "line").text
    last = ast.parse(text).body[-1]
    assert ast.unparse(last) == "np.testing.assert_allclose(y, expected, rtol=1e-05, atol=1e-05)"
    exec(text, {})
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        exec(text.replace("[0, 1, 0],", "[0, 1.0001, 0],", 1), {})


def test_a_true_convolution_shows_its_kernel_turned_around(run_code):
    x = np.float32([[1, 2, 3, 4, 5], [6, 7, 8, 9, 1], [2, 3, 4, 5, 6], [7, 8, 9, 1, 2], [3, 4, 5, 6, 7]])
    kernel = np.float32([[1, 0, -1], [0, 0, 0], [-2, 0, 1]])[..., None, None]
    words = {"filters": 1, "kernel_size": 3, "flip": True, "use_bias": False}
    project = Project(x[..., None], (LayerPart("Conv2D", words, (kernel,)),))
    text = program(subject_of(project, 0), "numpy", "flip").text
    assert "y = conv2d(x, kernel[::-1, ::-1])\n" in text
    found = run_code(project, "numpy", 0)
    assert found["y"][..., 0].tolist() == [[-3, -4, -5], [-8, -18, -1], [-4, -5, -6]]


@pytest.mark.parametrize(
    ("border", "padded"),
    [
        ("zeros", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2]),
        ("symmetric", [2, 1, 1, 2, 3, 4, 4, 3]),
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("circular", [3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_borders_are_those_of_here(run_code, border, padded):
    words = {"filters": 1, "kernel_size": 1, "padding": (2, 2), "border": border, "use_bias": False}
    part = LayerPart("Conv1D", words, (np.ones((1, 1, 1), np.float32),))
    found = run_code(Project(np.float32([[1], [2], [3], [4]]), (part,)), "numpy", 0)
    assert found["y"].ravel().tolist() == padded


def test_a_disabled_layer_is_told_and_does_nothing(run_code):
    part = LayerPart("ReLU", {}, enabled=False)
    project = Project(np.float32([[-1], [2]]), (part, LayerPart("LeakyReLU", {"negative_slope": 0.5})))
    text = program(subject_of(project, None), "numpy", "off").text
    assert "# layer 1, ReLU: (2, 1) -> (2, 1), disabled\n# layer 2, LeakyReLU: (2, 1)" in text
    assert run_code(project, "numpy")["y"].ravel().tolist() == [-0.5, 2]
    assert run_code(project, "numpy", 0)["y"].ravel().tolist() == [-1, 2]
