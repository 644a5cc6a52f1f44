"""The settings, with mouse and keyboard in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QSpinBox
from shiboken6 import isValid

from convstudio.app import make_window
from convstudio.files.project import LayerPart, Project
from convstudio.model.settings import Settings
from convstudio.views.theme import DARK, LIGHT, current_theme

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Button = QDialogButtonBox.StandardButton


@pytest.fixture
def window(qtbot, dressed):
    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.studio.settings.presentation = False
    window.studio.settings.theme = "light"


@pytest.fixture
def dialog(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Comma, CTRL)
    dialog = window.findChild(QDialog, "settings_dialog")
    assert dialog.isVisible()
    yield dialog
    if isValid(dialog):
        dialog.reject()


def press(qtbot, dialog, button):
    qtbot.mouseClick(dialog.buttons.button(button), LEFT)


def type_into(qtbot, dialog, name, text):
    box = dialog.findChild(QSpinBox, name)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    return box


def choose(qtbot, dialog, name, key):
    box = dialog.findChild(QComboBox, name)
    box.setFocus()
    qtbot.keyClick(box, key)
    return box


def test_it_stands_in_the_edit_menu_with_its_key(window):
    action = window.named_actions()["preferences"]
    assert action.shortcut() == QKeySequence("Ctrl+,")
    assert action in next(a for a in window.menuBar().actions() if a.text() == "&Edit").menu().actions()


def test_it_shows_what_is_set(window, dialog):
    assert dialog.values == {
        "theme": "system",
        "palette": "",
        "presentation": False,
        "picture_limit": 1024,
        "map_memory": 2048,
        "timeline_memory": 256,
    }
    assert not dialog.buttons.button(Button.Apply).isEnabled()


def test_apply_takes_over_and_stays_open(window, dialog, qtbot):
    choose(qtbot, dialog, "theme_box", Qt.Key.Key_End)
    assert current_theme() is LIGHT
    press(qtbot, dialog, Button.Apply)
    assert current_theme() is DARK
    assert window.studio.settings.theme == "dark"
    assert window.named_actions()["theme_dark"].isChecked()
    assert dialog.isVisible()
    assert not dialog.buttons.button(Button.Apply).isEnabled()


def test_ok_takes_over_and_closes_and_the_next_start_knows(window, dialog, qtbot):
    type_into(qtbot, dialog, "picture_limit_box", "512")
    press(qtbot, dialog, Button.Ok)
    assert not dialog.isVisible()
    window.studio.settings.save()
    assert Settings().picture_limit == 512


def test_cancel_and_escape_change_nothing(window, dialog, qtbot):
    choose(qtbot, dialog, "theme_box", Qt.Key.Key_End)
    type_into(qtbot, dialog, "map_memory_box", "1")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert (window.studio.settings.theme, window.studio.settings.map_memory) == ("system", 2048)


def test_defaults_come_back_with_apply(window, dialog, qtbot):
    window.studio.settings.picture_limit = 333
    window.studio.settings.palette = "viridis"
    press(qtbot, dialog, Button.RestoreDefaults)
    assert (dialog.values["picture_limit"], dialog.values["palette"]) == (1024, "")
    assert window.studio.settings.picture_limit == 333
    press(qtbot, dialog, Button.Apply)
    assert (window.studio.settings.picture_limit, window.studio.settings.palette) == (1024, "")


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("picture_limit_box", "5", "Large pictures: 16 to 16,384, not 5."),
        ("map_memory_box", "99999999", "Memory for maps: 0 to 1,048,576, not 99,999,999."),
        ("timeline_memory_box", "0", "Memory for training: 1 to 1,048,576, not 0."),
    ],
)
def test_what_cannot_be_is_told_with_the_rule_and_nothing_is_taken(window, dialog, qtbot, name, typed, told):
    choose(qtbot, dialog, "theme_box", Qt.Key.Key_End)
    box = type_into(qtbot, dialog, name, typed)
    press(qtbot, dialog, Button.Ok)
    assert dialog.isVisible()
    assert dialog.message.text() == told
    assert box.hasFocus()
    assert window.studio.settings.theme == "system"
    type_into(qtbot, dialog, name, "100")
    assert dialog.message.text() == ""


def test_a_presentation_can_be_chosen_here_too(window, dialog, qtbot):
    before = window.stage.place.font().pointSizeF()
    box = dialog.fields["presentation"]
    qtbot.keyClick(box, Qt.Key.Key_Space)
    press(qtbot, dialog, Button.Apply)
    assert window.view_actions.presentation.isChecked()
    assert window.stage.place.font().pointSizeF() > before
    qtbot.keyClick(box, Qt.Key.Key_Space)
    press(qtbot, dialog, Button.Apply)
    assert window.stage.place.font().pointSizeF() == before


def test_less_memory_holds_at_once_for_what_is_open(window, dialog, qtbot):
    results, document = window.studio.results, window.studio.document
    kernel = np.zeros((1, 1, 1, 2), np.float32)
    kernel[..., 0], kernel[..., 1] = 1, 2
    part = LayerPart("Conv2D", {"filters": 2, "kernel_size": (1, 1)}, (kernel, np.zeros(2, np.float32)))
    document.replace(Project(np.ones((600, 600, 1), np.float32), (part,)))
    assert results.output_of(0).shape == (600, 600, 2)  # 2.9 MB
    type_into(qtbot, dialog, "map_memory_box", "1")
    press(qtbot, dialog, Button.Apply)
    qtbot.waitUntil(lambda: not results.is_computing)
    assert results.output_of(0) is None  # not all of them are kept
    window.studio.player.show_filter(1)  # there is room for one map: the one that is looked at
    qtbot.waitUntil(lambda: results.map_of(0, 1) is not None)
    assert (results.map_of(0, 1) == 2).all()
    type_into(qtbot, dialog, "map_memory_box", "2048")
    press(qtbot, dialog, Button.Apply)
    qtbot.waitUntil(lambda: results.output_of(0) is not None)
    assert (results.output_of(0)[..., 0] == 1).all()


def test_every_field_says_what_it_is(dialog):
    for field in dialog.fields.values():
        assert field.accessibleName()
        assert field.toolTip()
    assert "0 to 1,048,576" in dialog.fields["map_memory"].toolTip()
