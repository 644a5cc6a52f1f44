"""Colours of a program."""

import pytest

from convstudio.views.code_view import CodeView
from convstudio.views.theme import DARK, LIGHT, apply_theme, enlarge_texts


@pytest.fixture
def view(qtbot, dressed):
    view = CodeView()
    qtbot.addWidget(view)
    view.show()
    return view


def colors(view, line):
    """The coloured pieces of a line with their colours."""
    block = view.document().findBlockByNumber(line)
    return {
        block.text()[one.start : one.start + one.length]: one.format.foreground().color().name()
        for one in block.layout().formats()
    }


def test_words_texts_comments_and_names_have_their_colours(view):
    view.show_program('def conv(x):\n    """Slide."""\n    return x["a#b"]  # from here\n')
    assert colors(view, 0) == {"def": LIGHT.link, "conv": LIGHT.accent}
    assert colors(view, 1) == {'"""Slide."""': LIGHT.good}
    assert colors(view, 2) == {"return": LIGHT.link, '"a#b"': LIGHT.good, "# from here": LIGHT.quiet}


def test_a_word_inside_of_a_name_is_none(view):
    view.show_program("for_all = import_model(notify)")
    assert colors(view, 0) == {}


def test_the_colours_follow_the_theme(view, qapp):
    view.show_program("# quiet")
    try:
        apply_theme(qapp, DARK)
        assert colors(view, 0) == {"# quiet": DARK.quiet}
    finally:
        apply_theme(qapp, LIGHT)


def test_a_program_is_read_only_and_keeps_its_lines(view):
    assert view.isReadOnly()
    view.show_program("x" * 500)
    assert view.document().findBlockByNumber(0).layout().lineCount() == 1


def test_the_text_grows_with_all_texts(view, qapp):
    plain = view.fontInfo().pointSizeF()
    try:
        enlarge_texts(qapp, 1.5)
        assert view.fontInfo().pointSizeF() > 1.3 * plain
        assert view.fontInfo().fixedPitch()
    finally:
        enlarge_texts(qapp, 1)
