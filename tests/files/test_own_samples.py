"""Samples of one's own."""

import numpy as np
import pytest
from PIL import Image

from convstudio.files.own_samples import read_samples, reading


@pytest.fixture
def folder(tmp_path):
    for name, color in (("dark", 0), ("bright", 255)):
        (tmp_path / name).mkdir()
        for number in range(2):
            Image.new("L", (8, 6), color).save(tmp_path / name / f"{number}.png")
    (tmp_path / "dark" / "note.txt").write_text("no picture")
    return tmp_path


def saved(path, **arrays):
    np.savez(path, **arrays)
    return path


def test_each_subfolder_is_a_class(folder):
    samples = read_samples(folder, (5, 4))
    assert samples.classes == ("bright", "dark")
    assert samples.y.tolist() == [0, 0, 1, 1]
    assert samples.x.shape == (4, 4, 5, 1)
    assert samples.x[:, 0, 0, 0].tolist() == [1, 1, 0, 0]


def test_grey_pictures_among_coloured_ones_get_three_channels(folder):
    Image.new("RGB", (8, 8), (255, 0, 0)).save(folder / "bright" / "2.png")
    samples = read_samples(folder)
    assert samples.x.shape == (5, 28, 28, 3)
    assert samples.x[2, 0, 0].tolist() == [1, 0, 0]


@pytest.mark.parametrize("shape", [(4, 3, 5), (4, 3, 5, 1), (4, 3, 5, 2), (4, 9, 1)])
def test_an_npz_of_x_and_y(tmp_path, shape):
    path = saved(tmp_path / "own.npz", x=np.ones(shape), y=np.array([0, 2, 1, 1]))
    samples = read_samples(path)
    assert samples.x.shape == (shape if shape[-1] < 3 else (*shape, 1))
    assert samples.classes == ("0", "1", "2")
    assert samples.x.dtype == np.float32


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": np.ones((2, 3, 3))}, "y.npy"),
        ({"x": np.ones((2, 3, 3)), "y": np.array([0])}, "a class for each"),
        ({"x": np.ones((2, 3, 3)), "y": np.array([0, -1])}, "whole numbers"),
        ({"x": np.ones((2, 3, 3)), "y": np.array([0, 0.5])}, "whole numbers"),
        ({"x": np.ones((2, 3, 3)), "y": np.array([0, np.nan])}, "whole numbers"),
        ({"x": np.ones((0, 3, 3)), "y": np.ones(0)}, "x must hold inputs"),
        ({"x": np.array([{}]), "y": np.array([0])}, "own.npz cannot be read"),
    ],
)
def test_an_npz_of_something_else_is_refused(tmp_path, arrays, message):
    path = saved(tmp_path / "own.npz", **arrays)
    with pytest.raises(ValueError, match=message):
        read_samples(path)


def test_bytes_are_levels_of_a_picture(tmp_path):
    x = np.zeros((2, 3, 3), np.uint8)
    x[0, 0, 0], x[1, 2, 2] = 255, 51
    samples = read_samples(saved(tmp_path / "own.npz", x=x, y=[0, 1]))
    assert samples.x[0, 0, 0, 0] == 1
    assert samples.x[1, 2, 2, 0] == np.float32(0.2)
    assert samples.rule == "0–255 divided by 255"


def test_bytes_of_nothing_but_zeros_and_ones_stay(tmp_path):
    x = np.eye(3, dtype=np.uint8)[None].repeat(2, axis=0)
    samples = read_samples(saved(tmp_path / "own.npz", x=x, y=[0, 1]))
    assert samples.x.max() == 1
    assert samples.rule == ""


def test_numbers_that_are_none_are_refused_with_how_many(tmp_path):
    x = np.ones((5, 3, 3))
    x[1, 0, 0], x[4, 2, 2] = np.nan, np.inf
    path = saved(tmp_path / "own.npz", x=x, y=[0, 1, 0, 1, 0])
    with pytest.raises(ValueError, match=r"x must hold finite numbers\. Received: others in 2 of 5 samples"):
        read_samples(path)


def test_an_npz_with_other_names_is_told_what_it_has(tmp_path):
    path = saved(tmp_path / "own.npz", x_train=np.ones((2, 3, 3)), y_train=[0, 1])
    with pytest.raises(ValueError, match=r"arrays x and y .* Received: x_train, y_train"):
        read_samples(path)


def test_reading_a_folder_tells_how_far_it_is(folder):
    told = list(reading(folder))
    assert told[-1] == (0, 4)
    assert read_samples(folder).look == "photo"
    assert read_samples(folder, (5, 4)).rule == "0–255 divided by 255, scaled to 5 × 4"


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "own.npz"
    path.write_text("x and y")
    with pytest.raises(ValueError, match=r"own\.npz cannot be read as samples"):
        read_samples(path)


def test_a_folder_of_one_class_is_refused(folder):
    for path in (folder / "dark").iterdir():
        path.unlink()
    with pytest.raises(ValueError, match="one for each class"):
        read_samples(folder)


def test_a_folder_that_needs_too_much_memory_is_refused(folder):
    with pytest.raises(ValueError, match="bytes"):
        read_samples(folder, (10_000, 10_000))
