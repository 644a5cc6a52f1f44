"""The Tab key comes to everything, in the order in which one reads, and is caught nowhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.app import make_window

MOST = 150  # stops, more than there are


@pytest.fixture
def window(qtbot):
    window = make_window()
    window.resize(1440, 900)
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return window


def way_round(key):
    """The names of all stops from here until the start comes again."""
    start, names = QApplication.focusWidget(), []
    for _ in range(MOST):
        focused = QApplication.focusWidget()
        name = focused.objectName() or type(focused).__name__
        if not names or names[-1] != name:  # from cell to cell of a table
            names.append(name)
        QTest.keyClick(focused, key)
        if QApplication.focusWidget() is start:
            return names
    raise AssertionError(f"caught: {names[-5:]}")


def test_it_goes_through_the_window_as_one_reads(window):
    window.files.open_example("sign")
    names = way_round(Qt.Key.Key_Tab)
    wanted = [
        "feature_map_view",
        "gallery_maps",
        "filters_box",
        "kernel_rows_box",
        "activation_box",
        "filter_library",
        "example_box",
        "step_slider",
        "speed_slider",
        "add_layer",
        "view_tabs",
        "input_rows_box",
        "input_channel_box",
        "input_view",
        "brush_value_box",
        "preset_box",
        "channel_box",
        "filter_table",
        "filter_slices",
        "bias_box",
    ]
    assert [name for name in names if name in wanted] == wanted


def test_the_way_back_comes_to_the_same(window):
    forward, backward = way_round(Qt.Key.Key_Tab), way_round(Qt.Key.Key_Backtab)
    assert sorted(forward) == sorted(backward)


def test_a_hidden_panel_is_left_out(window):
    window.inspector_dock.hide()
    assert "filters_box" not in way_round(Qt.Key.Key_Tab)


def test_tab_goes_from_weight_to_weight_and_then_on(window, qtbot):
    table = window.stage.filter_panel.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(2, 1))
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (2, 2)
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.stage.filter_panel.bias_box
    qtbot.keyClick(window.stage.filter_panel.bias_box, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is table
