"""Texts that are measured."""

import pytest
from PySide6.QtGui import QFont, QFontInfo

from convstudio.views.text_sizes import TextSizes


@pytest.fixture
def sizes(qapp):
    return TextSizes(QFont(), 1.5)


def test_a_text_that_is_too_wide_takes_more_lines(sizes):
    text = "filter and patch and products"
    assert sizes.wrapped(text, sizes.width(text) + 1).height() == sizes.line
    half = sizes.wrapped(text, sizes.width(text) // 2 + 20)
    assert half.height() == 2 * sizes.line
    assert half.width() <= sizes.width(text) // 2 + 20


def test_no_text_takes_no_room(sizes):
    assert sizes.wrapped("", 100).isEmpty()


def test_large_texts_are_wider(sizes):
    assert sizes.large_width("0.5") > sizes.width("0.5")
    assert sizes.large.bold()


def test_lines_of_one_width_take_as_much_room_as_the_longest(sizes):
    short, long = sizes.fixed_lines(["[0, 1]"]), sizes.fixed_lines(["[0, 1]", "[0, 1] . [1, 1] = 1"])
    assert QFontInfo(sizes.fixed).fixedPitch()
    assert long.width() > short.width()
    assert long.height() - short.height() == sizes.fixed_line
