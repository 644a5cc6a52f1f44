"""Keys with Alt: one letter, one meaning; a letter that two share opens neither."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from convstudio.app import make_window
from convstudio.files.resources import layer_kinds
from convstudio.model.layer_offers import first_settings


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    return made


def letters(window):
    """What Alt and a letter lead to: the menus, and all fields in sight."""
    named = [action.text() for action in window.menuBar().actions()]
    named += [label.text() for label in window.findChildren(QLabel) if label.buddy() and label.isVisible()]
    keys = [QKeySequence.mnemonic(text).toString() for text in named]
    return Counter(key for key in keys if key)


@pytest.mark.parametrize("kind", [one.kind for one in layer_kinds() if "1D" not in one.kind])
def test_no_field_of_a_layer_has_the_letter_of_a_menu_or_of_another_field(qtbot, window, kind):
    document = window.studio.document
    one = next(known for known in layer_kinds() if known.kind == kind)
    document.add_layer(kind, first_settings(document.project, 1, one), 1)
    assert document.layer.kind == kind
    counted = letters(window)
    assert {"Alt+F", "Alt+T", "Alt+H"} <= set(counted)
    assert {key: count for key, count in counted.items() if count > 1} == {}
