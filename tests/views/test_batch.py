import numpy as np
import pytest

from convstudio.files.large.inputs import inputs_in
from convstudio.files.large.workers import threads
from convstudio.files.project import save_project
from convstudio.files.resources import load_example, resource_dir
from convstudio.views.batch import write_all

LINE = str(resource_dir() / "examples" / "vertical-line.convstudio")


@pytest.fixture
def written(tmp_path):
    """Write the maps of files; gives what was told: done so far, left out, and how many in the end."""

    def write(*names, workers=None, project=LINE):
        done, left_out, folder = [], [], tmp_path / "maps"
        inputs = inputs_in([str(tmp_path / name) for name in names], folder)
        count = write_all(
            project,
            inputs,
            folder,
            workers or threads(2),
            done.append,
            lambda *failure: left_out.append(failure),
        )
        return done, left_out, count

    return write


def stopping_after(count):
    """Workers that are interrupted when they have done some."""

    def do(work, items):
        for number, item in enumerate(items):
            if number == count:
                raise KeyboardInterrupt
            work(item)
            yield item, None

    return do


def counting(worked):
    def do(work, items):
        for item in items:
            worked.append(item.path.rsplit("/", 1)[-1])
            work(item)
            yield item, None

    return do


def test_every_input_gets_its_maps(tmp_path, written):
    np.save(tmp_path / "a.npy", np.eye(5))
    (tmp_path / "b.csv").write_text("1,1,1\n1,1,1\n1,1,1")
    assert written("a.npy", "b.csv") == ([0, 1, 2], [], 2)
    assert np.load(tmp_path / "maps" / "a.npy").shape == (3, 3, 1)
    assert np.load(tmp_path / "maps" / "b.npy").item() == 3
    assert not list((tmp_path / "maps").glob("*.journal"))


def test_what_does_not_fit_is_left_out_with_the_reason(tmp_path, written):
    (tmp_path / "small.csv").write_text("1,1\n1,1")
    np.save(tmp_path / "a.npy", np.eye(5))
    done, [(path, error)], count = written("small.csv", "a.npy")
    assert (done, count) == ([0, 1, 2], 1)
    assert path.endswith("small.csv")
    assert "layer 1 does not fit" in str(error)


def test_after_an_interruption_the_rest_is_done_and_what_changed(tmp_path, written):
    for name in "abcd":
        np.save(tmp_path / f"{name}.npy", np.eye(5))
    names = [f"{name}.npy" for name in "abcd"]
    with pytest.raises(KeyboardInterrupt):
        written(*names, workers=stopping_after(2))
    np.save(tmp_path / "b.npy", np.ones((3, 3)))
    worked = []
    done, _, count = written(*names, workers=counting(worked))
    assert worked == ["b.npy", "c.npy", "d.npy"]
    assert (done, count) == ([1, 2, 3, 4], 4)
    assert np.load(tmp_path / "maps" / "b.npy").item() == 3


def test_another_network_starts_from_the_beginning(tmp_path, written):
    for name in "ab":
        np.save(tmp_path / f"{name}.npy", np.eye(5))
    with pytest.raises(KeyboardInterrupt):
        written("a.npy", "b.npy", workers=stopping_after(1))
    save_project(load_example("horizontal-line"), tmp_path / "other.convstudio")
    worked = []
    written("a.npy", "b.npy", workers=counting(worked), project=str(tmp_path / "other.convstudio"))
    assert worked == ["a.npy", "b.npy"]


def test_a_folder_means_what_is_in_it(tmp_path, written):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    np.save(tmp_path / "in" / "a.npy", np.eye(5))
    np.save(tmp_path / "in" / "deep" / "a.npy", np.eye(6))
    (tmp_path / "in" / "notes.pdf").write_text("no input")
    assert written("in")[2] == 2
    assert np.load(tmp_path / "maps" / "a.npy").shape == (3, 3, 1)
    assert np.load(tmp_path / "maps" / "deep" / "a.npy").shape == (4, 4, 1)
