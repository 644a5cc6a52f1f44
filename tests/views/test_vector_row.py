"""Values of a vector as bars: what they show, and how one goes from one to the other."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from convstudio.files.project import LayerPart, Project
from convstudio.nn import Conv2D, Dense, Flatten, GlobalAveragePooling2D
from convstudio.views.colors import map_scale
from convstudio.views.gallery import Gallery
from convstudio.views.theme import DARK, LIGHT, apply_theme
from convstudio.views.vector_row import NARROWEST, WIDEST, VectorRow

SCALE = map_scale(-2, 3, (-math.inf, math.inf))


@pytest.fixture
def row(qtbot, dressed):
    made = VectorRow()
    qtbot.addWidget(made)
    made.resize(400, 80)
    made.show()
    return made


def color(row, number, height):
    point = QPoint(row.bar_rect(number).center().x(), height)
    return row.viewport().grab().toImage().pixelColor(point).name()


def test_bars_stand_on_zero_upwards_and_downwards(row):
    values = np.array([3.0, -2.0, 0.0])
    row.show_values(values, range(3), SCALE)
    zero, top, bottom = (row._height_of(value) for value in (0, 3, -2))
    assert top < zero < bottom
    assert (zero - top) / (bottom - top) == pytest.approx(3 / 5, abs=0.05)
    red, blue = (f"#{int(SCALE.colors(np.array([value]))[0]) & 0xFFFFFF:06x}" for value in (3.0, -2.0))
    assert color(row, 0, (zero + top) // 2) == red
    assert color(row, 1, (zero + bottom) // 2) == blue
    assert color(row, 1, (zero + top) // 2) == LIGHT.card


def test_few_bars_are_wide_and_many_scroll(row):
    row.show_values(np.ones(3), range(3), SCALE)
    assert row.step == WIDEST
    assert row.horizontalScrollBar().maximum() == 0
    row.show_values(np.ones(400), range(400), SCALE)
    assert row.step == NARROWEST
    row.choose(399)
    assert row.viewport().rect().contains(row.bar_rect(399))
    row.choose(0)
    assert row.horizontalScrollBar().value() == 0


def test_a_click_and_keys_go_to_a_value(row, qtbot):
    row.show_values(np.arange(5.0), [4, 3, 2, 1, 0], SCALE)
    with qtbot.waitSignal(row.value_chosen, check_params_cb=lambda number: number == 3):
        qtbot.mouseClick(row.viewport(), Qt.MouseButton.LeftButton, pos=row.bar_rect(3).center())
    for key, number in (
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 3),
        (Qt.Key.Key_Home, 4),
        (Qt.Key.Key_End, 0),
    ):
        with qtbot.waitSignal(row.value_chosen, check_params_cb=lambda told, number=number: told == number):
            qtbot.keyClick(row, key)
        assert row.chosen == number


def test_a_value_is_told_with_its_number(row):
    row.show_values(np.array([0.5, -0.25]), range(2), SCALE)
    assert row.text_of(1) == "value 2 of 2 = -0.25"
    assert row.value_at(QPoint(390, 20)) is None
    row.show_values(None, range(2))
    assert row.text_of(1) == "value 2"
    row.grab()


def test_what_is_missing_or_no_number_leaves_its_place_empty(row):
    row.show_values(np.array([1.0, math.nan, 2.0]), range(3), SCALE, missing={2})
    row.grab()
    assert row.text_of(2) == "value 3"
    assert color(row, 2, row._height_of(0) - 3) == LIGHT.card


def test_numbers_do_not_run_into_each_other(row):
    row.show_values(np.ones(400), range(400), SCALE)
    assert row._every() * row.step >= row.fontMetrics().horizontalAdvance("400")
    assert row._every() in (5, 10)
    row.show_values(np.ones(4), range(4), SCALE)
    assert row._every() == 1


def stack(layers, shape=(6, 6, 1)):
    parts, after = [], shape
    for layer in layers:
        layer.build((None, *after))
        after = layer.output_shape_for(after)
        parts.append(LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights())))
    x = np.random.default_rng(0).random(shape).astype(np.float32)
    return Project(x, tuple(parts), active_layer=len(parts) - 1)


@pytest.fixture
def gallery(qtbot, make_studio):
    def made(*layers):
        gallery = Gallery(make_studio(stack(layers)))
        qtbot.addWidget(gallery)
        gallery.resize(500, 140)
        gallery.show()
        return gallery

    return made


VECTORS = [
    [Conv2D(3, 3, seed=1), Flatten()],
    [Conv2D(3, 3, seed=1), GlobalAveragePooling2D()],
    [Flatten(), Dense(7, seed=1, activation="softmax")],
    [Flatten(), Dense(1, seed=1)],
]


@pytest.mark.parametrize("layers", VECTORS)
def test_the_gallery_shows_a_vector_as_bars(gallery, layers):
    shown = gallery(*layers)
    values = shown._studio.results.output_of(len(layers) - 1)[0, 0]
    assert shown.vector.isVisible()
    assert not shown.mosaic.isVisible()
    assert not shown.bar.way_box.isVisible()
    assert shown.vector.count == len(values)
    assert np.array_equal(shown.vector._values, values)


def test_a_click_on_a_bar_goes_to_that_step_and_the_walk_moves_the_frame(gallery, qtbot):
    shown = gallery(Flatten(), Dense(7, seed=1))
    player, row = shown._studio.player, shown.vector
    qtbot.mouseClick(row.viewport(), Qt.MouseButton.LeftButton, pos=row.bar_rect(4).center())
    assert player.step.filter == 4
    player.step_forward()
    assert row.chosen == 5


def test_bars_follow_edits_and_another_layer_has_maps_again(gallery, qtbot):
    shown = gallery(Conv2D(3, 3, seed=1), GlobalAveragePooling2D())
    studio = shown._studio
    studio.document.paint([(2, 2)], 9)
    assert np.array_equal(shown.vector._values, studio.results.output_of(1)[0, 0])
    studio.document.set_active_layer(0)
    assert shown.mosaic.isVisible()
    assert not shown.vector.isVisible()
    assert shown.bar.way_box.isVisible()
    assert shown.focusProxy() is shown.mosaic


def test_bars_are_sorted_by_their_value(gallery):
    shown = gallery(Flatten(), Dense(7, seed=1))
    shown._studio.settings.map_order = "largest"
    values = shown._studio.results.output_of(1)[0, 0]
    assert shown.vector._order == np.argsort(-values, kind="stable").tolist()


def test_while_predicting_no_bar_gives_its_value_away(gallery):
    shown = gallery(Flatten(), Dense(7, seed=1))
    shown._studio.predict.set_enabled(True)
    assert shown.vector.count == 7
    assert shown.vector._scale is None
    shown.grab()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_can_be_seen_in_both_themes(gallery, dressed, theme):
    apply_theme(dressed, theme)
    shown = gallery(Flatten(), Dense(7, seed=1))
    picture = shown.vector.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() - 2, 2).name() == theme.card


def test_screen_readers_are_told_the_value(gallery, qtbot):
    shown = gallery(Flatten(), Dense(7, seed=1))
    shown._settle()
    assert shown.vector.accessibleDescription().startswith("value 1 of 7 = ")
