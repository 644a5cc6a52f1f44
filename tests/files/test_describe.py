from pathlib import Path

import numpy as np
import pytest

from convstudio.files.describe import describe

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "tests" / "cases" / "models"


def test_arrays_are_listed_with_shapes_and_kinds():
    lines = describe(MODELS / "torch_line.pt").splitlines()

    assert lines[0] == "torch_line.pt: PyTorch, 6 arrays"
    assert lines[1].split(maxsplit=1) == ["0.weight", "(4, 2, 5)  float32"]


def test_a_model_is_told_layer_by_layer():
    pytest.importorskip("onnx", reason="ONNX files need onnx")
    text = describe(MODELS / "torch_upwards.onnx")

    assert "model of 9 layers, input (6, 7, 3)" in text
    assert "LeakyReLU" in text
    assert "note: the padding of" in text


def test_what_is_not_read_is_told():
    pytest.importorskip("onnx", reason="ONNX files need onnx")

    assert "not read: layer 2, Add 'Add'" in describe(MODELS / "refused_branch.onnx")


def test_a_project_is_told():
    example = next((ROOT / "resources").rglob("*.convstudio"))

    assert describe(example).startswith(f"{example.name}: project of Convolution Studio, ")


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("1 2 3")
    np.savez(tmp_path / "empty.npz")

    with pytest.raises(ValueError, match=r"a\.txt cannot be read: it is no file of weights"):
        describe(tmp_path / "a.txt")
    with pytest.raises(ValueError, match=r"empty\.npz"):
        describe(tmp_path / "empty.npz")
