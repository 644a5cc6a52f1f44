import numpy as np
import pytest
from PIL import Image

from convstudio.app import make_window
from convstudio.files.project import Project, save_project
from convstudio.files.resources import load_example
from convstudio.views.window_picture import SIZE, save_window

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_picture_has_the_size_of_the_window(tmp_path):
    save_window(make_window(), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == SIZE


def test_the_drawing_is_one_of_vectors(tmp_path):
    save_window(make_window(), tmp_path / "a.svg")
    assert "<path" in (tmp_path / "a.svg").read_text()


def test_it_waits_for_maps_that_take_long(tmp_path):
    save_project(
        Project(np.eye(1500)[..., None], load_example("vertical-line").layers), tmp_path / "large.convstudio"
    )
    window = make_window(str(tmp_path / "large.convstudio"))
    save_window(window, tmp_path / "a.png")
    assert window.studio.results.output_of(0).shape == (1498, 1498, 1)


def test_the_window_is_closed_when_the_file_cannot_be_written(tmp_path):
    window = make_window()
    with pytest.raises(OSError, match="cannot write"):
        save_window(window, tmp_path / "no" / "a.png")
    assert not window.isVisible()
