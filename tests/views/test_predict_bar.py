"""The field in which a learner says the value."""

import pytest
from PySide6.QtCore import Qt

from convstudio.views.predict_bar import PredictBar


@pytest.fixture
def bar(qtbot, studio):
    made = PredictBar(studio)
    qtbot.addWidget(made)
    studio.player.go_to(14)
    studio.predict.set_enabled(True)
    made.show()
    return made


def test_it_is_seen_only_while_predicting(bar, studio):
    assert bar.isVisible()
    studio.predict.set_enabled(False)
    assert not bar.isVisible()


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
