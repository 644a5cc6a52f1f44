"""The strip, driven as a person would."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from convstudio.files.project import LayerPart, Project
from convstudio.views.network_strip import NetworkStrip
from convstudio.views.stack_actions import StackActions


def three_layers():
    layers = (
        LayerPart("Conv2D", {"filters": 2, "kernel_size": (3, 3)}),
        LayerPart("ReLU", {}),
        LayerPart("MaxPooling2D", {}),
    )
    return Project(np.ones((8, 8, 1), np.float32), layers)


@pytest.fixture
def strip(qtbot, make_studio):
    owner = QObject()
    studio = make_studio(three_layers())
    strip = NetworkStrip(studio, StackActions(studio, owner))
    strip.owner = owner
    qtbot.addWidget(strip)
    strip.resize(1300, 90)
    strip.show()
    strip.activateWindow()
    qtbot.waitUntil(strip.isActiveWindow)
    return strip


def document(strip):
    return strip._studio.document


def kinds(strip):
    return [part.kind for part in document(strip).project.layers]


def shown(strip, number):
    return strip.boxes[number].content


def drag(qtbot, strip, number, to, let_go=True):
    """Drag a box until the mouse is over a point of the row."""
    box = strip.boxes[number]
    start = box.rect().center()
    qtbot.mousePress(box, Qt.MouseButton.LeftButton, pos=start)
    for place in (start + QPoint(30, 0), box.mapFrom(strip.row, to)):
        qtbot.mouseMove(box, place)
    if let_go:
        qtbot.mouseRelease(box, Qt.MouseButton.LeftButton, pos=box.mapFrom(strip.row, to))


def test_each_box_shows_kind_shape_and_costs(strip):
    assert shown(strip, 0).title == "Conv2D 3×3"
    assert shown(strip, 0).lines == ("6 × 6 × 2", "20 params · 648 mult-adds")
    assert shown(strip, 2).title == "MaxPooling2D 2×2"
    assert shown(strip, 2).lines == ("3 × 3 × 2", "0 params · 0 mult-adds")
    assert [box.isChecked() for box in strip.boxes] == [True, False, False]


def test_a_click_brings_a_layer_to_the_stage(strip, qtbot):
    qtbot.mouseClick(strip.boxes[2], Qt.MouseButton.LeftButton)
    assert document(strip).active_layer == 2
    assert [box.isChecked() for box in strip.boxes] == [False, False, True]
    qtbot.mouseClick(strip.row.input_box, Qt.MouseButton.LeftButton)
    assert document(strip).active_layer == 0


def test_a_box_is_dragged_to_another_place(strip, qtbot):
    drag(qtbot, strip, 2, strip.boxes[0].geometry().center() - QPoint(20, 0))
    assert kinds(strip) == ["MaxPooling2D", "Conv2D", "ReLU"]
    assert document(strip).active_layer == 0
    drag(qtbot, strip, 0, strip.row.add_button.geometry().center())
    assert kinds(strip) == ["Conv2D", "ReLU", "MaxPooling2D"]
    assert document(strip).undo_stack.count() == 2


def test_while_a_box_is_dragged_its_new_place_is_marked_and_escape_gives_it_up(strip, qtbot):
    drag(qtbot, strip, 2, strip.boxes[1].geometry().center() - QPoint(20, 0), let_go=False)
    assert strip.row.drop_gap == 1
    qtbot.keyClick(strip.boxes[2], Qt.Key.Key_Escape)
    assert strip.row.drop_gap is None
    qtbot.mouseRelease(strip.boxes[2], Qt.MouseButton.LeftButton)
    assert document(strip).undo_stack.count() == 0


def test_a_box_let_go_where_it_was_moves_nothing(strip, qtbot):
    drag(qtbot, strip, 1, strip.boxes[1].geometry().center() + QPoint(25, 0))
    assert document(strip).undo_stack.count() == 0


def test_arrows_go_from_layer_to_layer(strip, qtbot):
    strip.boxes[0].setFocus()
    qtbot.keyClick(strip.boxes[0], Qt.Key.Key_Right)
    assert strip.boxes[1].hasFocus()
    assert document(strip).active_layer == 1
    for _ in range(2):
        qtbot.keyClick(strip.focusWidget(), Qt.Key.Key_Right)
    assert strip.add_button.hasFocus()
    for _ in range(4):
        qtbot.keyClick(strip.focusWidget(), Qt.Key.Key_Left)
    assert strip.row.input_box.hasFocus()


def test_ctrl_and_arrows_move_a_layer_and_the_focus_with_it(strip, qtbot):
    strip.boxes[0].setFocus()
    qtbot.keyClick(strip.boxes[0], Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert kinds(strip) == ["ReLU", "Conv2D", "MaxPooling2D"]
    assert strip.boxes[1].hasFocus()
    qtbot.keyClick(strip.boxes[1], Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert kinds(strip) == ["Conv2D", "ReLU", "MaxPooling2D"]


def test_delete_removes_the_layer_in_focus_and_undo_brings_it_back(strip, qtbot):
    qtbot.mouseClick(strip.boxes[1], Qt.MouseButton.LeftButton)
    strip.boxes[1].setFocus()
    qtbot.keyClick(strip.boxes[1], Qt.Key.Key_Delete)
    assert kinds(strip) == ["Conv2D", "MaxPooling2D"]
    assert any(box.hasFocus() for box in strip.boxes)
    document(strip).undo_stack.undo()
    assert kinds(strip) == ["Conv2D", "ReLU", "MaxPooling2D"]


def test_the_last_layer_cannot_be_removed(strip):
    remove = strip._actions.all["layer_remove"]
    remove.trigger()
    remove.trigger()
    assert len(kinds(strip)) == 1
    assert not remove.isEnabled()


def entries(menu):
    return {action.text().replace("&", ""): action for action in menu.actions() if not action.isSeparator()}


def test_the_add_button_offers_the_layers_for_a_picture_in_groups(strip):
    menu = strip.add_button.menu()
    menu.aboutToShow.emit()
    groups = entries(menu)
    assert list(groups)[:3] == ["Convolution", "Pooling", "Activation"]
    pooling = entries(groups["Pooling"].menu())
    assert "MaxPooling2D" in pooling
    assert "MaxPooling1D" not in pooling
    entries(groups["Shape"].menu())["Flatten"].trigger()
    assert kinds(strip)[-1] == "Flatten"
    assert strip.boxes[-1].isChecked()
    assert shown(strip, 3).lines[0] == "18"


def test_a_layer_that_does_not_fit_can_be_added_and_is_marked(strip):
    document(strip).add_layer("Flatten", {}, 0)
    text = shown(strip, 1)
    assert text.lines[0] == "does not fit"
    assert "4 axes" in text.problem
    assert "64" in text.problem
    assert text.problem in strip.boxes[1].toolTip()
    assert strip.boxes[1].accessibleDescription() == text.problem
    assert strip._output.text() == "No output"
    assert not shown(strip, 0).problem


def test_a_disabled_layer_says_so(strip):
    strip._actions.all["layer_toggle"].trigger()
    assert shown(strip, 0).is_off
    assert "disabled" in shown(strip, 0).lines[1]
    assert strip._actions.all["layer_toggle"].text() == "Ena&ble the layer"
    strip._actions.all["layer_toggle"].trigger()
    assert not shown(strip, 0).is_off


@pytest.mark.parametrize("by_key", [True, False])
def test_a_box_has_a_menu(strip, qtbot, by_key):
    box = strip.boxes[1]
    strip.boxes[1].setFocus()
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    center = box.rect().center()
    QApplication.sendEvent(box, QContextMenuEvent(reason, center, box.mapToGlobal(center)))
    menu = next(menu for menu in strip.findChildren(QMenu) if menu.isVisible())
    assert document(strip).active_layer == 1
    entries(menu)["Duplicate the layer"].trigger()
    assert kinds(strip) == ["Conv2D", "ReLU", "ReLU", "MaxPooling2D"]
    menu.close()


def test_many_layers_scroll_to_the_side_and_the_active_one_is_in_sight(strip, qtbot):
    for _ in range(8):
        document(strip).duplicate_layer(len(kinds(strip)) - 2)
    bar = strip.area.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    document(strip).set_active_layer(len(kinds(strip)) - 1)
    qtbot.waitUntil(lambda: bar.value() > 0)
    last = strip.boxes[-1]
    sight = strip.area.viewport()
    qtbot.waitUntil(lambda: sight.rect().contains(last.mapTo(sight, QPoint(0, 0))))


def test_painting_works_in_every_state(strip, qtbot):
    document(strip).add_layer("Flatten", {}, 0)
    strip._actions.all["layer_toggle"].trigger()
    drag(qtbot, strip, 1, strip.boxes[0].geometry().center(), let_go=False)
    assert not strip.grab().isNull()
    qtbot.mouseRelease(strip.boxes[1], Qt.MouseButton.LeftButton)


def copy(text):
    QApplication.clipboard().setText(text)


def test_layers_are_pasted_by_key_behind_the_one_that_is_looked_at(qtbot, strip):
    copy("nn.Conv2d(2, 4, 3, padding=1)\nnn.ReLU()")
    strip.boxes[0].setFocus()
    qtbot.keyClick(strip.boxes[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kinds(strip) == ["Conv2D", "Conv2D", "ReLU", "ReLU", "MaxPooling2D"]
    assert shown(strip, 1).lines[0] == "6 × 6 × 4"
    assert document(strip).active_layer == 1
    document(strip).undo_stack.undo()
    assert kinds(strip) == ["Conv2D", "ReLU", "MaxPooling2D"]


def test_what_is_no_layer_is_refused_and_told(qtbot, strip, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, title, text: told.append((title, text)))
    copy("nn.Conv2d(3, 4, 3)")
    strip.boxes[0].setFocus()
    qtbot.keyClick(strip.boxes[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kinds(strip) == ["Conv2D", "ReLU", "MaxPooling2D"]
    said = "No layers were pasted.\nline 1, column 1: Conv2d takes 3 channels, and what reaches it has 2"
    assert told == [("Paste layers", said)]


def test_in_a_narrower_window_the_active_layer_stays_in_sight(strip, qtbot):
    document(strip).set_active_layer(2)
    strip.resize(420, 90)
    box, view = strip.boxes[2], strip.area.viewport()
    qtbot.waitUntil(lambda: view.rect().contains(box.mapTo(strip.row, QPoint()) + strip.row.pos()))
