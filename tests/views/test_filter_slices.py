"""The slices of a filter: as many as there are channels, in a little room."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.views.filter_slices import FilterSlices


@pytest.fixture
def show(qtbot, make_studio, make_project):
    def shown(channels, size=1):
        kernel = np.zeros((size, size, channels, 1))
        kernel[0, 0, :, 0] = np.linspace(-1, 1, channels)
        studio = make_studio(make_project(np.ones((4, 4, channels)), kernel))
        slices = FilterSlices(studio)
        qtbot.addWidget(slices)
        slices.resize(200, 100)
        studio.selection.channel_changed.connect(slices.show_filter)
        studio.document.weights_changed.connect(slices.show_filter)
        slices.show()
        slices.show_filter()
        return slices

    return shown


def color(slices, number):
    place = slices.tile_rect(number).center()
    return slices.viewport().grab().toImage().pixelColor(place).name()


def test_there_is_one_for_every_channel(show):
    assert show(512).count == 512


def test_a_click_takes_a_slice_in_hand(show, qtbot):
    slices = show(5)
    qtbot.mouseClick(slices.viewport(), Qt.MouseButton.LeftButton, pos=slices.tile_rect(3).center())
    assert slices._studio.selection.channel == 3


def test_the_keys_reach_every_slice(show, qtbot):
    slices = show(512)
    qtbot.keyClick(slices, Qt.Key.Key_End)
    assert slices._studio.selection.channel == 511
    assert slices.viewport().rect().contains(slices.tile_rect(511))
    qtbot.keyClick(slices, Qt.Key.Key_Up)
    assert slices._studio.selection.channel == 511 - slices.flow.columns


def test_many_slices_take_no_more_room_than_two_rows(show):
    few, many = show(3), show(512)
    assert many.height() < 2.2 * few.height()
    assert many.verticalScrollBar().maximum() > 0


def test_the_slice_in_hand_scrolls_into_sight(show):
    slices = show(512)
    slices._studio.selection.set_channel(300)
    assert slices.viewport().rect().contains(slices.tile_rect(300))


def test_an_edit_is_seen_at_once(show):
    slices = show(3)
    before = color(slices, 1)
    slices._studio.document.set_weight((0, 0, 1, 0), 1)
    assert color(slices, 1) == color(slices, 2) != before
