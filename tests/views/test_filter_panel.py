"""The filter in hand: what is refused, and what stands there where the layer does not fit."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from convstudio.views.filter_panel import FilterPanel
from convstudio.views.refusal import Refusal
from convstudio.views.weight_delegate import weight_text


@pytest.fixture
def panel(qtbot, studio):
    made = FilterPanel(studio)
    qtbot.addWidget(made)
    made.resize(230, 520)
    made.show()
    return made


@pytest.fixture
def panel_of(qtbot, make_studio):
    def made(project, height):
        panel = FilterPanel(make_studio(project))
        qtbot.addWidget(panel)
        panel.resize(230, height)
        panel.show()
        panel.show_filter()
        return panel

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


def test_a_filter_of_many_channels_leaves_the_stage_its_height_in_a_low_window(panel_of, make_project):
    panel = panel_of(make_project(np.ones((6, 6, 12)), np.ones((3, 3, 12, 4))), height=242)
    assert panel.minimumSizeHint().height() <= 242
    assert panel.table.height() >= 3 * 28
    assert panel.slices.tile_rect(0).bottom() <= panel.slices.viewport().height()
    assert panel.legend.height() < panel.legend.maximumHeight()


def test_where_there_is_room_everything_has_its_size(panel_of, make_project):
    panel = panel_of(make_project(np.ones((6, 6, 12)), np.ones((3, 3, 12, 4))), height=420)
    assert panel.legend.height() == panel.legend.maximumHeight()
    assert panel.slices.height() == panel.slices.maximumHeight()
    assert panel.table.cell_pixels() > 28


@pytest.mark.parametrize("text", ["-0.0498", "-.0498", "-.05"])
def test_a_weight_in_a_narrow_cell_leaves_the_zero_out_before_its_digits(qapp, text):
    pixmap = QPixmap(8, 8)
    painter = QPainter(pixmap)
    width = painter.fontMetrics().horizontalAdvance(text) + 4
    assert weight_text(-0.0497976, width, painter) == text
    assert weight_text(-0.0497976, 8, painter) == "…"
    painter.end()
