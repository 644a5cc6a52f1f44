import numpy as np
import pytest

from convstudio.files.resources import load_example
from convstudio.views.batch import write_all


@pytest.fixture
def written(tmp_path):
    """Write the maps of files; gives what was told: done so far, left out, and how many in the end."""

    def write(*names):
        done, left_out = [], []
        project, paths = load_example("vertical-line"), [str(tmp_path / name) for name in names]
        count = write_all(
            project, paths, tmp_path / "maps", done.append, lambda *failure: left_out.append(failure)
        )
        return done, left_out, count

    return write


def test_every_input_gets_its_maps(tmp_path, written):
    np.save(tmp_path / "a.npy", np.eye(5))
    (tmp_path / "b.csv").write_text("1,1,1\n1,1,1\n1,1,1")
    assert written("a.npy", "b.csv") == ([0, 1, 2], [], 2)
    assert np.load(tmp_path / "maps" / "a.npy").shape == (3, 3, 1)
    assert np.load(tmp_path / "maps" / "b.npy").item() == 3


def test_what_does_not_fit_is_left_out_with_the_reason(tmp_path, written):
    (tmp_path / "small.csv").write_text("1,1\n1,1")
    np.save(tmp_path / "a.npy", np.eye(5))
    done, [(path, error)], count = written("small.csv", "a.npy")
    assert (done, count) == ([0, 1, 2], 1)
    assert path.endswith("small.csv")
    assert "layer 1 does not fit" in str(error)
