"""Files of programs, and what stands beside them."""

import numpy as np
import pytest

from convstudio.files.code.languages import LANGUAGES, save_code
from convstudio.files.project import LayerPart, Project


def project(side):
    """A layer without weights; an input of 8 stands in the program, one of 200 beside it."""
    values = np.random.default_rng(1).normal(size=(side, side, 1)).astype(np.float32)
    return Project(values, (LayerPart("ReLU", {}),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_of_an_earlier_time_are_replaced(tmp_path, language):
    path = tmp_path / ("net.onnx" if language == "onnx" else "net.py")
    first = save_code(project(200), 0, language, path)
    assert (tmp_path / "net.npz") in first
    assert save_code(project(8), 0, language, path) == [file for file in first if file.suffix != ".npz"]
    assert save_code(project(200), 0, language, path) == first


@pytest.mark.parametrize(
    ("chosen", "language", "side", "lost"),
    [
        ("net.onnx", "onnx", 8, "net.py"),
        ("net.py", "keras", 200, "net.npz"),
        ("net.onnx", "onnx", 200, "net.npz"),
    ],
)
def test_what_a_person_has_beside_the_chosen_file_stays(tmp_path, chosen, language, side, lost):
    (tmp_path / lost).write_text("my own work")
    with pytest.raises(
        FileExistsError, match=f"{lost} would be written beside {chosen}, and is there already"
    ):
        save_code(project(side), 0, language, tmp_path / chosen)
    assert [file.name for file in tmp_path.iterdir()] == [lost]
    assert (tmp_path / lost).read_text() == "my own work"
