"""The library of filters: what it offers and what a choice does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from convstudio.files.project import Project
from convstudio.files.resources import filters
from convstudio.model.first_network import first_input, first_layers
from convstudio.views.filter_library import FILTER_ROLE, FilterLibrary, FilterLibraryView, use_filter


def place_of(library, title):
    titles = [library.index(row, 0).data() for row in range(library.rowCount())]
    return library.index(titles.index(title), 0)


def one_named(title):
    return next(one for one in filters() if one.title == title)


@pytest.fixture
def view(qtbot, dressed):
    made = FilterLibraryView(FilterLibrary())
    qtbot.addWidget(made)
    made.resize(280, 200)
    made.show()
    return made


def test_only_filters_of_the_right_dimensions_are_offered(dressed):
    library = FilterLibrary(1)
    offered = {library.index(row, 0).data(FILTER_ROLE).id for row in range(library.rowCount())}
    assert offered == {one.id for one in filters() if one.dimensions == 1}


def test_other_dimensions_exchange_the_list(dressed):
    library = FilterLibrary(2)
    library.set_dimensions(1)
    assert library.index(0, 0).data(FILTER_ROLE).dimensions == 1


def test_every_filter_has_a_picture_and_says_where_it_comes_from(dressed):
    library = FilterLibrary()
    for row in range(library.rowCount()):
        index = library.index(row, 0)
        assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
        assert index.data(FILTER_ROLE).source in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_combo_box_can_offer_the_library(qtbot, dressed):
    box = QComboBox()
    qtbot.addWidget(box)
    box.setModel(FilterLibrary(2, box))
    assert box.findText("Vertical line") >= 0
    assert not box.itemIcon(0).isNull()


def test_a_click_chooses_a_filter(view, qtbot):
    index = place_of(view.model(), "Horizontal line")
    with qtbot.waitSignal(view.chosen) as heard:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert heard.args[0].id == "horizontal-line"


def test_enter_chooses_the_filter_with_the_cursor(view, qtbot):
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.chosen) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard.args[0] == view.model().index(1, 0).data(FILTER_ROLE)


def test_the_list_is_as_high_as_its_tiles(view):
    last = view.model().index(view.model().rowCount() - 1, 0)
    assert view.viewport().rect().contains(view.visualRect(last))


def test_a_chosen_filter_replaces_the_weights_in_one_undo(studio, dressed):
    before = studio.document.layer.weights[0].copy()
    chosen = one_named("Horizontal line")
    use_filter(studio, chosen)
    np.testing.assert_array_equal(studio.document.layer.weights[0][:, :, 0, 0], chosen.kernel)
    studio.document.undo_stack.undo()
    np.testing.assert_array_equal(studio.document.layer.weights[0], before)


def test_every_channel_gets_the_kernel(make_studio, make_project, dressed):
    studio = make_studio(make_project(np.ones((6, 6, 3)), np.zeros((3, 3, 3, 2))))
    studio.player.show_filter(1)
    chosen = one_named("Vertical line")
    use_filter(studio, chosen)
    kernel = studio.document.layer.weights[0]
    for channel in range(3):
        np.testing.assert_array_equal(kernel[:, :, channel, 1], chosen.kernel)
    assert not kernel[..., 0].any()


@pytest.mark.parametrize("one", filters(), ids=lambda one: one.id)
def test_every_filter_can_be_used(make_studio, one):
    studio = make_studio(Project(first_input(one.dimensions), first_layers(one.dimensions)))
    use_filter(studio, one)
    np.testing.assert_array_equal(studio.document.layer.weights[0][..., 0, 0].ravel(), one.kernel.ravel())
