"""Examples and networks in one choice, each group under its name."""

import pytest
from PySide6.QtCore import Qt

from convstudio.files.resources import examples, load_example, networks
from convstudio.views.example_box import ExampleBox


@pytest.fixture
def box(qtbot, studio):
    made = ExampleBox(studio)
    qtbot.addWidget(made)
    made.show()
    return made


def test_both_groups_are_there_in_their_order(box):
    titles = [one.title for one in (*examples(), *networks())]
    texts = [box.itemText(place) for place in range(box.count())]
    assert [text for text in texts if text not in ("Examples", "Networks")] == titles
    assert texts[0] == "Examples"
    assert texts[1 + len(examples())] == "Networks"


def test_the_name_of_a_group_cannot_be_chosen(box, qtbot):
    head = 1 + len(examples())
    assert box.model().flags(box.model().index(head, 0)) == Qt.ItemFlag.NoItemFlags
    with qtbot.assertNotEmitted(box.example_asked):
        box.activated.emit(head)


def test_a_network_is_asked_for_by_its_id(box, qtbot):
    place = box.findText(next(one.title for one in networks() if one.id == "vgg"))
    with qtbot.waitSignal(box.example_asked, check_params_cb=lambda name: name == "vgg"):
        box.activated.emit(place)


def test_keys_pass_over_the_names_of_groups(box, qtbot):
    box.setCurrentIndex(len(examples()))
    with qtbot.waitSignal(box.example_asked, check_params_cb=lambda name: name == networks()[0].id):
        qtbot.keyClick(box, Qt.Key.Key_Down)


@pytest.mark.parametrize("name", ["lenet", "bump"])
def test_what_is_open_is_named_until_it_is_changed(box, studio, name):
    studio.document.replace(load_example(name), None)
    assert box.currentData() == name
    studio.document.paint([(0, 0)], 7)
    assert box.currentIndex() == -1
    studio.document.undo_stack.undo()
    assert box.currentData() == name


def test_each_has_its_note_as_a_tooltip(box):
    place = box.findData("causal")
    assert box.itemData(place, Qt.ItemDataRole.ToolTipRole) == networks()[5].note != ""
