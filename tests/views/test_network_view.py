"""The Network view, driven with mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from convstudio.files.project import LayerPart, Project
from convstudio.model.tracing import Spot
from convstudio.nn import Conv1D, Conv2D, Dense, Flatten, MaxPooling2D
from convstudio.nn.receptive_field import cover
from convstudio.views.network_light import FIELD, PATHS
from convstudio.views.network_view import NetworkView
from convstudio.views.theme import DARK, LIGHT, apply_theme


def stack(layers, shape=(12, 12, 1)):
    random = np.random.default_rng(0)
    parts, after = [], shape
    for layer in layers:
        layer.build((None, *after))
        after = layer.output_shape_for(after)
        parts.append(LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights())))
    return Project(random.random(shape).astype(np.float32), tuple(parts), look="photo")


def small_network(channels=1):
    layers = [
        Conv2D(4, 3, activation="relu", seed=1),
        MaxPooling2D(2),
        Conv2D(3, 3, activation="relu", seed=2),
        Flatten(),
        Dense(5, seed=3),
    ]
    return stack(layers, (12, 12, channels))


@pytest.fixture
def show(qtbot, make_studio):
    def shown(project=None, size=(1400, 800)):
        view = NetworkView(make_studio(project or small_network()))
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        qtbot.waitExposed(view)
        return view

    return shown


def click(qtbot, view, spot, double=False):
    viewport, place = view.canvas.viewport(), view.canvas.spot_rect(spot).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    if double:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)


def send_mouse(view, kind, point, button=Qt.MouseButton.NoButton, buttons=Qt.MouseButton.NoButton):
    viewport, none = view.canvas.viewport(), Qt.KeyboardModifier.NoModifier
    place = QPointF(point)
    event = QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(point)), button, buttons, none)
    QApplication.sendEvent(viewport, event)


def hover(view, spot):
    send_mouse(view, QEvent.Type.MouseMove, view.canvas.spot_rect(spot).center())


def lit(view):
    return {glow.level: glow for glow in view.canvas.light.light.glows}


def test_every_level_stands_there_with_its_maps(show):
    view = show()
    assert [place.maps for place in view.canvas.places] == [1, 4, 4, 3, 27, 5]
    assert view.objectName() == "network_view"
    assert "12 × 12 × 1" in view.canvas._texts[0].detail
    assert view.canvas._texts[1].foot == "4 filters, each 3 × 3 × 1"


def test_the_cell_of_the_walk_is_chosen_at_first_and_follows_it(show):
    view = show()
    assert view.chosen == Spot(1, 0, 0, 0)
    view._studio.player.step_forward()
    assert view.chosen == Spot(1, 0, 1, 0)


def test_pointing_at_a_cell_lights_up_what_it_sees_in_every_earlier_layer(show):
    view = show()
    spot = Spot(3, 1, 2, 0)
    hover(view, spot)
    glows = lit(view)
    assert sorted(glows) == [0, 1, 2]
    for level, region in enumerate(view.tracing.regions(spot)[:-1]):
        assert glows[level].box == cover(region)
    assert glows[0].box == (2, 10, 4, 12)
    assert list(glows[2].maps) == [0, 1, 2, 3]
    assert len(view.canvas.light.light.bands) == 3


def test_a_pooled_cell_lights_up_its_own_map_alone(show):
    view = show()
    hover(view, Spot(2, 0, 0, 3))
    assert list(lit(view)[1].maps) == [3]


def test_away_from_all_cells_the_chosen_one_lights_up_again(show):
    view = show()
    hover(view, Spot(3, 1, 2, 0))
    send_mouse(view, QEvent.Type.MouseMove, QPoint(1, 1))
    assert view.canvas.light.light.spot == view.chosen
    hover(view, Spot(3, 1, 2, 0))
    QApplication.sendEvent(view.canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert view.canvas.light.light.spot == view.chosen


def test_an_input_cell_lights_up_every_later_cell_that_it_influences(show, qtbot):
    view = show()
    click(qtbot, view, Spot(0, 5, 6, 0))
    glows = lit(view)
    assert sorted(glows) == [1, 2, 3, 4, 5]
    assert glows[1].box == (3, 6, 4, 7)
    influence = view.tracing.influence(Spot(0, 5, 6, 0))
    assert view.canvas.light.light.reaches[5] == influence[5].reach
    assert "input" in view.why.title.text()


def test_a_click_explains_the_value(show, qtbot):
    view = show()
    click(qtbot, view, Spot(3, 1, 2, 1))
    assert view.chosen == Spot(3, 1, 2, 1)
    assert view.why.title.text().startswith("Why is this value")
    assert view.why.place.text() == "layer 3 · map 2 · cell [1, 2]"
    assert len(view.why.bars.bars) == 4
    assert [name for name, _ in view.why.sums] == ["Σ channels", "bias", "before relu", "after relu"]
    assert "8 × 8" in view.why.sees.text()


def test_the_value_is_explained_down_to_the_pixels(show, qtbot):
    view = show()
    view.choose(Spot(3, 1, 2, 1))
    qtbot.mouseClick(view.why.findChild(object, "why_pixels"), Qt.MouseButton.LeftButton)
    assert [bar.name for bar in view.why.bars.bars] == ["channel 1"]
    assert view.why.sums[-1][0] == "value"
    assert view.why.note.text() == ""


def test_a_curve_in_between_is_told(show):
    view = show(stack([Conv2D(2, 3, activation="sigmoid"), Conv2D(2, 3)]))
    view.choose(Spot(2, 1, 1, 0))
    assert view.why.note.text() == ""
    view.why._ways.button(1).click()
    assert "approximation" in view.why.note.text()
    assert "layer 1 (Conv2D)" in view.why.note.text()


def test_a_click_brings_the_layer_to_the_stage(show, qtbot):
    view = show()
    click(qtbot, view, Spot(3, 1, 2, 1))
    assert view._studio.document.active_layer == 2
    title = view.canvas.mapFromScene(view.canvas.places[2].bounds.topLeft() + QPointF(5, 5))
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=title)
    assert view._studio.document.active_layer == 1


def test_a_double_click_opens_the_step_on_the_stage(show, qtbot):
    view = show()
    with qtbot.waitSignal(view.stage_requested):
        click(qtbot, view, Spot(3, 1, 2, 1), double=True)
    step = view._studio.player.step
    assert view._studio.document.active_layer == 2
    assert (step.filter, step.row, step.col) == (1, 1, 2)


def test_keys_move_the_cell_the_map_and_the_layer(show, qtbot):
    view = show()
    view.choose(Spot(1, 3, 3, 1))
    view.canvas.setFocus()
    for key, spot in (
        (Qt.Key.Key_Right, Spot(1, 3, 4, 1)),
        (Qt.Key.Key_Down, Spot(1, 4, 4, 1)),
        (Qt.Key.Key_Left, Spot(1, 4, 3, 1)),
        (Qt.Key.Key_Up, Spot(1, 3, 3, 1)),
        (Qt.Key.Key_PageDown, Spot(1, 3, 3, 2)),
        (Qt.Key.Key_PageUp, Spot(1, 3, 3, 1)),
        (Qt.Key.Key_Tab, Spot(2, 3, 3, 1)),
        (Qt.Key.Key_Tab, Spot(3, 2, 2, 1)),
        (Qt.Key.Key_Backtab, Spot(2, 2, 2, 1)),
    ):
        qtbot.keyClick(view.canvas, key)
        assert view.chosen == spot
    with qtbot.waitSignal(view.stage_requested):
        qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert view._studio.document.active_layer == 1


def test_keys_stop_at_the_edge(show, qtbot):
    view = show()
    view.choose(Spot(1, 0, 9, 0))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_PageUp):
        qtbot.keyClick(view.canvas, key)
    assert view.chosen == Spot(1, 0, 9, 0)


def test_units_of_a_vector_are_walked_with_arrows(show, qtbot):
    view = show()
    view.choose(Spot(4, 0, 0, 3))
    columns = view.canvas.places[4].columns
    qtbot.keyClick(view.canvas, Qt.Key.Key_Down)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.chosen == Spot(4, 0, 0, 3 + columns + 1)


def test_tab_leaves_the_view_after_the_last_layer(show, qtbot):
    view = show()
    view.choose(Spot(5, 0, 0, 0))
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    assert view.chosen == Spot(5, 0, 0, 0)
    assert not view.canvas.hasFocus()


def test_screen_readers_are_told_the_cell(show):
    view = show()
    view.choose(Spot(3, 1, 2, 1))
    told = view.canvas.accessibleDescription()
    assert told.startswith("Conv2D, map 2, cell [1, 2] = ")
    assert "rows 2–9" in told


def test_the_table_tells_size_jump_and_first_centre(show):
    view = show()
    assert view.table.rows == [
        ("Input", "1", "1", "0"),
        ("Conv2D", "3", "1", "1"),
        ("MaxPooling2D", "4", "2", "1.5"),
        ("Conv2D", "8", "2", "3.5"),
        ("Flatten", "8", "–", "–"),
        ("Dense", "12", "–", "–"),
    ]


def test_three_pictures_of_what_a_cell_sees(show):
    view = show()
    spot = Spot(3, 1, 2, 0)
    view.choose(spot)
    view.picture_box.setCurrentIndex(view.picture_box.findData(PATHS))
    assert view.canvas.light.light.reaches[0] == view.tracing.paths(spot)[0].max()
    assert all(glow.veiled for glow in lit(view).values())
    view.picture_box.setCurrentIndex(view.picture_box.findData(FIELD))
    assert view.canvas.light.light.reaches[0] == view.tracing.gradients(spot)[0].reach
    view.canvas.grab()


def test_cells_that_nobody_sees_can_be_shown(show, qtbot):
    view = show(stack([Conv2D(2, 3, strides=2, seed=1)]))
    qtbot.mouseClick(view.unseen_box, Qt.MouseButton.LeftButton, pos=QPoint(8, view.unseen_box.height() // 2))
    image, none = view.canvas.light.unseen
    assert none is None
    assert image.pixelColor(11, 0).alpha() > 0
    assert image.pixelColor(10, 10).alpha() == 0


def test_a_drag_moves_the_picture_and_chooses_nothing(show, qtbot):
    view = show(size=(700, 400))
    before, chosen = view.canvas.horizontalScrollBar().value(), view.chosen
    left = Qt.MouseButton.LeftButton
    send_mouse(view, QEvent.Type.MouseButtonPress, QPoint(200, 150), left, left)
    send_mouse(view, QEvent.Type.MouseMove, QPoint(120, 150), buttons=left)
    send_mouse(view, QEvent.Type.MouseButtonRelease, QPoint(120, 150), left)
    assert view.canvas.horizontalScrollBar().value() == before + 80
    assert view.chosen == chosen


def test_ctrl_and_the_wheel_zoom(show):
    view = show()
    before = view.canvas.cell_pixels
    viewport = view.canvas.viewport()
    place = QPointF(viewport.rect().center())
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    assert view.canvas.cell_pixels == pytest.approx(before * 1.25)


def test_an_edit_of_the_input_is_seen_at_once(show, qtbot):
    view = show()
    picture = view._pictures.picture(1, 0)
    value = view.why.title.text()
    view._studio.document.paint([(0, 0), (1, 1)], 9.0)
    qtbot.waitUntil(lambda: view.why.title.text() != value)
    assert view._pictures.picture(1, 0) is not picture


def test_another_network_takes_the_place_of_the_old_one(show, qtbot):
    view = show()
    view.choose(Spot(5, 0, 0, 4))
    view._studio.document.replace(stack([Conv1D(3, 3)], (30, 2)), None)
    qtbot.waitUntil(lambda: len(view.canvas.places) == 2)
    assert view.chosen is None or view.tracing.holds(view.chosen)
    assert view.table.rows[1] == ("Conv1D", "3", "1", "1")


def test_a_layer_that_does_not_fit_ends_the_picture(show, qtbot):
    view = show()
    view._studio.document.set_setting("kernel_size", (12, 12))
    qtbot.waitUntil(lambda: len(view.canvas.places) == 2)
    assert view.table.rows[-1][0] == "Conv2D"


def test_a_colour_picture_is_shown_with_its_channels(show):
    view = show(small_network(3))
    assert view.canvas.places[0].picture is not None
    assert view.canvas._texts[0].foot == "red · green · blue"
    hover(view, Spot(0, 4, 4, None))
    assert lit(view)[1].box == (2, 5, 2, 5)
    image = view._pictures.picture(0, 0)
    assert image.pixelColor(3, 3).green() == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_lights_up_can_be_seen(show, dressed, theme):
    apply_theme(dressed, theme)
    view = show()
    view.choose(Spot(3, 1, 2, 1))
    picture = view.canvas.viewport().grab().toImage()
    frame = view.canvas.spot_rect(Spot(0, 2, 4, 0)).topLeft()
    near = {picture.pixelColor(frame + QPoint(x, y)).name() for x in (-1, 0, 1) for y in (-1, 0, 1)}
    assert theme.accent in near


def test_of_a_line_cells_are_told_without_rows(show):
    view = show(stack([Conv1D(2, 3)], (10, 1)))
    view.choose(Spot(1, 0, 4, 1))
    assert view.why.sees.text() == "Sees cells 4–6 of the input"


def test_undoing_to_a_network_with_fewer_channels_is_shown(show, qtbot):
    view = show(small_network(1))
    document = view._studio.document
    other = small_network(3)
    document.set_network(other.input, other.layers, "Import", "")
    qtbot.waitUntil(lambda: view.tracing.shapes[0] == (12, 12, 3))
    view.choose(Spot(1, 2, 2, 0))

    document.undo_stack.undo()

    qtbot.waitUntil(lambda: view.tracing.shapes[0] == (12, 12, 1))
    view._studio.player.go_to(1)
    assert view.chosen == Spot(1, 0, 1, 0)


def test_in_larger_texts_everything_is_larger(show, qtbot):
    view = show(small_network())
    view.resize(500, 300)
    before = view.canvas.cell_pixels
    font = view.font()
    font.setPointSizeF(2 * font.pointSizeF())
    view.setFont(font)
    assert view.canvas.cell_pixels == pytest.approx(
        before * view.canvas.fontMetrics().height() / 15, rel=0.15
    )
    font.setPointSizeF(font.pointSizeF() / 2)
    view.setFont(font)
    assert view.canvas.cell_pixels == before
