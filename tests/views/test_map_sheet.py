import numpy as np
import pytest
from PIL import Image

from convstudio.files.computed import compute
from convstudio.files.resources import load_example
from convstudio.views.map_sheet import SEAM, map_sheet, save_picture, write_maps


def computed(name):
    return compute(load_example(name))


def test_one_map_is_one_pixel_a_cell():
    assert map_sheet(computed("vertical-line")).size().toTuple() == (6, 6)


def test_many_maps_are_tiled_with_seams():
    sheet = map_sheet(computed("sign"))  # 5 maps of 32 × 32: three across, two down
    assert sheet.size().toTuple() == (3 * 32 + 2 * SEAM, 2 * 32 + SEAM)


def test_maps_of_lines_are_stacked():
    assert map_sheet(computed("bump")).size().toTuple() == (6, 1)


def test_the_highest_value_has_the_last_colour_of_the_palette():
    sheet = map_sheet(computed("vertical-line"))
    assert sheet.pixelColor(2, 0).red() > sheet.pixelColor(2, 0).blue()
    assert sheet.pixelColor(0, 0).lightness() > 240


def test_maps_are_written_as_numbers_and_as_a_picture(tmp_path):
    write_maps(computed("vertical-line"), tmp_path / "line.v2")
    assert np.array_equal(np.load(tmp_path / "line.v2.npy")[0, :, 0], [0, 0, 3, 3, 0, 0])
    with Image.open(tmp_path / "line.v2.png") as image:
        assert image.size == (6, 6)


@pytest.mark.parametrize("suffix", ["png", "PNG", "jpg", "webp", "bmp", "tiff"])
def test_the_name_says_the_format(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    save_picture(map_sheet(computed("vertical-line")), path)
    with Image.open(path) as image:
        assert image.size == (6, 6)


@pytest.mark.parametrize("name", ["picture", "picture.doc", ".png"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match="a picture is written as"):
        save_picture(map_sheet(computed("vertical-line")), tmp_path / name)
