"""Fields of the inspector: what they show they do not ask for."""

import pytest
from PySide6.QtCore import Qt

from convstudio.views.fields import ChoiceField, NumberField, SizeField, SwitchField


@pytest.fixture
def shown(qtbot):
    def show(field, value):
        heard = []
        field.asked.connect(lambda *asked: heard.append(asked))
        qtbot.addWidget(field)
        field.show()
        field.show_value(value)
        return heard

    return show


def test_a_number_is_asked_for_when_it_is_finished(shown, qtbot):
    field = NumberField("filters", "filters_box", "How many")
    heard = shown(field, 1)
    field.box.selectAll()
    qtbot.keyClicks(field.box, "12")
    assert heard == []
    qtbot.keyClick(field.box, Qt.Key.Key_Return)
    assert heard == [("filters", 12)]


def test_a_number_beyond_the_range_is_shown_as_it_is(shown):
    field = NumberField("filters", "filters_box", "How many")
    assert shown(field, 4096) == []
    assert field.box.value() == 4096


def test_a_size_is_asked_for_as_rows_and_columns(shown, qtbot):
    field = SizeField("strides", ("rows_box", "cols_box"), ("down", "right"))
    heard = shown(field, (2, 3))
    qtbot.keyClick(field.boxes[0], Qt.Key.Key_Up)
    assert heard == [("strides", (3, 3))]


def test_in_one_dimension_a_size_is_one_number(shown, qtbot):
    field = SizeField("strides", ("rows_box", "cols_box"), ("down", "right"))
    heard = shown(field, (2,))
    assert not field.boxes[0].isVisible()
    qtbot.keyClick(field.boxes[1], Qt.Key.Key_Up)
    assert heard == [("strides", (3,))]


def test_a_choice_is_asked_for_by_its_value(shown, qtbot):
    field = ChoiceField("flip", "operation_box", "Which", [("no", False, ""), ("yes", True, "turned")])
    heard = shown(field, False)
    qtbot.keyClick(field.box, Qt.Key.Key_Down)
    assert heard == [("flip", True)]


def test_a_switch_is_asked_for_as_true_or_false(shown, qtbot):
    field = SwitchField("use_bias", "use_bias_box", "Whether", "add")
    heard = shown(field, True)
    qtbot.keyClick(field.box, Qt.Key.Key_Space)
    assert heard == [("use_bias", False)]
