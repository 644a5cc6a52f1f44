"""`convstudio code` as a person types it."""

import runpy

import numpy as np
import pytest

from convstudio import cli
from convstudio.commands.code import LANGUAGES
from convstudio.files.code import languages
from convstudio.files.resources import resource_dir

LINE = str(resource_dir() / "examples" / "vertical-line.convstudio")
LENET = str(resource_dir() / "networks" / "lenet.convstudio")


def run(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = cli.main(["code", *(str(argument) for argument in arguments)])
    return (code, *capsys.readouterr())


def test_the_command_knows_every_language():
    assert languages.LANGUAGES == LANGUAGES


@pytest.mark.parametrize("language", ["numpy", "numpy-loops"])
def test_what_is_printed_runs(capsys, language):
    code, out, err = run(capsys, LINE, "--as", language)
    assert (code, err) == (0, "")
    found = {}
    exec(out, found)
    assert found["y"][..., 0].tolist() == [[0, 0, 3, 3, 0, 0]] * 6


def test_keras_is_printed_where_nothing_else_is_asked_for(capsys):
    _, out, _ = run(capsys, LINE)
    assert "layers.Conv2D(1, 3)," in out


def test_a_saved_stack_runs_with_the_arrays_beside_it(capsys, tmp_path):
    path = tmp_path / "lenet.py"
    code, out, _ = run(capsys, LENET, "--as", "numpy", "--stack", "-o", path)
    assert code == 0
    assert out.splitlines() == [str(path), str(tmp_path / "lenet.npz")]
    assert runpy.run_path(str(path))["y"].shape == (10,)
    with np.load(tmp_path / "lenet.npz") as arrays:
        assert arrays["dense_kernel"].shape == (400, 120)


def test_a_layer_is_chosen_by_its_number_from_one(capsys):
    _, out, err = run(capsys, LENET, "--as", "pytorch", "--layer", "3")
    assert out.startswith("# LeNet-5 28×28\n# layer 3, Conv2D: (14, 14, 6) -> (10, 10, 16)\n")
    assert "nn.Conv2d(6, 16, 5)," in out
    assert err == "It reads lenet_5_28_28_layer3.npz, which is written beside it with -o.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as", "onnx"), "an ONNX model is no text: name a file for it with -o"),
        (("--layer", "2"), "layers are 1 to 1; there is no layer 2"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(capsys, arguments, said):
    assert run(capsys, LINE, *arguments) == (2, "", f"convstudio: {said}\n")


@pytest.mark.parametrize("arguments", [("--layer", "0"), ("--layer", "1", "--stack"), ("--as", "caffe")])
def test_wrong_words_are_refused(capsys, arguments):
    with pytest.raises(SystemExit):
        run(capsys, LINE, *arguments)


def test_an_onnx_model_is_written_with_its_program(capsys, tmp_path):
    code, out, _ = run(capsys, LINE, "--as", "onnx", "-o", tmp_path / "line.onnx")
    assert code == 0
    assert out.splitlines() == [str(tmp_path / "line.onnx"), str(tmp_path / "line.py")]
