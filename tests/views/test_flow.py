"""Squares in rows that wrap."""

from PySide6.QtCore import QPoint

from convstudio.views.flow import Flow

FLOW = Flow(count=7, side=20, gap=5, width=80)


def test_as_many_stand_in_a_row_as_fit():
    assert FLOW.columns == 3
    assert Flow(3, 20, 5, width=1).columns == 1


def test_every_square_is_found_where_it_stands():
    assert [FLOW.at(FLOW.rect(number).center()) for number in range(7)] == list(range(7))


def test_gaps_and_places_after_the_last_belong_to_none():
    assert FLOW.at(QPoint(2, 2)) is None
    assert FLOW.at(FLOW.rect(7).center()) is None
    assert FLOW.at(QPoint(79, 10)) is None


def test_the_height_holds_every_row():
    assert FLOW.height == 3 * 25 + 5
    assert FLOW.rect(6).bottom() < FLOW.height


def test_the_squares_in_sight_are_whole_rows():
    assert FLOW.within(0, 30) == range(6)
    assert FLOW.within(31, 44) == range(3, 6)
    assert FLOW.within(56, 200) == range(6, 7)
