import pytest

from convstudio.model.results import Results
from convstudio.model.selection import NOTHING, Hover, Selection


@pytest.fixture
def selection(deep_document):
    results = Results(deep_document)
    yield Selection(results)
    results.close()


def test_a_channel_is_said_when_it_changes(selection, heard):
    said = heard(selection.channel_changed)
    selection.set_channel(1)
    selection.set_channel(1)
    assert (said, selection.channel) == ([1], 1)


def test_a_channel_stays_among_those_of_the_filter(selection, deep_document, heard):
    said = heard(selection.channel_changed)
    selection.set_channel(7)
    assert selection.channel == 1
    deep_document.set_active_layer(1)
    selection.set_channel(2)
    deep_document.set_active_layer(0)
    assert said == [1, 2, 1]


def test_the_mouse_is_said_where_it_is(selection, heard):
    said = heard(selection.hover_changed)
    selection.set_hover(Hover("map", 1, 2))
    selection.set_hover(Hover("map", 1, 2))
    selection.set_hover(None)
    assert said == [("map", 1, 2), NOTHING]


def test_another_geometry_takes_the_mouse_off(selection, deep_document):
    selection.set_hover(Hover("map", 4, 3))
    deep_document.set_setting("kernel_size", 5)
    assert selection.hover == NOTHING
