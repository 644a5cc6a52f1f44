import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.maps import Maps


def vertical_line():
    """The tutorial's 2-D example: columns 3 and 4 are 1, the middle column of the kernel is ones."""
    grid = np.zeros((8, 8, 1), np.float32)
    grid[:, 3:5] = 1
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[:, 1] = 1
    config = {"filters": 1, "kernel_size": (3, 3)}
    return Project(grid, (LayerPart("Conv2D", config, (kernel, np.zeros(1, np.float32))),))


def bump():
    """The tutorial's 1-D example."""
    line = np.array([0, 0, 0, 1, 1, 0, 0, 0], np.float32)[:, None]
    kernel = np.array([0, 1, 0], np.float32)[:, None, None]
    config = {"filters": 1, "kernel_size": (3,)}
    return Project(line, (LayerPart("Conv1D", config, (kernel, np.zeros(1, np.float32))),))


def two_layers():
    """Three filters on two channels, then two on those: every weight its own number."""
    first = np.arange(3 * 3 * 2 * 3, dtype=np.float32).reshape(3, 3, 2, 3) / 10
    second = np.arange(2 * 2 * 3 * 2, dtype=np.float32).reshape(2, 2, 3, 2) / 10
    grid = (np.arange(7 * 6 * 2, dtype=np.float32).reshape(7, 6, 2) % 5) / 4
    layers = (
        LayerPart("Conv2D", {"filters": 3, "kernel_size": (3, 3)}, (first, np.zeros(3, np.float32))),
        LayerPart("Conv2D", {"filters": 2, "kernel_size": (2, 2)}, (second, np.zeros(2, np.float32))),
    )
    return Project(grid, layers)


@pytest.fixture
def document(qtbot):
    return Document(vertical_line())


@pytest.fixture
def deep_document(qtbot):
    return Document(two_layers())


@pytest.fixture
def line_document(qtbot):
    return Document(bump())


@pytest.fixture
def make_two_layers():
    return two_layers


def is_fresh(document, results):
    """Every map is what a full computation of the document gives."""
    fresh = Maps(document.project)
    fresh.compute()
    for number in range(len(document.project.layers)):
        wanted, shown = fresh.output(number), results.output_of(number)
        assert (wanted is None) == (shown is None)
        if wanted is not None:
            np.testing.assert_allclose(shown, wanted, rtol=1e-5, atol=1e-5)


@pytest.fixture
def assert_fresh():
    return is_fresh


class Heard(list):
    """All that a signal said."""

    def __init__(self, signal):
        super().__init__()
        signal.connect(lambda *said: self.append(said[0] if len(said) == 1 else said))


@pytest.fixture
def heard():
    return Heard
