import importlib.util
from pathlib import Path

import pytest

from convstudio.files.computed import compute
from convstudio.files.model_project import model_project
from convstudio.files.project import load_project, save_project

MODELS = Path(__file__).parents[1] / "cases" / "models"
NEEDS = {".onnx": "onnx", ".h5": "h5py", ".keras": "h5py"}


def model_file(name):
    library = NEEDS.get(Path(name).suffix)
    if library and importlib.util.find_spec(library) is None:
        pytest.skip(f"{name} needs {library}")
    return MODELS / name


@pytest.mark.parametrize("name", ["torch_digits.onnx", "keras_line.keras", "keras_upwards.h5"])
def test_a_whole_model_is_a_project_that_can_be_saved_and_computed(name, tmp_path):
    project = model_project(model_file(name))
    save_project(project, tmp_path / "a.convstudio")
    again = load_project(tmp_path / "a.convstudio")

    assert again == project
    assert compute(again).maps.size > 0


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("torch_digits.pt", "0"),
        ("torch_digits.pt", "1"),
        ("torch_digits.pt", "7"),
        ("torch_line.pt", "0"),
        ("keras_digits.weights.h5", "depthwise_conv2d"),
        ("keras_line.weights.h5", "separable_conv1d"),
        ("keras_line.weights.h5", "p_re_lu"),
        ("keras_upwards.weights.h5", "conv2d_transpose"),
    ],
)
def test_one_layer_is_a_project_with_an_input_that_fits(name, layer):
    project = model_project(model_file(name), layer)

    assert len(project.layers) == 1
    assert project.title == f"{layer} of {name}"
    assert compute(project).maps.size > 0


def test_a_model_that_cannot_be_taken_over_wholly_is_none():
    with pytest.raises(
        ValueError, match=r"refused_lambda\.keras cannot be taken over wholly: layer 3, Lambda"
    ):
        model_project(model_file("refused_lambda.keras"))


def test_of_such_a_model_one_layer_can_still_be_had():
    assert model_project(model_file("refused_lambda.keras"), "conv2d").layers[0].kind == "Conv2D"
