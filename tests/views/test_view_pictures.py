"""Views as they are on screen, as pixels and as drawings."""

from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtSvg import QSvgRenderer

from convstudio.app import make_window
from convstudio.views.step_pixels import pixels
from convstudio.views.theme import DARK, LIGHT, current_theme
from convstudio.views.view_pictures import SUFFIXES, dressed, view_data, view_image


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_view_is_written_in_every_format(window, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(view_data(window.stage, suffix, 2))
    if suffix == ".svg":
        root = ElementTree.fromstring(path.read_bytes())
        assert QSvgRenderer(str(path)).isValid()
        assert len(list(root.iter("{http://www.w3.org/2000/svg}text"))) > 100
    elif suffix == ".pdf":
        assert path.read_bytes().startswith(b"%PDF")
    else:
        with Image.open(path) as image:
            assert image.size == (2 * window.stage.width(), 2 * window.stage.height())


def test_a_finer_picture_is_no_enlarged_one(window):
    """The numbers in the cells have edges as sharp as their resolution, not those of the screen."""
    view = window.stage.input_panel.view
    fine = pixels(view_image(view, 4))[..., 0].astype(int)
    coarse = np.kron(pixels(view_image(view, 1))[..., 0].astype(int), np.ones((4, 4), int))
    area = view.cell_rect(0, 0)
    inner = area.adjusted(3, 3, -3, -3)
    block = slice(4 * inner.top(), 4 * inner.bottom()), slice(4 * inner.left(), 4 * inner.right())
    levels = [len(np.unique(np.diff(image[block], axis=1))) for image in (fine, coarse)]
    assert not np.array_equal(fine[block], coarse[block])
    assert levels[0] > levels[1]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_view_can_wear_another_theme_without_anybody_seeing_it(window, theme):
    before = current_theme()
    with dressed(theme):
        corner = pixels(view_image(window.stage))[-3, -3]
    assert (corner.mean() < 128) == (theme is DARK)
    assert current_theme() is before


def test_other_formats_and_sizes_are_refused(window):
    with pytest.raises(ValueError, match=r"a view is written as \.png, \.svg, \.pdf, .* not as '\.tikz'"):
        view_data(window, ".tikz")
    with pytest.raises(ValueError, match="a picture has at most 100,000,000 pixels"):
        view_image(window, 40)
