"""Small pictures of maps."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from convstudio.views.colors import Scale, palettes
from convstudio.views.mosaic import Mosaic


@pytest.fixture
def mosaic(qtbot, dressed):
    scale = Scale(-1, 1, palettes()["red-blue"])
    made = Mosaic(lambda number: scale, lambda number: f"map {number + 1}")
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    return made


def pixel(mosaic, number, x, y):
    """The colour at a point of a tile, 0…1 from its upper left corner."""
    area = mosaic.tile_rect(number)
    place = area.topLeft() + QPoint(round(area.width() * x), round(area.height() * y))
    return mosaic.viewport().grab().toImage().pixel(place)


def test_a_map_is_painted_in_its_colours(mosaic):
    maps = np.zeros((2, 2, 1))
    maps[0, 0], maps[1, 1] = 1, -1
    mosaic.show_maps(maps, 1, can_grow=False)
    scale = mosaic._scale_of(0)
    assert pixel(mosaic, 0, 0.25, 0.25) == int(scale.colors(np.array(1.0)))
    assert pixel(mosaic, 0, 0.75, 0.75) == int(scale.colors(np.array(-1.0)))


def test_a_wide_map_keeps_its_proportions(mosaic, dressed):
    mosaic.show_maps(np.ones((2, 4, 1)), 1, can_grow=False)
    assert pixel(mosaic, 0, 0.5, 0.5) == int(mosaic._scale_of(0).colors(np.array(1.0)))
    assert pixel(mosaic, 0, 0.5, 0.15) == 0xFFFFFFFF


def test_only_the_renewed_map_is_painted_anew(mosaic):
    maps = np.ones((2, 2, 2))
    mosaic.show_maps(maps, 2, can_grow=False)
    pixel(mosaic, 0, 0.5, 0.5)
    mosaic.renew(-maps, [1])
    colors = mosaic._scale_of(0).colors(np.array([1.0, -1.0]))
    assert [pixel(mosaic, number, 0.3, 0.3) for number in (0, 1)] == colors.tolist()


def test_there_is_a_plus_only_where_there_can_be_more(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 2)), 2, can_grow=False)
    assert mosaic.tile_at(mosaic.tile_rect(2).center()) is None
    mosaic.show_maps(np.ones((2, 2, 2)), 2, can_grow=True)
    with qtbot.waitSignal(mosaic.activated) as heard:
        qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=mosaic.tile_rect(2).center())
    assert heard.args == [mosaic.maps]


def test_the_cursor_stays_among_the_tiles(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 3)), 3, can_grow=False)
    for _ in range(9):
        qtbot.keyClick(mosaic, Qt.Key.Key_Right)
    with qtbot.waitSignal(mosaic.cursor_moved) as heard:
        qtbot.keyClick(mosaic, Qt.Key.Key_Left)
    assert heard.args == [1]


def test_fewer_maps_keep_a_chosen_one(mosaic):
    mosaic.show_maps(np.ones((2, 2, 5)), 5, can_grow=True)
    mosaic.choose(4)
    mosaic.show_maps(np.ones((2, 2, 2)), 2, can_grow=True)
    assert mosaic.chosen == 1
