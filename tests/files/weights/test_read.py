import importlib
from pathlib import Path

import numpy as np
import pytest

from convstudio.files.weights import read_weights
from convstudio.files.weights.read import is_project

MODELS = Path(__file__).parents[2] / "cases" / "models"
NEEDS = {".onnx": "onnx", ".h5": "h5py", ".keras": "h5py"}
FILES = {
    "keras_digits.npz": ("NumPy", ""),
    "kinds.safetensors": ("safetensors", "torch"),
    "torch_digits.pt": ("PyTorch", "torch"),
    "torch_digits.onnx": ("ONNX", "torch"),
    "keras_digits.keras": ("Keras", "keras"),
    "keras_digits.h5": ("Keras", "keras"),
    "keras_digits.weights.h5": ("Keras", "keras"),
}


def model_file(name):
    """A file, if the library that reads it is there."""
    library = NEEDS.get(Path(name).suffix)
    if library:
        pytest.importorskip(library, reason=f"{name} needs {library}")
    return MODELS / name


@pytest.mark.parametrize("name", FILES)
def test_the_kind_of_a_file_is_told_by_its_content(name, tmp_path):
    unnamed = tmp_path / "file"
    unnamed.write_bytes(model_file(name).read_bytes())

    file = read_weights(unnamed)

    assert (file.format, file.layout) == FILES[name]


@pytest.mark.parametrize("name", FILES)
def test_every_array_has_the_shape_that_was_told(name):
    entries = read_weights(model_file(name)).entries

    assert len(entries) >= 5
    assert all(entry.read().shape == entry.shape for entry in entries.values())


@pytest.mark.parametrize("name", ["kinds.safetensors", "checkpoint.pt"])
def test_numbers_of_every_kind_are_those_that_the_framework_wrote(name):
    file = read_weights(MODELS / name)
    wanted = np.load(MODELS / f"{Path(name).stem}_values.npz")

    found = {name.removeprefix("state_dict."): file.read(name) for name in file.entries}

    assert set(found) == set(wanted.files)
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted.files)


def test_one_array_of_numpy_is_called_like_its_file(tmp_path):
    np.save(tmp_path / "edges.npy", np.ones((3, 3), np.float32))

    assert read_weights(tmp_path / "edges.npy").read("edges").tolist() == [[1] * 3] * 3


def test_an_array_that_is_not_there_is_told(tmp_path):
    np.savez(tmp_path / "a.npz", kernel=np.ones(3))

    with pytest.raises(ValueError, match=r"a\.npz has no array 'bias'"):
        read_weights(tmp_path / "a.npz").read("bias")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("refused_module.pt", r"names 'torch\.nn\.modules\.container\.Sequential'"),
        ("refused_script.pt", "TorchScript program, which is never run"),
        ("refused_legacy.pt", "before version 1.6"),
        ("refused_external.onnx", "'0.weight' lies in another file"),
        ("versions.json", "no file of weights"),
    ],
)
def test_what_may_not_be_read_is_refused_with_its_reason(name, reason):
    with pytest.raises(ValueError, match=rf"^{name} cannot be read: .*{reason}"):
        read_weights(model_file(name))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("torch_line.onnx", r"ONNX files need onnx, .*pip install 'convolution-studio\[onnx\]'"),
        ("keras_line.keras", r"Keras files need h5py, .*pip install 'convolution-studio\[keras\]'"),
        ("keras_line.h5", r"Keras files need h5py, .*pip install 'convolution-studio\[keras\]'"),
    ],
)
def test_without_its_library_a_line_says_what_to_install(name, what, monkeypatch):
    def missing(module):
        raise ImportError(module)

    monkeypatch.setattr(importlib, "import_module", missing)

    with pytest.raises(ValueError, match=what):
        read_weights(MODELS / name)


def test_a_project_is_no_file_of_weights():
    example = next((Path(__file__).parents[3] / "resources").rglob("*.convstudio"))

    assert is_project(example)
    with pytest.raises(ValueError, match="a project of Convolution Studio"):
        read_weights(example)


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_weights(tmp_path / "nothing.pt")


def test_values_that_vanish_while_they_are_read_are_told(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes((MODELS / "kinds.safetensors").read_bytes())
    entry = read_weights(path).entries["conv_f64.bias"]
    path.write_bytes(path.read_bytes()[:300])

    with pytest.raises(ValueError, match=r"a\.safetensors cannot be read: it is shorter than it was"):
        entry.read()
