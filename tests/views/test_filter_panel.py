"""The filter in hand: what is refused, and what stands there where the layer does not fit."""

import pytest
from PySide6.QtCore import Qt

from convstudio.views.filter_panel import FilterPanel
from convstudio.views.refusal import Refusal


@pytest.fixture
def panel(qtbot, studio):
    made = FilterPanel(studio)
    qtbot.addWidget(made)
    made.resize(230, 520)
    made.show()
    return made


def type_bias(qtbot, panel, text, last=Qt.Key.Key_Return):
    panel.bias_box.selectAll()
    qtbot.keyClicks(panel.bias_box, text)
    qtbot.keyClick(panel.bias_box, last)


def places(panel):
    return [part.geometry() for part in (panel.table, panel.bias_box, panel.legend, panel.preset_box)]


def test_a_refusal_moves_nothing(panel, qtbot, qapp):
    before = places(panel)
    type_bias(qtbot, panel, "abc")
    panel.show_message(panel.message.text() + " and many more words" * 20)
    qapp.processEvents()
    assert "abc" in panel.message.text()
    assert places(panel) == before


def test_a_refusal_goes_away_with_the_next_edit(panel, studio, qtbot):
    type_bias(qtbot, panel, "abc")
    studio.document.paint([(0, 0)], 2.0)
    assert panel.message.text() == ""


def test_escape_takes_a_refusal_away(panel, qtbot):
    type_bias(qtbot, panel, "abc")
    qtbot.keyClick(panel.bias_box, Qt.Key.Key_Escape)
    assert panel.message.text() == ""


def test_escape_brings_the_bias_back(panel, qtbot):
    type_bias(qtbot, panel, "abc", Qt.Key.Key_Escape)
    assert panel.bias_box.text() == "0"
    assert panel.message.text() == ""


def test_a_refusal_goes_away_by_itself(qtbot, monkeypatch):
    monkeypatch.setattr("convstudio.views.refusal.SECONDS", 0)
    refusal = Refusal()
    qtbot.addWidget(refusal)
    refusal.say("no")
    qtbot.waitUntil(lambda: refusal.text() == "")
    assert refusal.toolTip() == ""


def test_a_single_filter_needs_no_choice_even_where_it_does_not_fit(panel, studio):
    studio.document.set_setting("kernel_size", (9, 3))
    assert studio.player.walk is None
    assert not panel.filter_box.isVisible()
    assert not panel.channel_box.isVisible()
    assert not panel.slices.isVisible()
    assert panel.table.isVisible()
