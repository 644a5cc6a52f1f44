"""The Backward page in the real window, with mouse and keyboard."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QToolButton,
    QWidget,
)

from convstudio.app import make_window
from convstudio.files.resources import examples, networks
from convstudio.files.tasks import task_named
from convstudio.model.backward_look import Side
from convstudio.model.machine import TrainingState
from convstudio.model.stepper import State
from convstudio.views.theme import DARK
from convstudio.views.view_tabs import BACKWARD, NETWORK, STAGE

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def open_page(qtbot):
    """Opens an example, and the Backward page by its tab."""

    def opened(example="vertical-line", layer=0, size=(1440, 900)):
        paths = {one.id: one.path for one in (*examples(), *networks())}
        window = make_window(str(paths[example]))
        window.resize(*size)
        qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
        with qtbot.waitExposed(window):
            window.show()
        bar = window.tabs.bar
        qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(BACKWARD).center())
        page = window.tabs.made(BACKWARD)
        qtbot.waitUntil(lambda: page.backward.numbers is not None, timeout=20_000)
        window.studio.document.set_active_layer(layer)
        settle(qtbot, page)
        return window, page

    return opened


def settle(qtbot, page):
    """Until the page shows what is looked at, and its finite difference."""
    page.show_step()
    qtbot.waitUntil(lambda: page.backward.difference() is not None, timeout=20_000)
    page.show_step()


def grid(page, number):
    return page.panels[number - 1].view


def click(qtbot, view, row, col, button=LEFT):
    qtbot.mouseClick(view.viewport(), button, pos=view.cell_rect(row, col).center())


def lines(page):
    return {line.caption: line.text for line in page.texts.lines}


def side(window, name, qtbot):
    qtbot.mouseClick(window.findChild(QToolButton, f"backward_{name}"), LEFT)


def choose(window, name, text):
    box = window.findChild(QComboBox, name)
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def wait_for_numbers(qtbot, page, do):
    with qtbot.waitSignal(page.backward.source.numbers_changed, timeout=20_000):
        do()
    settle(qtbot, page)


def test_the_page_is_made_when_it_is_first_asked_for(open_page):
    window, page = open_page()
    assert page.objectName() == "gradient_view"
    assert page.isVisible()
    assert window.inspector_dock.isHidden()


def test_window_error_and_sum_stand_side_by_side(open_page):
    _, page = open_page()
    x, error, total = (grid(page, n).values for n in (1, 2, 3))
    assert x.tolist() == [[0, 0, 0, 1, 1, 0, 0, 0]] * 8
    np.testing.assert_allclose(error, [[0, -1 / 18, 1 / 18, 1 / 18, -1 / 18, 0]] * 6)
    assert total.tolist() == [[0, 0, 0]] * 3


def test_every_step_adds_its_window_times_its_error(open_page, qtbot):
    window, page = open_page()
    x, error = grid(page, 1).values, grid(page, 2).values
    expected = np.zeros((3, 3))
    for index in range(36):
        page.show_step()
        row, col = divmod(index, 6)
        expected += x[row : row + 3, col : col + 3] * error[row, col]
        np.testing.assert_allclose(grid(page, 3).values, expected, atol=1e-15)
        assert f"Step {index + 1} of 36" in window.tools.transport.step_label.text()
        qtbot.keyClick(grid(page, 2), Qt.Key.Key_Right)
    np.testing.assert_allclose(expected, page.backward.numbers.training.by_weights[0]["kernel"][:, :, 0, 0])


def test_keys_step_play_and_jump_as_on_the_stage(open_page, qtbot):
    window, page = open_page()
    view, backward = grid(page, 2), page.backward
    assert view.hasFocus()
    for key, index in (
        (Qt.Key.Key_End, 35),
        (Qt.Key.Key_Left, 34),
        (Qt.Key.Key_Up, 28),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Down, 6),
    ):
        qtbot.keyClick(view, key)
        assert backward.index == index
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert backward.state is State.PLAYING
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert backward.state is State.PAUSED
    assert window.studio.player.index == 0


def test_the_transport_drives_the_page_and_then_the_stage_again(open_page, qtbot):
    window, page = open_page()
    actions = window.named_actions()
    actions["to_end"].trigger()
    assert (page.backward.index, window.studio.player.index) == (35, 0)
    window.tools.transport.step_slider.setValue(8)
    assert page.backward.index == 7
    actions["play"].trigger()
    assert page.backward.state is State.PLAYING
    window.tabs.show_view(STAGE)
    assert page.backward.state is State.PAUSED
    actions["step_forward"].trigger()
    assert (page.backward.index, window.studio.player.index) == (7, 1)


def test_a_click_on_the_errors_goes_to_that_position_and_the_wheel_steps(open_page, qtbot):
    _, page = open_page()
    view = grid(page, 2)
    click(qtbot, view, 2, 3)
    assert page.backward.index == 15
    place = QPointF(view.cell_rect(0, 0).center())
    wheel = QWheelEvent(
        place,
        QPointF(view.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert page.backward.index == 16


def test_a_weight_is_chosen_by_click_and_by_arrows_and_told_in_full(open_page, qtbot):
    _, page = open_page()
    click(qtbot, grid(page, 3), 0, 1)
    page.backward.go_to(14)
    settle(qtbot, page)
    told = lines(page)
    assert told["Step 15"] == "window at rows 2–4, columns 2–4, error at [2, 2]"
    assert told["Cell × error"] == "1 × 0.0556 = 0.0556"
    assert told["Sum so far"] == "kernel[0, 1, 0, 0]: 0.2222 + 0.0556 = 0.2778"
    assert told["Gradient"] == "0.666667 after all 36 steps, stored as 0.6666667"
    assert re.search(r"/ \(2 × 0.0001\) = 0.666667, relative difference \de-1\d$", told["Finite difference"])
    assert told["Update (SGD)"] == "w ← w − rate · g = 1 − 0.01 × 0.666667 = 0.993333"
    qtbot.keyClick(grid(page, 3), Qt.Key.Key_Down)
    page.show_step()
    assert page.backward.look.weight == (1, 1)
    assert grid(page, 3).marks.marks("step")[0].box == (1, 2, 1, 2)


def test_a_gradient_of_0_is_confirmed_as_far_as_the_loss_is_exact(open_page, qtbot):
    _, page = open_page()
    assert lines(page)["Gradient"] == "0 after all 36 steps, stored as 0"
    assert lines(page)["Finite difference"].endswith("= 0, the same within the rounding of the losses")


def test_the_other_side_shows_the_errors_and_the_kernel_turned_around(open_page, qtbot):
    window, page = open_page()
    window.studio.document.set_kernel(np.arange(9.0).reshape(3, 3, 1, 1), "Numbers")
    side(window, "input", qtbot)
    page.backward.go_to(0)
    wait_for_numbers(qtbot, page, lambda: page.backward.source.wish(rate=0.1))
    assert grid(page, 2).values.tolist() == [[8, 7, 6], [5, 4, 3], [2, 1, 0]]
    click(qtbot, grid(page, 3), 3, 4)
    settle(qtbot, page)
    assert page.backward.index == 28
    error, turned = grid(page, 1).values, grid(page, 2).values
    assert grid(page, 3).values[3, 4] == pytest.approx((error[1:4, 2:5] * turned).sum())
    assert [mark.box for mark in grid(page, 2).marks.marks("step")] == [(0, 3, 0, 3)]
    assert "relative difference" in lines(page)["Finite difference"]


def test_at_the_border_only_some_weights_are_met(open_page, qtbot):
    window, page = open_page()
    side(window, "input", qtbot)
    page.backward.go_to(0)
    page.show_step()
    (mark,) = grid(page, 2).marks.marks("step")
    assert mark.box == (2, 3, 2, 3)  # turned around, the first weight is the last


def test_the_loss_is_walked_through_and_the_target_is_drawn(open_page, qtbot):
    window, page = open_page()
    side(window, "loss", qtbot)
    settle(qtbot, page)
    assert grid(page, 2).values.tolist() == [[0, 1, 2, 2, 1, 0]] * 6
    click(qtbot, grid(page, 1), 1, 2)
    settle(qtbot, page)
    assert lines(page)["Step 9"] == "output[1, 2, 0] = 3, wanted 2"
    assert lines(page)["In the loss"] == "(3 − 2)² = 1"
    assert lines(page)["Error"] == "2 × (3 − 2) / 36 = 0.0555556"
    page.value_box.setValue(3)
    wait_for_numbers(qtbot, page, lambda: click(qtbot, grid(page, 2), 1, 2))
    assert grid(page, 2).values[1, 2] == 3
    assert lines(page)["Error"] == "2 × (3 − 3) / 36 = 0"
    assert window.findChild(QComboBox, "backward_target_box").currentText() == "Drawn by hand"
    wait_for_numbers(qtbot, page, lambda: click(qtbot, grid(page, 2), 1, 2, RIGHT))
    assert grid(page, 2).values[1, 2] == 0


def test_the_target_is_drawn_with_the_keys_too(open_page, qtbot):
    window, page = open_page()
    side(window, "loss", qtbot)
    settle(qtbot, page)
    view = grid(page, 2)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    wait_for_numbers(qtbot, page, lambda: qtbot.keyClick(view, Qt.Key.Key_Delete))
    assert view.values[1].tolist() == [0, 0, 2, 2, 1, 0]
    wait_for_numbers(qtbot, page, lambda: qtbot.keyClick(view, Qt.Key.Key_Return))
    assert view.values[1].tolist() == [0, 1, 2, 2, 1, 0]


def test_a_drag_draws_every_cell_on_its_way(open_page, qtbot):
    window, page = open_page()
    side(window, "loss", qtbot)
    settle(qtbot, page)
    view = grid(page, 2)
    page.value_box.setValue(7)
    qtbot.mousePress(view.viewport(), LEFT, pos=view.cell_rect(0, 0).center())
    for col in (1, 2):
        point = QPointF(view.cell_rect(0, col).center())
        globally = QPointF(view.viewport().mapToGlobal(point.toPoint()))
        none = Qt.KeyboardModifier.NoModifier
        move = QMouseEvent(QEvent.Type.MouseMove, point, globally, Qt.MouseButton.NoButton, LEFT, none)
        QApplication.sendEvent(view.viewport(), move)
    qtbot.waitUntil(lambda: view.values[0, :3].tolist() == [7, 7, 7], timeout=20_000)


def test_the_target_is_taken_from_the_library_or_is_zero(open_page, qtbot):
    window, page = open_page()
    assert window.findChild(QComboBox, "backward_target_box").currentText() == "Horizontal line"
    wait_for_numbers(qtbot, page, lambda: choose(window, "backward_target_box", "Zeros"))
    assert page.backward.numbers.loss.value == 3
    assert page.head.loss_label.text().startswith("Loss <b>3</b>")
    wait_for_numbers(qtbot, page, lambda: choose(window, "backward_target_box", "Vertical line"))
    assert page.backward.numbers.loss.value == 0


def test_another_optimizer_writes_out_another_update(open_page, qtbot):
    window, page = open_page()
    wait_for_numbers(qtbot, page, lambda: choose(window, "backward_optimizer_box", "Adam"))
    assert [line.text.split(" = ")[0] for line in page.texts.lines[-4:]] == [
        "m ← m + (1 − β₁)(g − m)",
        "v ← v + (1 − β₂)(g² − v)",
        "a",
        "w ← w − a · m / (√v + ε)",
    ]
    box = page.head.rate_box
    wait_for_numbers(qtbot, page, lambda: box.setValue(0.5))
    assert page.backward.weight.update.lines[2].numbers.startswith("0.5 ×")


def test_an_edit_of_the_network_is_followed_by_undo_too(open_page, qtbot):
    window, page = open_page()
    before = page.head.loss_label.text()
    wait_for_numbers(qtbot, page, lambda: window.studio.document.set_weight((1, 1, 0, 0), 4.0))
    assert page.head.loss_label.text() != before
    wait_for_numbers(qtbot, page, window.named_actions()["undo"].trigger)
    assert page.head.loss_label.text() == before


def test_a_pooling_tells_who_wins_and_what_the_others_get(open_page, qtbot):
    window, page = open_page("lenet", layer=1)
    assert page.backward.look.side is Side.INPUT
    assert not window.findChild(QToolButton, "backward_weights").isEnabled()
    cell = page.backward.cell
    winner = cell.windows[0].winner
    page.backward.go_to_place(*winner)
    settle(qtbot, page)
    assert lines(page)["Window [0, 0]"].startswith("the cell is its largest")
    frames = [mark.box for mark in grid(page, 1).marks.marks("step")]
    assert (0, 2, 0, 2) in frames
    other = (1 - winner[0], winner[1])
    click(qtbot, grid(page, 3), *other)
    page.show_step()
    assert f"[{winner[0]}, {winner[1]}] is its largest" in lines(page)["Window [0, 0]"]
    assert page.backward.cell.gradient == 0


def test_closed_gates_of_a_relu_are_hatched(open_page):
    _, page = open_page("digit")
    sums = page.backward.numbers.training.sums(0)[0, :, :, 0]
    np.testing.assert_array_equal(grid(page, 2).hatching.mask, sums <= 0)
    assert "before relu" in page.panels[1].title.text()


def test_the_gate_of_this_position_is_written_out(open_page, qtbot):
    _, page = open_page("digit")
    sums = page.backward.numbers.training.sums(0)[0, :, :, 0]
    row, col = np.argwhere(sums > 0)[0].tolist()
    page.backward.go_to_place(row, col)
    settle(qtbot, page)
    assert re.search(r"^error × slope at \S+: \S+ × 1 = ", lines(page)["Through relu"])
    row, col = np.argwhere(sums < 0)[0].tolist()
    page.backward.go_to_place(row, col)
    settle(qtbot, page)
    assert "closed" in lines(page)["Through relu"]


def test_a_unit_and_a_weight_of_a_dense_layer_are_chosen_by_click(open_page, qtbot):
    _, page = open_page("lenet", layer=5)
    click(qtbot, grid(page, 2), 1, 2)
    page.show_step()
    assert page.backward.look.filter == grid(page, 2).values.shape[1] + 2
    click(qtbot, grid(page, 1), 3, 4)
    page.show_step()
    assert page.backward.look.weight == (3, 4)
    number = 3 * grid(page, 1).values.shape[1] + 4
    assert page.backward.weight.index == (number, page.backward.look.filter)


def test_the_right_class_is_chosen_by_click(open_page, qtbot):
    window, page = open_page("lenet")
    side(window, "loss", qtbot)
    settle(qtbot, page)
    wait_for_numbers(qtbot, page, lambda: click(qtbot, grid(page, 2), 0, 7))
    assert window.findChild(QComboBox, "backward_target_box").currentText() == "Class 7"
    assert grid(page, 2).values.tolist() == [[0, 0, 0, 0, 0, 0, 0, 1, 0, 0]]


def test_lines_of_cells_stand_one_below_the_other(open_page):
    _, page = open_page("bump")
    tops = [panel.y() for panel in page.panels]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3
    assert len({panel.x() for panel in page.panels}) == 1


def test_a_layer_that_does_not_fit_says_why_and_the_page_lives_on(open_page, qtbot):
    window, page = open_page()
    with qtbot.waitSignal(page.backward.source.numbers_changed, timeout=20_000):
        window.studio.document.set_setting("kernel_size", (9, 9))
    page.show_step()
    assert "more cells than the padded input" in page.head.loss_label.text()
    assert not any(panel.isVisible() for panel in page.panels)
    assert not window.named_actions()["play"].isEnabled()
    wait_for_numbers(qtbot, page, window.named_actions()["undo"].trigger)
    assert all(panel.isVisible() for panel in page.panels)


@pytest.mark.parametrize("name", ["loss", "weights", "input"])
def test_a_step_is_copied_as_text_markdown_latex_and_a_program_that_runs(open_page, qtbot, name, capsys):
    window, page = open_page()
    side(window, name, qtbot)
    page.backward.go_to(14)
    settle(qtbot, page)
    texts = {}
    for form in ("text", "markdown", "latex", "numpy"):
        window.findChild(QAction, f"copy_gradient_{form}").trigger()
        texts[form] = QGuiApplication.clipboard().text()
    assert all(line.text in texts["text"] for line in page.texts.lines)
    assert texts["markdown"].startswith("**")
    assert r"\begin{align*}" in texts["latex"]
    names = {}
    exec(texts["numpy"], names)
    backward = page.backward
    found = {
        "loss": lambda: names["errors"][backward.output.place],
        "weights": lambda: names["gradient"],
        "input": lambda: names["gradient"],
    }[name]()
    facts = backward.output or backward.weight or backward.cell
    assert found == pytest.approx(facts.gradient, rel=1e-12)
    assert capsys.readouterr().out


def test_every_control_has_a_name_for_screen_readers_and_a_tooltip(open_page):
    _, page = open_page("lenet")
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox)
    own = (QAbstractSpinBox, QComboBox)
    found = [w for w in page.findChildren(QWidget) if isinstance(w, kinds)]
    found = [widget for widget in found if not isinstance(widget.parent(), own)]
    assert len(found) >= 12
    assert [w.objectName() for w in found if not w.accessibleName() or not w.toolTip()] == []
    for panel in page.panels:
        assert panel.view.accessibleName()
        assert panel.view.toolTip()


def test_what_happens_is_told_to_screen_readers(open_page, qtbot):
    _, page = open_page()
    qtbot.keyClick(grid(page, 2), Qt.Key.Key_Right)
    page.show_step()
    said = grid(page, 2).accessibleDescription()
    assert said.startswith("Step 2: window at rows 0–2, columns 1–3, error at [0, 1]")


def test_another_theme_and_palette_are_followed(open_page, qtbot):
    window, page = open_page()
    before = grid(page, 2).scale_of_values.palette
    window.named_actions()["palette_orange-purple"].trigger()
    qtbot.waitUntil(lambda: grid(page, 2).scale_of_values.palette != before)
    window.named_actions()["theme_dark"].trigger()
    qtbot.waitUntil(lambda: grid(page, 3).marks.marks("step")[0].color == DARK.link)
    window.named_actions()["theme_light"].trigger()


def test_away_from_the_page_nothing_is_worked_out(open_page, qtbot):
    window, page = open_page()
    window.tabs.show_view(NETWORK)
    numbers = page.backward.numbers
    window.studio.document.set_weight((1, 1, 0, 0), 4.0)
    qtbot.wait(30)
    assert page.backward.numbers is numbers
    window.tabs.show_view(BACKWARD)
    qtbot.waitUntil(lambda: page.backward.numbers is not numbers, timeout=20_000)


def test_the_next_step_of_a_training_is_explained_from_the_menu(open_page, qtbot):
    window, page = open_page()
    box = window.findChild(QComboBox, "backward_source_box")
    assert box.count() == 1
    trainer = window.studio.trainer
    trainer.open_task(task_named("strokes"))
    window.tabs.show_view(STAGE)
    trainer.step_once()
    qtbot.waitUntil(lambda: trainer.state is TrainingState.PAUSED, timeout=20_000)
    wait_for_numbers(qtbot, page, window.named_actions()["train_explain"].trigger)
    assert page.isVisible()
    assert box.currentText() == "the training's next batch"
    size = trainer.recipe.batch_size
    assert page.head.facts.text().startswith(f"step 2: {size} samples, ")
    assert not page.head.target_box.isVisible()
    assert page.backward.count == size * np.prod(grid(page, 2).values.shape)
    side(window, "input", qtbot)
    page.show_step()
    samples = window.findChild(QComboBox, "backward_sample_box")
    assert samples.count() == size
    samples.setCurrentIndex(3)
    samples.activated.emit(3)
    assert page.backward.cell.sample == 3
    wait_for_numbers(qtbot, page, lambda: choose(window, "backward_source_box", "this input"))
    assert page.head.target_box.isVisible()
    assert len(page.backward.numbers.question.x) == 1


@pytest.mark.parametrize("example", ["vertical-line", "lenet", "causal", "separable"])
@pytest.mark.parametrize("name", ["loss", "weights", "input"])
def test_in_a_small_window_nothing_is_cut_or_overlaps(open_page, qtbot, example, name):
    window, page = open_page(example, size=(1024, 640))
    side(window, name, qtbot)
    settle(qtbot, page)
    assert (window.width(), window.height()) == (1024, 640)
    seen = [panel for panel in page.panels if panel.isVisible()]
    for number, panel in enumerate(seen):
        assert panel.width() >= 96
        assert all(not panel.geometry().intersects(other.geometry()) for other in seen[number + 1 :])
    for box in page.head.findChildren(QWidget):
        if box.isVisible():
            assert page.head.rect().contains(box.mapTo(page.head, box.rect().topLeft()))
            assert page.head.rect().contains(box.mapTo(page.head, box.rect().bottomRight()))
