import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from convstudio.files.resources import load_example
from convstudio.views.walk_gif import pixels, write_walk

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_film_has_a_frame_for_each_step(tmp_path):
    write_walk(load_example("bump"), tmp_path / "walk.gif", 0.5)
    with Image.open(tmp_path / "walk.gif") as image:
        assert (image.n_frames, image.info["duration"]) == (6, 500)


def test_all_filters_are_walked(tmp_path):
    write_walk(load_example("cross"), tmp_path / "walk.gif")
    with Image.open(tmp_path / "walk.gif") as image:
        assert image.n_frames == 2 * 7 * 7


def test_pixels_are_those_of_the_picture():
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    image.setPixelColor(2, 1, QColor(250, 0, 9))
    assert pixels(image).shape == (2, 3, 3)
    assert pixels(image)[0, 0].tolist() == [1, 2, 3]
    assert pixels(image)[1, 2].tolist() == [250, 0, 9]
