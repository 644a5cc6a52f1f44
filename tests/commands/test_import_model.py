"""Models of other frameworks from the command line."""

from pathlib import Path

import numpy as np
import pytest

from convstudio import cli
from convstudio.files.computed import compute
from convstudio.files.project import load_project

MODELS = Path(__file__).resolve().parent.parent / "cases" / "models"


def run(capsys, *arguments):
    code = cli.main([str(argument) for argument in arguments])
    return (code, *capsys.readouterr())


def test_a_model_becomes_a_project(capsys, tmp_path):
    pytest.importorskip("onnx")
    target = tmp_path / "net.convstudio"
    code, out, err = run(capsys, "import", MODELS / "torch_line.onnx", "-o", target)
    assert (code, err) == (0, "")
    project = load_project(target)
    assert out == f"{target}: {len(project.layers)} layers, input {project.input.shape}\n"
    assert compute(project).maps.size > 0


def test_one_layer_becomes_a_project(capsys, tmp_path):
    target = tmp_path / "layer.convstudio"
    code, out, _ = run(capsys, "import", MODELS / "kinds.safetensors", "--layer", "conv_f32", "-o", target)
    assert code == 0
    assert out.startswith(f"{target}: 1 layer, input")
    (part,) = load_project(target).layers
    assert part.weights[0].shape == (3, 3, 3, 4)
    assert part.weights[0].dtype == np.float32


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(capsys, tmp_path):
    code, out, err = run(
        capsys, "import", MODELS / "kinds.safetensors", "--layer", "nobody", "-o", tmp_path / "x.convstudio"
    )
    assert (code, out) == (2, "")
    assert "conv_f16" in err
    assert not (tmp_path / "x.convstudio").exists()


def test_what_would_have_to_be_run_is_refused(capsys, tmp_path):
    code, _, err = run(capsys, "import", MODELS / "refused_module.pt", "-o", tmp_path / "x.convstudio")
    assert code == 2
    assert err.count("\n") == 1
    assert err.startswith("convstudio: refused_module.pt")


def test_info_names_layers_and_arrays(capsys):
    code, out, _ = run(capsys, "info", MODELS / "kinds.safetensors")
    assert code == 0
    assert out.startswith("kinds.safetensors: safetensors, 9 arrays")
    assert "BF16" in out


def test_info_refuses_what_holds_nothing(capsys, tmp_path):
    (tmp_path / "x.txt").write_text("no weights")
    code, out, err = run(capsys, "info", tmp_path / "x.txt")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_a_model_that_would_have_to_be_run_is_told_as_such_and_not_as_weights_alone(capsys, tmp_path):
    _, _, err = run(capsys, "import", MODELS / "refused_module.pt", "-o", tmp_path / "x.convstudio")
    assert "only plain tensors are read" in err
    assert "one by one" not in err
