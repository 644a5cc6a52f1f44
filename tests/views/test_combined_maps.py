"""Maps together: the tutorial's two detectors find the whole cross."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.views.combined_maps import formula
from convstudio.views.gallery import Gallery

CROSS = np.zeros((7, 7), np.float32)
CROSS[3], CROSS[:, 3] = 1, 1
LINES = np.zeros((3, 3, 1, 2), np.float32)
LINES[:, 1, 0, 0] = LINES[1, :, 0, 1] = 1


@pytest.fixture
def gallery(qtbot, make_studio, make_project):
    gallery = Gallery(make_studio(make_project(CROSS, LINES)))
    qtbot.addWidget(gallery)
    gallery.resize(500, 140)
    gallery.show()
    return gallery


def choose(gallery, way):
    box = gallery.bar.way_box
    box.setCurrentIndex(box.findData(way))
    box.activated.emit(box.currentIndex())


def enlarged(gallery, qtbot):
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_End)
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_Left)
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_Return)
    return gallery.together.window


def maps(gallery):
    return gallery._studio.results.output_of(0)


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("sum", lambda both: both[..., 0] + both[..., 1]),
        ("maximum", lambda both: np.maximum(both[..., 0], both[..., 1])),
        ("difference", lambda both: both[..., 0] - both[..., 1]),
    ],
)
def test_all_maps_together_are_one_tile_that_enlarges(gallery, qtbot, way, wanted):
    choose(gallery, way)
    window = enlarged(gallery, qtbot)
    assert window.isVisible()
    assert np.array_equal(window.view.values, wanted(maps(gallery)))


def test_the_two_line_detectors_together_find_the_cross(gallery, qtbot):
    choose(gallery, "maximum")
    values = enlarged(gallery, qtbot).view.values
    assert np.array_equal(values == 3, CROSS[1:-1, 1:-1] == 1)


def test_the_formula_says_what_is_combined(gallery, qtbot):
    choose(gallery, "difference")
    window = enlarged(gallery, qtbot)
    assert window.formula.text() == "map 1 − map 2"
    choose(gallery, "maximum")
    assert window.formula.text() == "the largest of map 1, map 2 at each cell"
    assert "the largest of map 1, map 2" in gallery.mosaic.tile_tip(2)


def test_the_order_of_picking_decides_what_is_subtracted(gallery, qtbot):
    gallery.mosaic.set_picks([1, 0])
    choose(gallery, "difference")
    assert gallery.together.formula == "map 2 − map 1"


def test_picking_two_maps_adds_them(gallery, qtbot):
    place = gallery.mosaic.tile_rect(1).center()
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(gallery.mosaic.viewport(), Qt.MouseButton.LeftButton, ctrl, place)
    assert gallery.bar.way == "sum"
    assert gallery.together.formula == "map 1 + map 2"


def test_it_follows_an_edit(gallery, qtbot):
    choose(gallery, "sum")
    window = enlarged(gallery, qtbot)
    gallery._studio.document.paint([(0, 0)], 5)
    assert np.array_equal(window.view.values, maps(gallery).sum(axis=2))


def test_nothing_together_is_no_tile(gallery, qtbot):
    choose(gallery, "sum")
    window = enlarged(gallery, qtbot)
    choose(gallery, "")
    assert gallery.mosaic.picks == []
    assert not window.isVisible()
    assert gallery.together.formula == ""
    assert "Add a filter" in gallery.mosaic.tile_tip(2)


def test_a_difference_can_be_negative_whatever_the_activation(qtbot, make_studio, make_project):
    gallery = Gallery(make_studio(make_project(CROSS, LINES, activation="relu")))
    qtbot.addWidget(gallery)
    choose(gallery, "difference")
    gallery.together.enlarge()
    assert gallery.together.window.view.scale_of_values.low == -2


def test_many_maps_are_not_all_named():
    assert formula(list(range(9)), "sum") == "map 1 + map 2 + map 3 + map 4 + … + map 9 (9 maps)"
