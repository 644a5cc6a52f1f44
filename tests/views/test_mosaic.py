"""Small pictures of maps."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from convstudio.views.colors import Scale, palettes
from convstudio.views.mosaic import Mosaic

SCALE = Scale(-1, 1, palettes()["red-blue"])


@pytest.fixture
def mosaic(qtbot, dressed):
    made = Mosaic(lambda number: SCALE, lambda number: f"map {number + 1}")
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
    mosaic.show_maps(maps, range(1), can_grow=False)
    assert pixel(mosaic, 0, 0.25, 0.25) == int(SCALE.colors(np.array(1.0)))
    assert pixel(mosaic, 0, 0.75, 0.75) == int(SCALE.colors(np.array(-1.0)))


def test_a_wide_map_keeps_its_proportions(mosaic, dressed):
    mosaic.show_maps(np.ones((2, 4, 1)), range(1), can_grow=False)
    assert pixel(mosaic, 0, 0.5, 0.5) == int(SCALE.colors(np.array(1.0)))
    assert pixel(mosaic, 0, 0.5, 0.15) == 0xFFFFFFFF


def test_only_the_renewed_map_is_painted_anew(mosaic):
    maps = np.ones((2, 2, 2))
    mosaic.show_maps(maps, range(2), can_grow=False)
    pixel(mosaic, 0, 0.5, 0.5)
    mosaic.renew(-maps, [1])
    colors = SCALE.colors(np.array([1.0, -1.0]))
    assert [pixel(mosaic, number, 0.3, 0.3) for number in (0, 1)] == colors.tolist()


def test_there_is_a_plus_only_where_there_can_be_more(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 2)), range(2), can_grow=False)
    assert mosaic.tile_at(mosaic.tile_rect(2).center()) is None
    mosaic.show_maps(np.ones((2, 2, 2)), range(2), can_grow=True)
    with qtbot.waitSignal(mosaic.activated) as heard:
        qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=mosaic.tile_rect(2).center())
    assert heard.args == [mosaic.maps]


def test_the_cursor_stays_among_the_tiles(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 3)), range(3), can_grow=False)
    for _ in range(9):
        qtbot.keyClick(mosaic, Qt.Key.Key_Right)
    with qtbot.waitSignal(mosaic.cursor_moved) as heard:
        qtbot.keyClick(mosaic, Qt.Key.Key_Left)
    assert heard.args == [1]


def test_fewer_maps_keep_a_chosen_one(mosaic):
    mosaic.show_maps(np.ones((2, 2, 5)), range(5), can_grow=True)
    mosaic.choose(4)
    mosaic.show_maps(np.ones((2, 2, 2)), range(2), can_grow=True)
    assert mosaic.chosen == 1


def test_maps_stand_in_the_order_that_is_asked_for(mosaic, qtbot):
    maps = np.stack([np.full((2, 2), value) for value in (-1, 0.5, 1)], -1)
    mosaic.show_maps(maps, [2, 0, 1], can_grow=False)
    assert [pixel(mosaic, tile, 0.5, 0.5) for tile in range(3)] == SCALE.colors(
        np.array([1, -1, 0.5])
    ).tolist()
    with qtbot.waitSignal(mosaic.map_chosen) as heard:
        qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=mosaic.tile_rect(0).center())
    assert heard.args == [2]


def click(qtbot, mosaic, tile, modifier):
    place = mosaic.tile_rect(tile).center()
    qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_ctrl_click_picks_maps_and_lets_go_of_them(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 4)), range(4), can_grow=False)
    ctrl = Qt.KeyboardModifier.ControlModifier
    click(qtbot, mosaic, 2, ctrl)
    assert mosaic.picks == [0, 2]
    click(qtbot, mosaic, 1, ctrl)
    assert mosaic.picks == [0, 2, 1]
    click(qtbot, mosaic, 2, ctrl)
    assert mosaic.picks == [0, 1]


def test_shift_click_picks_all_between(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 5)), [4, 3, 2, 1, 0], can_grow=False)
    mosaic.choose(1)
    click(qtbot, mosaic, 1, Qt.KeyboardModifier.ShiftModifier)
    assert mosaic.picks == [1, 2, 3]


def test_maps_are_picked_by_keys(mosaic, qtbot):
    mosaic.show_maps(np.ones((2, 2, 3)), range(3), can_grow=False)
    qtbot.keyClick(mosaic, Qt.Key.Key_Right)
    qtbot.keyClick(mosaic, Qt.Key.Key_Space)
    assert mosaic.picks == [0, 1]
    qtbot.keyClick(mosaic, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert mosaic.picks == [0, 1, 2]
    qtbot.keyClick(mosaic, Qt.Key.Key_Escape)
    assert mosaic.picks == []


def test_a_picked_map_that_is_gone_is_no_longer_picked(mosaic):
    mosaic.show_maps(np.ones((2, 2, 3)), range(3), can_grow=False)
    mosaic.set_picks([2, 0])
    mosaic.show_maps(np.ones((2, 2, 2)), range(2), can_grow=False)
    assert mosaic.picks == [0]
