"""The field in which a learner says the value."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from convstudio.views.predict_bar import PredictBar


@pytest.fixture
def bar(qtbot, studio):
    made = PredictBar(studio)
    qtbot.addWidget(made)
    studio.player.go_to(14)
    studio.predict.set_enabled(True)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_it_is_seen_only_while_predicting(bar, studio):
    assert bar.isVisible()
    studio.predict.set_enabled(False)
    assert not bar.isVisible()


def test_the_cursor_is_in_the_field_as_soon_as_the_mode_is_on(bar, studio):
    bar.check.setFocus()
    studio.predict.set_enabled(False)
    assert bar.focusWidget() is not bar.field
    studio.predict.set_enabled(True)
    assert bar.focusWidget() is bar.field


def test_the_cursor_is_there_again_at_the_next_step(bar, studio, qtbot):
    bar.field.setFocus()
    qtbot.keyClicks(bar.field, "3")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert not bar.field.hasFocus()
    studio.player.step_forward()
    assert bar.field.hasFocus()
    assert bar.field.text() == ""


def test_playing_leaves_the_focus_where_it_is(bar, studio):
    bar.check.setFocus()
    studio.player.play()
    studio.player.go_to(20)
    assert bar.check.hasFocus()


def test_what_is_typed_elsewhere_keeps_the_focus(bar, studio, qtbot):
    other = QLineEdit(bar)
    other.show()
    other.setFocus()
    studio.player.step_forward()
    assert other.hasFocus()


def test_enter_judges_the_answer(bar, qtbot):
    qtbot.keyClicks(bar.field, "3")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.verdict.property("role") == "good"
    assert not bar.field.isVisible()


def test_a_wrong_answer_can_be_typed_over(bar, qtbot):
    qtbot.keyClicks(bar.field, "1")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.verdict.property("role") == "bad"
    qtbot.keyClicks(bar.field, "3")
    assert bar.field.text() == "3"


def test_the_verdict_is_for_screen_readers_too(bar, qtbot):
    qtbot.keyClicks(bar.field, "3")
    qtbot.mouseClick(bar.check, Qt.MouseButton.LeftButton)
    assert bar.field.accessibleDescription() == bar.verdict.text()


def test_a_step_that_was_passed_is_not_asked_again(bar, studio):
    studio.player.step_forward()
    assert bar.field.isVisible()
    studio.predict.reveal()
    assert not bar.field.isVisible()
