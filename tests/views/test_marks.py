"""What stands at the edge of a marked cell."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from convstudio.engine.geometry import Box
from convstudio.views.colors import input_scale
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark

CELL = Box(1, 2, 1, 2)


@pytest.fixture
def shown(qtbot, dressed):
    """Shows 4 × 4 zeros with cells of so many pixels, and grabs the cell in row 1, column 1."""
    view = GridView()
    qtbot.addWidget(view)
    values = np.zeros((4, 4), np.float32)

    def grab(pixels, text):
        view.resize(4 * pixels + 2, 4 * pixels + 2)
        view.show()
        view.show_values(values, input_scale(values, "drawn"), Box.whole(values.shape))
        view.marks.set_marks("hover", (Mark(CELL, "#0e7490", width=2, text=text),))
        assert abs(view.cell_rect(1, 1).width() - pixels) <= 2
        picture = view.viewport().grab(view.cell_rect(1, 1).adjusted(3, 3, -3, -3)).toImage()
        picture = picture.convertToFormat(QImage.Format.Format_Grayscale8)
        lines = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
        return lines[:, : picture.width()].astype(int)

    return grab


@pytest.mark.parametrize("pixels", [28, 36, 44, 60])
@pytest.mark.parametrize("text", ["×1", "×-.5"])
def test_the_weight_stands_below_the_value_also_in_small_cells(shown, pixels, text):
    differs = (shown(pixels, text) != shown(pixels, "")).any(axis=1)
    assert differs[-len(differs) // 4 :].any()
    assert not differs[: len(differs) // 2].any()  # the value above stays


def test_in_a_cell_that_is_too_small_there_is_only_the_value(shown):
    assert np.array_equal(shown(14, "×1"), shown(14, ""))
