import pytest
from PySide6.QtCore import QModelIndex, Qt

from convstudio.model.player import Player
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.weights_table import WeightsTable


class Studio:
    """The parts of the model for one document."""

    def __init__(self, document):
        self.document = document
        self.results = Results(document)
        self.player = Player(document, self.results)
        self.selection = Selection(self.results)
        self.table = WeightsTable(document, self.results, self.player, self.selection)


@pytest.fixture
def make_studio(qtbot):
    made = []

    def make(document):
        made.append(Studio(document))
        return made[-1]

    yield make
    for studio in made:
        studio.results.close()


@pytest.fixture
def studio(document, make_studio):
    return make_studio(document)


def texts(table):
    return [
        [table.index(row, col).data() for col in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def cells(heard):
    return [(first.row(), first.column(), last.row(), last.column()) for first, last, *_ in heard]


def test_the_table_shows_the_weights_of_the_example(studio, qtmodeltester):
    assert texts(studio.table) == [["0", "1", "0"]] * 3
    qtmodeltester.check(studio.table)


def test_a_line_has_one_row(line_document, make_studio):
    studio = make_studio(line_document)
    assert texts(studio.table) == [["0", "1", "0"]]
    studio.table.setData(studio.table.index(0, 2), "-1")
    assert line_document.layer.weights[0].ravel().tolist() == [0, 1, -1]


@pytest.mark.parametrize(("text", "weight"), [("1/9", 1 / 9), ("1e-3", 0.001), ("-.5", -0.5), (" 2 ", 2)])
def test_a_typed_number_becomes_the_weight(studio, text, weight):
    index = studio.table.index(0, 1)
    assert studio.table.setData(index, text)
    assert studio.document.layer.weights[0][0, 1, 0, 0] == pytest.approx(weight, rel=1e-6)
    assert index.data(Qt.ItemDataRole.UserRole) == pytest.approx(weight, rel=1e-6)


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "", "1/0"])
def test_what_is_no_number_is_refused_and_the_old_weight_stays(studio, heard, text):
    said = heard(studio.table.refused)
    assert not studio.table.setData(studio.table.index(0, 1), text)
    assert studio.document.undo_stack.count() == 0
    assert len(said) == 1


def test_typing_what_is_shown_changes_nothing(studio):
    index = studio.table.index(0, 0)
    studio.table.setData(index, "1/3")
    shown = index.data(Qt.ItemDataRole.EditRole)
    studio.table.setData(index, shown)
    assert studio.document.undo_stack.count() == 1
    assert index.data() == "0.333333"


def test_an_edit_is_told_for_its_cell_alone(studio, heard):
    told = heard(studio.table.dataChanged)
    studio.table.setData(studio.table.index(1, 2), "7")
    studio.document.undo_stack.undo()
    assert cells(told) == [(1, 2, 1, 2)] * 2


def test_another_filter_and_another_slice_show_their_weights(deep_document, make_studio):
    studio = make_studio(deep_document)
    assert texts(studio.table)[0][:2] == ["0", "0.6"]
    studio.selection.set_channel(1)
    assert texts(studio.table)[0][:2] == ["0.3", "0.9"]
    studio.player.show_filter(2)
    assert texts(studio.table)[0][:2] == ["0.5", "1.1"]
    studio.table.setData(studio.table.index(0, 0), "-4")
    assert deep_document.layer.weights[0][0, 0, 1, 2] == -4


def test_another_kernel_size_resets_the_table(studio, qtbot):
    with qtbot.waitSignal(studio.table.modelReset):
        studio.document.set_setting("kernel_size", (2, 5))
    assert (studio.table.rowCount(), studio.table.columnCount()) == (2, 5)


def test_a_pasted_grid_is_one_undo(studio):
    assert studio.table.paste("1\t2\n3\t4", studio.table.index(1, 1))
    assert texts(studio.table) == [["0", "1", "0"], ["0", "1", "2"], ["0", "3", "4"]]
    studio.document.undo_stack.undo()
    assert texts(studio.table) == [["0", "1", "0"]] * 3


def test_a_paste_without_a_place_starts_at_the_first_weight(studio):
    assert studio.table.paste("[[5]]", QModelIndex())
    assert texts(studio.table)[0] == ["5", "1", "0"]


@pytest.mark.parametrize("text", ["1 2 3 4", "no grid", "nan"])
def test_a_paste_that_is_no_grid_that_fits_is_refused(studio, heard, text):
    said = heard(studio.table.refused)
    assert not studio.table.paste(text, studio.table.index(0, 0))
    assert studio.document.undo_stack.count() == 0
    assert len(said) == 1


def test_the_slice_can_be_copied_and_pasted(studio):
    text = studio.table.as_text()
    assert text == "0\t1\t0\n0\t1\t0\n0\t1\t0"
    studio.document.set_filter(0, [[1, 2, 3]] * 3, "")
    assert studio.table.paste(text, studio.table.index(0, 0))
    assert texts(studio.table) == [["0", "1", "0"]] * 3
