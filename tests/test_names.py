"""What tests and assistive technology find by name, and that every control says what it is."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QWidget,
)

from convstudio.app import make_window

WIDGETS = [
    "main_window",
    "input_view",
    "filter_table",
    "bias_box",
    "feature_map_view",
    "arithmetic_panel",
    "network_strip",
    "inspector",
    "gallery",
    "step_slider",
    "speed_slider",
    "reveal_box",
    "example_box",
    "filter_box",
    "preset_box",
    "channel_box",
    "brush_size_box",
    "brush_value_box",
    "input_rows_box",
    "input_cols_box",
    "scale_box",
    "kernel_rows_box",
    "kernel_cols_box",
    "filters_box",
    "stride_rows_box",
    "stride_cols_box",
    "dilation_rows_box",
    "dilation_cols_box",
    "groups_box",
    "padding_box",
    "pad_top_box",
    "pad_bottom_box",
    "pad_left_box",
    "pad_right_box",
    "border_box",
    "activation_box",
    "operation_box",
]
ACTIONS = [
    "play",
    "step_forward",
    "step_back",
    "to_start",
    "to_end",
    "undo",
    "redo",
    "open",
    "save",
    "save_as",
    "open_picture",
    "export",
    "copy_step",
    "quit",
]


@pytest.fixture(scope="module")
def window(qapp):
    window = make_window()
    yield window
    window.close()


@pytest.mark.parametrize("name", WIDGETS)
def test_every_named_widget_is_there_once(window, name):
    found = [widget for widget in (window, *window.findChildren(QWidget)) if widget.objectName() == name]
    assert len(found) == 1


@pytest.mark.parametrize("name", ACTIONS)
def test_every_named_action_is_there_once(window, name):
    found = [action for action in window.findChildren(QAction) if action.objectName() == name]
    assert len(found) == 1
    assert found[0].toolTip()


def test_every_control_has_a_name_for_screen_readers_and_a_tooltip(window):
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
    named = [w for w in window.findChildren(QWidget) if isinstance(w, kinds) and not _is_qts_own(w)]
    assert len(named) > 30
    assert [w.objectName() for w in named if not (w.accessibleName() or getattr(w, "text", str)())] == []
    assert [w.objectName() for w in named if not w.toolTip()] == []


def _is_qts_own(widget):
    """Parts that Qt puts into spin boxes, docks, tool bars and scroll areas."""
    parent = widget.parentWidget()
    return (
        widget.objectName().startswith("qt_")
        or isinstance(parent, (QAbstractSpinBox, QComboBox))
        or type(parent).__name__ in ("QDockWidget", "QToolBar", "MainToolBar", "QTabBar", "QMenuBar")
        or type(widget).__name__ == "QScrollBar"
    )


def test_no_two_actions_have_the_same_keys(window):
    keys = [a.shortcut().toString() for a in window.findChildren(QAction) if not a.shortcut().isEmpty()]
    assert sorted(keys) == sorted(set(keys))
