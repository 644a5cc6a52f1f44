"""The gallery, driven with mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from convstudio.views.gallery import Gallery
from convstudio.views.theme import DARK, LIGHT, apply_theme


def maps_project(make_project, filters=5, **config):
    random = np.random.default_rng(0)
    kernel = random.normal(size=(3, 3, 1, filters))
    kernel[..., 1] = 0
    return make_project(random.random((8, 8)), kernel, **config)


@pytest.fixture
def show(qtbot, make_studio):
    def shown(project=None):
        gallery = Gallery(make_studio(project))
        qtbot.addWidget(gallery)
        gallery.resize(420, 140)
        gallery.show()
        return gallery

    return shown


def click(qtbot, gallery, number):
    mosaic = gallery.mosaic
    place = mosaic.tile_rect(number).center()
    qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=place)


def grabbed(gallery, number):
    area = gallery.mosaic.tile_rect(number)
    image = gallery.mosaic.viewport().grab(area).toImage()
    return [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]


def is_blank(gallery, number):
    """Whether the upper left part of a tile, beside the number in its middle, shows nothing."""
    area = gallery.mosaic.tile_rect(number)
    image = gallery.mosaic.viewport().grab(area).toImage().copy(5, 5, 10, 10)
    return {image.pixelColor(x, y).name() for x in range(10) for y in range(10)} == {LIGHT.card}


def test_there_is_a_picture_for_every_filter(show, make_project):
    gallery = show(maps_project(make_project))
    assert gallery.objectName() == "gallery"
    assert gallery.mosaic.maps == 5


def test_a_click_shows_the_map_of_that_filter(show, make_project, qtbot):
    gallery = show(maps_project(make_project))
    click(qtbot, gallery, 3)
    assert gallery._studio.player.step.filter == 3
    assert gallery.mosaic.chosen == 3


def test_the_window_stays_on_its_cell_when_the_filter_changes(show, make_project, qtbot):
    gallery = show(maps_project(make_project))
    gallery._studio.player.go_to_cell(2, 4)
    click(qtbot, gallery, 2)
    assert gallery._studio.player.step[1:] == (2, 2, 4)


def test_arrow_keys_go_from_map_to_map(show, make_project, qtbot):
    gallery = show(maps_project(make_project))
    for key, wanted in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(gallery.mosaic, key)
        assert gallery._studio.player.step.filter == wanted


def test_the_walk_into_another_filter_moves_the_frame(show, make_project):
    gallery = show(maps_project(make_project))
    gallery._studio.player.to_end()
    assert gallery.mosaic.chosen == 4


def test_a_click_on_plus_adds_a_filter_and_shows_it(show, qtbot):
    gallery = show()
    click(qtbot, gallery, 1)
    assert gallery._studio.document.layer.config["filters"] == 2
    assert gallery.mosaic.maps == 2
    assert gallery._studio.player.step.filter == 1


def test_plus_can_be_reached_and_pressed_by_keys(show, qtbot):
    gallery = show()
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_End)
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_Return)
    assert gallery.mosaic.maps == 2


def test_adding_a_filter_is_one_undo(show, qtbot):
    gallery = show()
    click(qtbot, gallery, 1)
    gallery._studio.document.undo_stack.undo()
    assert gallery.mosaic.maps == 1


def test_with_groups_plus_adds_one_filter_for_each_group(show, make_project, qtbot):
    project = make_project(np.ones((6, 6, 2)), np.ones((3, 3, 1, 2)), groups=2)
    gallery = show(project)
    click(qtbot, gallery, 2)
    assert gallery._studio.document.layer.config["filters"] == 4


def test_an_edit_changes_the_picture_of_the_touched_filter_alone(show, make_project):
    gallery = show(maps_project(make_project))
    before = [grabbed(gallery, number) for number in range(5)]
    gallery._studio.document.set_filter(2, np.zeros((3, 3), np.float32), "Nothing")
    after = [grabbed(gallery, number) for number in range(5)]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False, True, True]


def test_an_empty_map_says_why(show, make_project, qtbot):
    gallery = show(maps_project(make_project))
    click(qtbot, gallery, 1)
    qtbot.waitUntil(lambda: "Map 2 is empty" in gallery.message.text())
    assert gallery.message.isVisible()
    assert "nothing matched" in gallery.message.text()


def test_a_map_with_values_says_nothing(show, make_project, qtbot):
    gallery = show(maps_project(make_project))
    click(qtbot, gallery, 1)
    qtbot.waitUntil(gallery.message.isVisible)
    click(qtbot, gallery, 2)
    qtbot.waitUntil(lambda: not gallery.message.isVisible())
    assert gallery.message.text() == ""


def test_the_tooltip_of_an_empty_map_says_why(show, make_project, qtbot):
    gallery = show(maps_project(make_project, activation="relu"))
    place = gallery.mosaic.tile_rect(1).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, gallery.mosaic.viewport().mapToGlobal(place))
    QApplication.sendEvent(gallery.mosaic.viewport(), event)
    assert "nothing matched" in QToolTip.text()
    QToolTip.hideText()


def test_many_maps_scroll_to_the_one_in_hand(show, make_project):
    gallery = show(maps_project(make_project, filters=64))
    gallery._studio.player.to_end()
    area = gallery.mosaic.tile_rect(63)
    assert gallery.mosaic.viewport().rect().contains(area)


def test_while_predicting_no_map_gives_the_values_away(show, make_project):
    gallery = show(maps_project(make_project))
    seen = grabbed(gallery, 2)
    gallery._studio.predict.set_enabled(True)
    assert is_blank(gallery, 2)
    gallery._studio.predict.set_enabled(False)
    assert grabbed(gallery, 2) == seen


def test_one_scale_for_all_changes_the_colours(show, make_project):
    project = make_project(np.ones((4, 4)), np.stack([np.eye(3), 9 * np.eye(3)], -1)[:, :, None])
    gallery = show(project)
    own = grabbed(gallery, 0)
    gallery._studio.settings.scale = "shared"
    assert grabbed(gallery, 0) != own


def test_it_follows_the_theme(show, dressed):
    gallery = show()
    light = gallery.mosaic.viewport().grab().toImage().pixelColor(2, 2).name()
    apply_theme(dressed, DARK)
    assert gallery.mosaic.viewport().grab().toImage().pixelColor(2, 2).name() == DARK.card != light


def test_a_layer_that_does_not_fit_leaves_empty_places(show):
    gallery = show()
    gallery._studio.document.set_setting("kernel_size", (20, 20))
    assert gallery.mosaic.maps == 1
    assert is_blank(gallery, 0)


def test_maps_are_sorted_and_a_click_still_shows_its_map(show, make_project, qtbot):
    kernel = np.stack([value * np.eye(3) for value in (1, 3, 2)], -1)[:, :, None]
    gallery = show(make_project(np.ones((4, 4)), kernel))
    box = gallery.bar.order_box
    box.setCurrentIndex(box.findData("largest"))
    box.activated.emit(box.currentIndex())
    assert gallery.mosaic.order == [1, 2, 0]
    click(qtbot, gallery, 0)
    assert gallery._studio.player.step.filter == 1
    assert gallery._studio.settings.map_order == "largest"


def test_sorted_maps_change_places_only_after_the_last_edit(show, make_project, qtbot):
    kernel = np.stack([value * np.eye(3) for value in (3, 2)], -1)[:, :, None]
    gallery = show(make_project(np.ones((4, 4)), kernel))
    gallery._studio.settings.map_order = "mean"
    gallery._studio.document.set_filter(1, np.full((3, 3), 2), "More")
    assert gallery.mosaic.order == [0, 1]
    qtbot.waitUntil(lambda: gallery.mosaic.order == [1, 0])


def test_delete_takes_the_chosen_filter_away_but_not_the_last(show, make_project, qtbot):
    gallery = show(maps_project(make_project, filters=2))
    kept = gallery._studio.document.layer.weights[0][..., 0].copy()
    click(qtbot, gallery, 1)
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_Delete)
    qtbot.keyClick(gallery.mosaic, Qt.Key.Key_Delete)
    assert np.array_equal(gallery._studio.document.layer.weights[0][..., 0], kept)
    assert gallery.mosaic.maps == 1


def test_512_maps_make_pictures_only_of_those_in_sight(show, make_project):
    gallery = show(maps_project(make_project, filters=512))
    gallery.mosaic.viewport().grab()
    assert len(gallery.mosaic._pictures._pictures) < 40
    gallery._studio.player.show_filter(511)
    assert gallery.mosaic.viewport().rect().contains(gallery.mosaic.tile_rect(511))
