"""A row that goes on in the next line."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from convstudio.views.wrap_row import WrapRow


class Block(QWidget):
    def __init__(self, width, height=20):
        super().__init__()
        self.wanted = QSize(width, height)

    def sizeHint(self):
        return self.wanted

    def minimumSizeHint(self):
        return self.wanted


@pytest.fixture
def shown(qtbot):
    """A panel with a row in it: (give it a width, its row)."""

    def show(*members):
        panel, row = QWidget(), WrapRow(*members, spacing=10)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row)
        layout.addStretch(1)
        qtbot.addWidget(panel)
        panel.show()

        def give(width):
            panel.resize(width, 300)
            QApplication.processEvents()

        return give, row

    return show


def places(*members):
    return [(member.x(), member.y(), member.width()) for member in members]


def test_members_stand_side_by_side_where_there_is_room(shown):
    one, other = Block(60), Block(50)
    give, row = shown(one, other)
    give(120)
    assert places(one, other) == [(0, 0, 60), (70, 0, 50)]
    assert row.height() == 20


def test_one_pixel_less_and_the_second_stands_below(shown):
    one, other = Block(60), Block(50)
    give, row = shown(one, other)
    give(119)
    assert places(one, other) == [(0, 0, 60), (0, 30, 50)]
    assert row.height() == 50
    give(120)
    assert row.height() == 20


def test_what_is_hidden_takes_no_room(shown):
    one, hidden, other = Block(60), Block(110), Block(50)
    give, _ = shown(one, hidden, other)
    hidden.hide()
    give(120)
    assert places(one, other) == [(0, 0, 60), (70, 0, 50)]
    hidden.show()
    give(121)
    assert places(hidden, other) == [(0, 30, 110), (0, 60, 50)]


def test_a_lower_member_stands_in_the_middle_of_its_line(shown):
    high, low = Block(10, 40), Block(10, 20)
    give, _ = shown(high, low)
    give(100)
    assert (high.y(), low.y()) == (0, 10)


def test_a_member_that_grows_moves_the_others(shown):
    one, other = Block(60), Block(50)
    give, row = shown(one, other)
    give(120)
    one.wanted = QSize(80, 20)
    one.updateGeometry()
    QApplication.processEvents()
    assert places(one, other) == [(0, 0, 80), (0, 30, 50)]
    assert row.height() == 50


def test_a_text_of_many_lines_has_the_whole_row(shown):
    one, text = Block(60), QLabel("a text that is longer than its row and goes on " * 3)
    text.setWordWrap(True)
    give, row = shown(one, text)
    give(200)
    assert (text.x(), text.y(), text.width()) == (0, 30, 200)
    assert text.height() == text.heightForWidth(200) > 2 * text.fontMetrics().height()
    assert row.height() == 30 + text.height()


def test_it_is_as_narrow_as_its_widest_member(shown):
    _, row = shown(Block(60), Block(50))
    assert row.minimumSizeHint().width() == 60
    assert row.sizeHint() == QSize(120, 20)
