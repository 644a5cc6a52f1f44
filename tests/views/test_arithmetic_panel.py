"""The arithmetic panel with a real studio behind it."""

from decimal import Decimal

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from convstudio.engine.geometry import Box
from convstudio.files.project import load_project
from convstudio.files.resources import resource_dir
from convstudio.files.step_text import as_latex, as_markdown, as_numpy, as_text
from convstudio.views.arithmetic_panel import ArithmeticPanel
from convstudio.views.theme import DARK, apply_theme


@pytest.fixture
def show(qtbot, make_studio):
    def shown(project=None, step=14):
        studio = make_studio(project)
        studio.player.go_to(step)
        panel = ArithmeticPanel(studio)
        qtbot.addWidget(panel)
        panel.resize(1000, 180)
        panel.show()
        return panel

    return shown


def lines(panel):
    panel.show_step()
    return panel.view.scene.column.lines


def tip_at(panel, point):
    viewport = panel.view.viewport()
    event = QHelpEvent(QEvent.Type.ToolTip, point, viewport.mapToGlobal(point))
    QApplication.sendEvent(viewport, event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_every_step_shows_the_value_of_the_map(show):
    panel = show(step=0)
    studio = panel._studio
    maps = studio.results.output_of(0)
    for index in range(36):
        studio.player.go_to(index)
        row, col = divmod(index, 6)
        assert float(lines(panel).value) == maps[row, col, 0]


def test_the_panel_follows_the_player_by_itself(show, qtbot):
    panel = show(step=14)
    panel._studio.player.step_forward()
    qtbot.waitUntil(lambda: panel.view.scene.step.col == 3)
    assert panel.view.scene.step.row == 2


def test_an_edit_of_the_input_changes_the_shown_numbers(show):
    panel = show()
    panel._studio.document.set_cells(Box(2, 3, 3, 4), np.full((1, 1, 1), 5, np.float32), "Five")
    assert lines(panel).value == "7"


def test_an_edit_of_a_weight_that_meets_zeros_is_shown_too(show, qtbot):
    panel = show()
    panel._studio.document.set_weight((0, 0, 0, 0), 0.5)
    qtbot.waitUntil(lambda: panel.view.scene.numbers.channels[0].weights[0] == "0.5")
    assert lines(panel).value == "3"


def test_copy_gives_the_text_of_the_command_line(show, qtbot):
    panel = show()
    panel.findChild(QAction, "copy_step").trigger()
    text = QGuiApplication.clipboard().text()
    assert text == as_text(panel.explanation())
    assert "[0, 1, 0] . [0, 1, 1] = 3" in text


@pytest.mark.parametrize(
    ("form", "write"),
    [("text", as_text), ("markdown", as_markdown), ("latex", as_latex), ("numpy", as_numpy)],
)
def test_a_step_can_be_copied_in_four_forms(show, form, write):
    panel = show()
    panel.findChild(QAction, f"copy_step_{form}").trigger()
    assert QGuiApplication.clipboard().text() == write(panel.explanation())


def test_the_copied_program_computes_the_value(show, capsys):
    panel = show()
    exec(panel.text("numpy"), {})
    assert float(capsys.readouterr().out) == 3


def test_a_zero_says_why(show):
    assert "Nothing matched" in lines(show(step=0)).why


def test_the_exact_numbers_are_one_hover_away(show, make_project):
    panel = show(make_project(np.full((3, 3), 0.1), np.full((3, 3), 1 / 3)), step=0)
    panel.show_step()
    text = tip_at(panel, panel.view.scene.product_rect(0, 1, 2).center())
    assert "weight[1, 2] = 0.3333333432674408" in text
    assert "input[1, 2] = 0.10000000149011612" in text


def test_the_exact_numbers_can_be_reached_by_keys(show, qtbot):
    panel = show()
    panel.show_step()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert "weight[1, 1] = 1.0" in panel.view.accessibleDescription()
    QToolTip.hideText()


def test_padding_is_told_as_padding(show, make_project):
    panel = show(make_project(np.ones((4, 4)), np.ones((3, 3)), padding="same"), step=0)
    panel.show_step()
    assert "padding at [-1, -1] = 0.0" in tip_at(panel, panel.view.scene.product_rect(0, 0, 0).center())


def test_every_channel_has_its_products(show, make_project):
    panel = show(make_project(np.ones((5, 5, 3)), np.ones((3, 3, 3, 1))), step=0)
    panel.show_step()
    assert len(panel.view.scene.blocks) == 3
    assert lines(panel).sum == "Σ channels = 9 + 9 + 9 = 27"


def test_many_channels_fold_until_all_are_asked_for(show, make_project, qtbot):
    panel = show(make_project(np.ones((5, 5, 12)), np.ones((3, 3, 12, 1))), step=0)
    assert lines(panel).folded == "4 other channels together: 36"
    qtbot.mouseClick(panel.all_channels, Qt.MouseButton.LeftButton)
    assert lines(panel).folded == ""
    assert len(panel.view.scene.blocks) == 12


def test_few_channels_have_no_button_to_show_all(show):
    assert not show().all_channels.isVisible()


def test_grids_that_do_not_fit_scroll(show, make_project):
    panel = show(make_project(np.ones((5, 5, 6)), np.ones((3, 3, 6, 1))), step=0)
    panel.show_step()
    assert panel.view.horizontalScrollBar().maximum() > 0


def test_a_layer_that_does_not_fit_says_so(show, qtbot):
    panel = show()
    panel._studio.document.set_setting("kernel_size", (20, 20))
    qtbot.waitUntil(lambda: panel.view.scene is None)
    assert panel.view.message == "This layer does not fit"


def test_while_predicting_the_value_is_hidden(show):
    panel = show()
    panel._studio.predict.set_enabled(True)
    assert lines(panel).value == "?"
    assert not panel.copy_action.isEnabled()
    assert panel.predict.isVisible()


def test_a_right_answer_shows_the_value(show, qtbot):
    panel = show()
    panel._studio.predict.set_enabled(True)
    qtbot.keyClicks(panel.predict.field, "3")
    qtbot.keyClick(panel.predict.field, Qt.Key.Key_Return)
    assert lines(panel).value == "3"
    assert "right" in panel.predict.verdict.text()


def test_a_wrong_answer_says_which_product_it_missed(show, qtbot):
    panel = show()
    panel._studio.predict.set_enabled(True)
    qtbot.keyClicks(panel.predict.field, "2")
    qtbot.mouseClick(panel.predict.check, Qt.MouseButton.LeftButton)
    assert lines(panel).value == "?"
    assert "product 1" in panel.predict.verdict.text()


def test_an_answer_that_is_no_number_is_refused(show, qtbot):
    panel = show()
    panel._studio.predict.set_enabled(True)
    qtbot.keyClicks(panel.predict.field, "many")
    qtbot.keyClick(panel.predict.field, Qt.Key.Key_Return)
    assert "many" in panel.predict.verdict.text()
    assert lines(panel).value == "?"


def test_one_can_give_up(show, qtbot):
    panel = show()
    panel._studio.predict.set_enabled(True)
    qtbot.mouseClick(panel.predict.give_up, Qt.MouseButton.LeftButton)
    assert lines(panel).value == "3"


def test_the_next_step_is_asked_anew(show, qtbot):
    panel = show()
    panel._studio.predict.set_enabled(True)
    qtbot.mouseClick(panel.predict.give_up, Qt.MouseButton.LeftButton)
    panel._studio.player.step_forward()
    assert lines(panel).value == "?"
    assert panel.predict.field.isVisible()


def test_large_kernels_are_heatmaps_with_their_largest_products(show, make_project):
    panel = show(make_project(np.ones((12, 12)), np.ones((9, 9))), step=0)
    panel.show_step()
    assert panel.view.scene.column.aside[0] == "Largest products:"
    assert len(panel.view.scene.column.aside) == 6


def test_no_line_of_the_largest_products_is_cut_in_half(show, make_project):
    column = show(make_project(np.ones((12, 12)), np.ones((9, 9))), step=0).view.scene.column
    line = QFontMetrics(column.sizes.fixed).lineSpacing()
    assert column.lines_aside(6 * line) == column.aside
    assert column.lines_aside(6 * line - 1) == column.aside[:-1]
    assert column.lines_aside(-1) == ()


def test_below_the_sentences_there_is_room_for_every_largest_product(show, make_project):
    panel = show(make_project(np.ones((12, 12)), np.ones((9, 9))), step=0)
    panel.resize(330, 180)
    panel.show_step()
    column = panel.view.scene.column
    assert column.aside_below
    *_, last = column._places(QPoint(), 200)
    assert column.lines_aside(column.height(200) - (last.bottom() + 1)) == column.aside


@pytest.mark.parametrize("size", [(300, 90), (600, 400), (1600, 200)])
def test_it_can_be_painted_at_any_size(show, make_project, size):
    panel = show(make_project(np.ones((6, 6, 3)), np.ones((3, 3, 3, 1)), padding="same"), step=0)
    panel.resize(*size)
    panel.show_step()
    image = panel.view.viewport().grab().toImage()
    assert len({image.pixel(x, 30) for x in range(image.width())}) > 1


def test_it_follows_the_theme(show, dressed):
    panel = show()
    apply_theme(dressed, DARK)
    image = panel.view.viewport().grab().toImage()
    assert image.pixelColor(image.width() - 1, image.height() - 1).name() == DARK.card


def test_a_flipped_filter_is_called_flipped(show):
    panel = show()
    panel._studio.document.set_setting("flip", True)
    panel.show_step()
    assert panel.said.text().startswith("flipped filter")


def test_with_the_focus_each_step_is_announced(show, qtbot):
    panel = show()
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    panel.show_step()
    assert panel.view.accessibleDescription().endswith("linear(3) = 3")


def many_channels(make_project, channels):
    """Weights and cells of few digits, so that every shown sum can be exact."""
    random = np.random.default_rng(channels)
    x = random.integers(0, 5, (4, 4, channels)) / 4
    return make_project(x, random.integers(-4, 5, (3, 3, channels, 1)) / 4)


@pytest.mark.parametrize("channels", [64, 512])
def test_many_channels_add_up_as_they_are_shown(show, make_project, channels):
    panel = show(many_channels(make_project, channels), step=0)
    for step in range(4):
        panel._studio.player.go_to(step)
        panel.show_step()
        numbers = panel.view.scene.numbers
        sizes = [abs(Decimal(one.subtotal)) for one in numbers.channels]
        assert sizes == sorted(sizes, reverse=True)
        assert len(sizes) + numbers.folded == channels
        assert numbers.sum_exact
        assert sum(map(Decimal, numbers.terms)) == Decimal(numbers.total)
        assert all(one.exact for one in numbers.channels)
        assert float(numbers.value) == panel._studio.results.output_of(0)[divmod(step, 2)][0]


def test_beside_many_channels_stands_what_each_adds(show, make_project):
    panel = show(many_channels(make_project, 64), step=0)
    panel.show_step()
    scene = panel.view.scene
    text = "\n".join(scene.column.aside)
    assert "What each channel adds:" in text
    assert f"others: {scene.numbers.rest}" in " ".join(text.split())
    for one in scene.numbers.channels:
        assert f"{one.channel + 1}: {one.subtotal}" in " ".join(text.split())


def test_all_of_512_channels_add_up(show, make_project):
    panel = show(many_channels(make_project, 512), step=0)
    panel.all_channels.setChecked(True)
    panel.show_step()
    numbers = panel.view.scene.numbers
    assert [one.channel for one in numbers.channels] == list(range(512))
    assert sum(Decimal(one.subtotal) for one in numbers.channels) == Decimal(numbers.total)


def test_what_each_channel_adds_is_painted_where_there_is_room(show, make_project, dressed):
    panel = show(many_channels(make_project, 64), step=0)
    panel.resize(1400, 180)
    panel.show_step()
    image = panel.view.viewport().grab().toImage()
    strip = [image.pixel(x, y) for x in range(image.width() - 60, image.width()) for y in range(20, 80)]
    assert len(set(strip)) > 1


def test_only_a_change_of_what_reaches_the_layer_can_change_the_scale_of_the_patch(show, make_project):
    panel = show(make_project(np.linspace(0, 2, 36).reshape(6, 6), np.ones((3, 3))))
    document, scale = panel._studio.document, panel._scale
    document.set_setting("activation", "relu")
    panel._studio.results.maps_changed.emit(0, None, range(1))
    document.paint([(0, 0)], 1.5)
    panel.show_step()
    assert panel._scale == scale
    document.paint([(0, 0)], 4.0)
    panel.show_step()
    assert panel._scale.high == 4


def test_maps_of_other_filters_do_not_touch_the_step(show, make_project):
    panel = show(make_project(np.ones((6, 6)), np.ones((3, 3, 1, 4))))
    panel.show_step()
    panel._studio.results.maps_changed.emit(0, None, range(1, 4))
    assert not panel._soon.isActive()
    panel._studio.results.maps_changed.emit(0, None, range(2))
    assert panel._soon.isActive()


def test_the_colour_example_adds_up_as_it_is_shown(show):
    panel = show(load_project(resource_dir() / "examples" / "sign.convstudio"), step=400)
    said = lines(panel)
    assert said.sum == "Σ channels = 0.96078 - 0.48039 - 0.47059 = 0.0098"
    assert said.bias == "0.0098 + bias 0 = 0.0098"
    assert (said.activation, said.value) == ("linear(0.0098) ≈", "0.00980392")
    assert "sum: 0.96078 - 0.48039 - 0.47059 = 0.0098" in panel.text()


def test_the_exact_sums_are_one_hover_away(show):
    panel = show(load_project(resource_dir() / "examples" / "sign.convstudio"), step=400)
    panel.show_step()
    text = tip_at(panel, QPoint(panel.view.scene.room_for_grids + 40, 20))
    assert "channel 1 = 0.9607843160629272" in text
    assert "value = 0.00980392" in text


def test_the_exact_sums_can_be_reached_by_enter(show, qtbot):
    panel = show()
    panel.show_step()
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert panel.view.accessibleDescription().splitlines() == [
        "sum = 3.0",
        "bias = 0.0",
        "before the activation = 3.0",
        "value = 3.0",
    ]
    QToolTip.hideText()


def test_the_copied_text_has_the_value_of_the_map(show, monkeypatch):
    panel = show()
    held = np.full((6, 6), 3.25, np.float32)
    monkeypatch.setattr(panel._studio.results, "map_of", lambda layer, filter: held)
    assert lines(panel).activation == "linear(3) ≈"
    assert panel.text().splitlines()[-1] == "linear(3) ≈ 3.25"
