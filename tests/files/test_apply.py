import numpy as np
import pytest
from PIL import Image

from convstudio.files.apply import apply, with_channels
from convstudio.files.resources import load_example


def picture(path, array):
    Image.fromarray(array).save(path)
    return path


def test_the_maps_of_another_picture_have_its_size(tmp_path):
    path = picture(tmp_path / "a.png", np.zeros((20, 30), np.uint8))
    assert apply(load_example("vertical-line"), path).maps.shape == (18, 28, 1)


def test_a_line_is_found_in_another_picture(tmp_path):
    cells = np.zeros((8, 8), np.uint8)
    cells[:, 5] = 255
    maps = apply(load_example("vertical-line"), picture(tmp_path / "a.png", cells)).maps
    assert np.array_equal(maps[0, :, 0], [0, 0, 0, 0, 3, 0])


def test_colour_becomes_grey_as_televisions_do_it():
    assert with_channels(np.ones((2, 2, 3), np.float32), 1) == pytest.approx(np.ones((2, 2, 1)))
    assert with_channels(np.float32([[[1, 0, 0]]]), 1) == pytest.approx(0.299)


def test_grey_is_repeated_for_a_network_of_colours():
    assert np.array_equal(with_channels(np.float32([[[0.5]]]), 3), [[[0.5, 0.5, 0.5]]])


def test_other_numbers_of_channels_are_refused():
    with pytest.raises(ValueError, match="takes 4 channels, but this input has 3"):
        with_channels(np.zeros((2, 2, 3), np.float32), 4)


def test_a_picture_does_not_fit_a_network_for_lines(tmp_path):
    path = picture(tmp_path / "a.png", np.zeros((9, 9), np.uint8))
    with pytest.raises(ValueError, match="inputs of one dimension, but this one has two"):
        apply(load_example("bump"), path)
