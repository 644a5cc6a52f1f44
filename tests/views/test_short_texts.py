"""Texts that end in "…" where there is no room, and are whole in the tooltip."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from convstudio.views.short_texts import ShortComboBox, ShortLabel

LONG = "Step 1: window at rows −1 – 1, columns −1 – 1 → map[0, 0]"


def drawn(label):
    return QLabel.text(label)


def test_a_label_with_room_shows_all_of_its_text(qtbot):
    label = ShortLabel(LONG)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    assert drawn(label) == label.text() == LONG
    assert label.toolTip() == ""


def test_a_label_without_room_ends_early_and_is_whole_in_the_tooltip(qtbot):
    label = ShortLabel(LONG)
    qtbot.addWidget(label)
    label.show()
    label.setToolTip("What the window sees")
    label.resize(120, 20)
    assert drawn(label).endswith("…")
    assert label.fontMetrics().horizontalAdvance(drawn(label)) <= 120
    assert label.text() == LONG
    assert label.toolTip() == f"{LONG}\nWhat the window sees"
    label.resize(label.sizeHint())
    assert drawn(label) == LONG
    assert label.toolTip() == "What the window sees"


def test_a_choice_without_room_tells_its_text_in_the_tooltip(qtbot):
    box = ShortComboBox()
    box.addItem("Horizontal detector on a vertical line")
    box.setToolTip("Start from an example")
    qtbot.addWidget(box)
    box.show()
    box.resize(120, box.height())
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), box.mapToGlobal(QPoint(5, 5))))
    assert QToolTip.text() == "Horizontal detector on a vertical line\nStart from an example"
    box.resize(box.sizeHint())
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(6, 6), box.mapToGlobal(QPoint(6, 6))))
    assert QToolTip.text() == "Start from an example"


def test_a_choice_may_be_narrower_than_its_texts(qtbot):
    box = ShortComboBox()
    box.addItem("Horizontal detector on a vertical line")
    qtbot.addWidget(box)
    assert box.minimumSizeHint().width() < box.sizeHint().width() / 2
