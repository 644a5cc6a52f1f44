"""The main job in the real window, with mouse and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSlider, QSpinBox, QTableView, QWidget

from convstudio.app import make_window
from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import Geometry
from convstudio.model.player import State
from convstudio.nn import Conv2D

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot):
    window = make_window()
    window.resize(1440, 900)
    # Closing would ask what to do with unsaved work, and wait for an answer.
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    return window


def part(window, kind, name):
    widget = window.findChild(kind, name)
    assert widget is not None, name
    return widget


def place(view, row, col):
    return view.cell_rect(row, col).center()


def drag(qtbot, view, cells, button=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.mousePress(view.viewport(), button, modifiers, place(view, *cells[0]))
    for cell in cells[1:]:
        move(view, cell, button, modifiers)
    qtbot.mouseRelease(view.viewport(), button, modifiers, place(view, *cells[-1]))


def move(view, cell, button=Qt.MouseButton.NoButton, modifiers=Qt.KeyboardModifier.NoModifier):
    """A mouse move with a button down; QTest's own moves have none."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    point = QPointF(place(view, *cell))
    globally = QPointF(view.viewport().mapToGlobal(point.toPoint()))
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, globally, Qt.MouseButton.NoButton, Qt.MouseButton(button), modifiers
    )
    QApplication.sendEvent(view.viewport(), event)


def expected_map(window):
    project = window.studio.document.project
    kernel, bias = project.layers[0].weights
    geometry = Geometry.build(project.input.shape[:2], kernel.shape[:2])
    return convolve_slowly(project.input[None], kernel, bias, geometry)[0, :, :, 0]


def views(window):
    return part(window, QWidget, "input_view"), part(window, QWidget, "feature_map_view")


def test_the_worked_example_stands_there_at_once(window):
    input_view, map_view = views(window)
    assert input_view.values.shape == (8, 8)
    assert map_view.values.tolist() == [[0, 0, 3, 3, 0, 0]] * 6
    assert window.studio.player.index == 0
    assert "1 of 36" in window.tools.transport.step_label.text()


def test_all_36_steps_show_the_numbers_of_the_engine(window, qtbot):
    _, map_view = views(window)
    truth = expected_map(window)
    map_view.setFocus()
    for number in range(36):
        step = window.studio.player.step
        assert step.index == number
        assert map_view.values[step.row, step.col] == truth[step.row, step.col]
        shown = window.arithmetic.explanation()
        assert shown.value == truth[step.row, step.col]
        assert (
            f"map[{step.row}, {step.col}] = {truth[step.row, step.col]:.0f}"
            in window.statusBar().place.text()
        )
        qtbot.keyClick(map_view, Qt.Key.Key_Right)
    assert window.studio.player.state is State.FINISHED


def test_play_walks_to_the_end(window, qtbot):
    window.studio.player.set_speed(60)
    qtbot.keyClick(window, Qt.Key.Key_Space, CTRL)
    assert window.studio.player.state is State.PLAYING
    qtbot.waitUntil(lambda: window.studio.player.state is State.FINISHED, timeout=10_000)
    assert window.studio.player.index == 35


def test_a_stroke_paints_its_cells_and_is_one_undo(window, qtbot):
    input_view, map_view = views(window)
    before = input_view.values.copy()
    drag(qtbot, input_view, [(1, 0), (1, 1), (1, 2)])
    assert input_view.values[1, :3].tolist() == [1, 1, 1]
    assert np.array_equal(map_view.values, expected_map(window))
    assert window.studio.document.undo_stack.count() == 1
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert np.array_equal(input_view.values, before)
    assert np.array_equal(map_view.values, expected_map(window))


def test_a_quick_stroke_has_no_gaps(window, qtbot):
    input_view, _ = views(window)
    drag(qtbot, input_view, [(0, 0), (7, 0)])
    assert input_view.values[:, 0].tolist() == [1] * 8


def test_the_map_follows_while_the_mouse_still_moves(window, qtbot):
    input_view, map_view = views(window)
    qtbot.mousePress(input_view.viewport(), LEFT, pos=place(input_view, 2, 0))
    move(input_view, (2, 2), LEFT)
    assert map_view.values[2, 0] == expected_map(window)[2, 0] == 1
    qtbot.mouseRelease(input_view.viewport(), LEFT, pos=place(input_view, 2, 2))


def test_the_right_button_erases(window, qtbot):
    input_view, _ = views(window)
    drag(qtbot, input_view, [(0, 3), (0, 4)], RIGHT)
    assert input_view.values[0].sum() == 0


def test_shift_draws_a_straight_line_and_ctrl_picks_a_value(window, qtbot):
    input_view, _ = views(window)
    drag(qtbot, input_view, [(7, 0), (5, 1), (7, 7)], modifiers=SHIFT)
    assert input_view.values[7].tolist() == [1] * 8
    assert input_view.values[5, 1] == 0
    qtbot.mouseClick(input_view.viewport(), LEFT, CTRL, place(input_view, 0, 0))
    assert part(window, QWidget, "brush_value_box").value() == 0


def test_the_brush_has_a_size(window, qtbot):
    input_view, _ = views(window)
    part(window, QSpinBox, "brush_size_box").setValue(3)
    qtbot.mouseClick(input_view.viewport(), LEFT, pos=place(input_view, 1, 1))
    assert input_view.values[:3, :3].tolist() == [[1] * 3] * 3


def test_the_keyboard_draws_types_and_erases(window, qtbot):
    input_view, _ = views(window)
    input_view.setFocus()
    qtbot.keyClick(input_view, Qt.Key.Key_Return)
    assert input_view.values[0, 0] == 1
    qtbot.keyClick(input_view, Qt.Key.Key_Down)
    qtbot.keyClick(input_view, Qt.Key.Key_7)
    editor = part(window, QLineEdit, "cell_editor")
    qtbot.keyClicks(editor, ".5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert input_view.values[1, 0] == 7.5
    assert input_view.cursor_cell.cell == (2, 0)
    qtbot.keyClick(input_view, Qt.Key.Key_Up)
    qtbot.keyClick(input_view, Qt.Key.Key_Delete)
    assert input_view.values[1, 0] == 0


@pytest.mark.parametrize("text", ["abc", "nan", ""])
def test_what_is_no_number_is_refused_and_the_old_value_stays(window, qtbot, text):
    input_view, _ = views(window)
    input_view.setFocus()
    qtbot.keyClick(input_view, Qt.Key.Key_F2)
    editor = part(window, QLineEdit, "cell_editor")
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert input_view.values[0, 0] == 0
    assert window.stage.input_panel.message.isVisible()


def test_a_pasted_grid_is_one_undo_and_text_that_is_none_is_refused(window, qtbot):
    input_view, _ = views(window)
    input_view.setFocus()
    QGuiApplication.clipboard().setText("[[1, 2], [3, 1/2]]")
    qtbot.keyClick(input_view, Qt.Key.Key_V, CTRL)
    assert input_view.values[:2, :2].tolist() == [[1, 2], [3, 0.5]]
    assert window.studio.document.undo_stack.count() == 1
    QGuiApplication.clipboard().setText("1\t2\nx\t4")
    qtbot.keyClick(input_view, Qt.Key.Key_V, CTRL)
    assert input_view.values[:2, :2].tolist() == [[1, 2], [3, 0.5]]
    assert "x" in window.stage.input_panel.message.text()


def test_shifting_the_input_shifts_the_map(window, qtbot):
    _, map_view = views(window)
    qtbot.keyClick(window, Qt.Key.Key_Left, SHIFT | Qt.KeyboardModifier.AltModifier)
    assert map_view.values.tolist() == [[0, 3, 3, 0, 0, 0]] * 6


def test_a_weight_typed_into_the_table_moves_the_map(window, qtbot):
    table, (_, map_view) = part(window, QTableView, "filter_table"), views(window)
    index = table.model().index(0, 0)
    centre = table.visualRect(index).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=centre)
    qtbot.mouseDClick(table.viewport(), LEFT, pos=centre)
    editor = table.findChild(QLineEdit)
    editor.setText("-1/2")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert window.studio.document.layer.weights[0][0, 0, 0, 0] == -0.5
    assert np.array_equal(map_view.values, expected_map(window))
    assert table.currentIndex().column() == 1


def test_a_weight_that_is_no_number_is_refused(window, qtbot):
    table = part(window, QTableView, "filter_table")
    assert not table.model().setData(table.model().index(1, 1), "abc")
    assert window.studio.document.layer.weights[0][1, 1, 0, 0] == 1
    assert "abc" in window.stage.filter_panel.message.text()


def test_a_filter_from_the_library_is_one_undo(window, qtbot):
    box = part(window, QComboBox, "preset_box")
    place = box.findText("Horizontal line")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    _, map_view = views(window)
    assert map_view.values.tolist() == [[0, 1, 2, 2, 1, 0]] * 6
    assert window.studio.document.undo_stack.count() == 1


def test_the_bias_is_added_everywhere(window, qtbot):
    box, (_, map_view) = part(window, QLineEdit, "bias_box"), views(window)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "-1")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert map_view.values.tolist() == [[-1, -1, 2, 2, -1, -1]] * 6


def test_a_click_on_the_map_moves_the_window_there(window, qtbot):
    _, map_view = views(window)
    qtbot.mouseClick(map_view.viewport(), LEFT, pos=place(map_view, 2, 2))
    assert window.studio.player.index == 14
    assert "rows 2–4, columns 2–4 → map[2, 2]" in window.stage.place.text()


def test_the_wheel_steps_on_the_map(window):
    _, map_view = views(window)
    point = QPointF(place(map_view, 0, 0))
    event = QWheelEvent(
        point,
        QPointF(map_view.viewport().mapToGlobal(point.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(map_view.viewport(), event)
    assert window.studio.player.index == 1


def test_the_step_slider_and_the_keys_everywhere_move_the_window(window, qtbot):
    slider = part(window, QSlider, "step_slider")
    assert (slider.minimum(), slider.maximum()) == (1, 36)
    slider.setValue(15)
    assert window.studio.player.index == 14
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.studio.player.index == 15
    qtbot.keyClick(window, Qt.Key.Key_End, Qt.KeyboardModifier.AltModifier)
    assert slider.value() == 36
    qtbot.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert slider.value() == 1


def test_hovering_lights_up_what_belongs_together(window):
    input_view, map_view = views(window)
    table = part(window, QTableView, "filter_table")
    move(map_view, (2, 2))
    assert [mark.box for mark in input_view.marks.marks("hover")] == [(2, 5, 2, 5)]
    assert len(table.delegate.linked) == 9
    move(input_view, (0, 0))
    marks = map_view.marks.marks("hover")
    assert [(mark.box, mark.text) for mark in marks] == [((0, 1, 0, 1), "×0")]
    table.entered.emit(table.model().index(0, 1))
    assert [mark.box for mark in input_view.marks.marks("hover")] == [(0, 6, 1, 7)]


def test_everything_undone_is_the_start_again(window, qtbot):
    start = window.studio.document.project
    input_view, map_view = views(window)
    first = map_view.values.copy()
    drag(qtbot, input_view, [(1, 0), (4, 5)])
    part(window, QSpinBox, "input_cols_box").setValue(10)
    part(window, QComboBox, "preset_box").activated.emit(3)
    part(window, QSpinBox, "kernel_rows_box").setValue(5)
    window.input_actions.all["invert"].trigger()
    while window.studio.document.undo_stack.canUndo():
        window.named_actions()["undo"].trigger()
    assert window.studio.document.project == start
    assert np.array_equal(map_view.values, first)


def test_saved_and_opened_is_the_same(window, qtbot, tmp_path):
    input_view, map_view = views(window)
    drag(qtbot, input_view, [(1, 0), (4, 5)])
    window.studio.player.go_to(20)
    path = str(tmp_path / "mine.convstudio")
    window.studio.document.save(path, window.studio.player.index)
    assert not window.isWindowModified()
    values = map_view.values.copy()
    window.files.open_example("bump")
    assert window.files.open(path)
    assert np.array_equal(map_view.values, values)
    assert window.studio.player.index == 20


def test_the_reveal_is_only_a_mask(window, qtbot):
    _, map_view = views(window)
    box = part(window, QComboBox, "reveal_box")
    box.setCurrentIndex(box.findData("hidden"))
    box.activated.emit(box.currentIndex())
    assert map_view.veil.over(5, 5).value == "hidden"
    assert map_view.values.tolist() == [[0, 0, 3, 3, 0, 0]] * 6


def test_predicting_hides_the_value_until_it_is_named(window, qtbot):
    _, map_view = views(window)
    window.named_actions()["predict"].trigger()
    assert map_view.veil.over(0, 0).value == "hidden"
    assert "hidden" in window.statusBar().place.text()
    assert window.studio.predict.answer("0").is_right
    assert map_view.veil.over(0, 0).value == "whole"
    assert map_view.veil.over(0, 1).value == "hidden"


def test_cell_at_is_the_inverse_of_cell_rect(window):
    for view in views(window):
        rows, cols = view.values.shape
        for cell in np.ndindex(rows, cols):
            assert view.cell_at(place(view, *cell)) == cell
        assert view.cell_at(view.cell_rect(rows, cols).center()) is None


def test_padding_is_drawn_with_what_it_contributes(window):
    window.studio.document.set_setting("padding", "same")
    window.studio.document.set_setting("border", "replicate")
    input_view, map_view = views(window)
    assert map_view.values.shape == (8, 8)
    assert input_view.ghost.box == (-1, 9, -1, 9)
    assert input_view._ghost_value(-1, 3) == 1
    assert input_view._ghost_value(-1, 0) == 0


def test_cells_that_no_window_sees_are_told(window):
    window.studio.document.set_setting("strides", (3, 3))
    input_view, _ = views(window)
    assert [mark.box for mark in input_view.marks.marks("unseen")] == [
        (6, 7, 0, 8),
        (7, 8, 0, 8),
        (0, 8, 6, 7),
        (0, 8, 7, 8),
    ]


def test_a_layer_that_does_not_fit_says_so_and_comes_back(window):
    window.studio.document.set_setting("kernel_size", (9, 9))
    assert window.studio.results.problem(0)
    assert "9" in window.stage.map_panel.hint.text()
    window.studio.document.undo_stack.undo()
    _, map_view = views(window)
    assert map_view.isVisible()
    assert map_view.values.tolist() == [[0, 0, 3, 3, 0, 0]] * 6


def test_one_dimension_replaces_the_network_and_is_one_undo(window):
    window.named_actions()["dimensions_1"].trigger()
    input_view, map_view = views(window)
    assert input_view.values.tolist() == [[0, 0, 0, 1, 1, 0, 0, 0]]
    assert map_view.values.tolist() == [[0, 0, 1, 1, 0, 0]]
    assert window.stage.input_panel.curve.isVisible()
    window.studio.document.undo_stack.undo()
    assert map_view.values.shape == (6, 6)
    assert not window.stage.input_panel.curve.isVisible()


def test_the_map_equals_a_keras_like_layer_on_a_colour_picture(window):
    window.files.open_example("sign")
    part_, x = window.studio.document.layer, window.studio.document.project.input
    layer = Conv2D(**{k: v for k, v in part_.config.items() if k != "name"})
    layer.build((None, *x.shape))
    layer.set_weights(list(part_.weights))
    _, map_view = views(window)
    assert np.allclose(map_view.values, layer(x[None])[0, :, :, 0], atol=1e-6)


@pytest.mark.parametrize("size", [(3, 3), (9, 3), (1, 7)])
def test_a_table_scrolls_only_the_way_that_is_too_long(window, qtbot, size):
    window.studio.document.set_setting("padding", "same")
    window.studio.document.set_setting("kernel_size", size)
    table = part(window, QTableView, "filter_table")
    qtbot.wait(20)
    assert not table.horizontalScrollBar().isVisible()
