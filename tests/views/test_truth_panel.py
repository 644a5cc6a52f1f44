"""Truth mode in the real panel."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.files.project import LayerPart, Project
from convstudio.files.truth.peers import PEERS
from convstudio.views.truth_panel import TruthPanel

SLOPE = np.array([[1, 0, -1], [0, 0, 0], [-2, 0, 1]])
RAMP = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 1], [2, 3, 4, 5, 6], [7, 8, 9, 1, 2], [3, 4, 5, 6, 7]]


@pytest.fixture
def show(qtbot, make_studio, make_project):
    panels = []

    def shown(x=RAMP, kernel=SLOPE, project=None, **config):
        panel = TruthPanel(make_studio(project or make_project(x, kernel, **config)))
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(320, 700)
        panel.show()
        settle(qtbot, panel)
        return panel

    yield shown
    for panel in panels:
        panel.close_work()


def settle(qtbot, panel):
    qtbot.waitUntil(lambda: panel.isVisible() and not panel.is_busy)


def choose(qtbot, panel, name):
    """Click the row of a library."""
    row = list(PEERS).index(name)
    panel.table.scrollToTop()
    point = panel.table.visualItemRect(panel.table.item(row, 0)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=point)


def column(panel, number):
    return [panel.table.item(row, number).text() for row in range(panel.table.rowCount())]


def test_every_library_has_a_row_with_its_call_padding_and_border(show):
    panel = show(padding="same")
    assert column(panel, 0) == [
        "Keras",
        "PyTorch",
        "SciPy signal.correlate",
        "SciPy signal.convolve",
        "SciPy ndimage.correlate",
        "SciPy ndimage.convolve",
        "OpenCV filter2D",
        "GIMP Convolution Matrix",
    ]
    assert column(panel, 1)[:4] == ["= agrees", "= agrees", "= agrees", "≠ 23 of 25"]
    assert column(panel, 2)[0] == 'layers.Conv2D(1, 3, padding="same")'
    assert column(panel, 3)[:4] == ["no", "no", "no", "yes"]
    assert column(panel, 4)[4:7] == ["constant", "constant", "BORDER_CONSTANT"]
    assert column(panel, 5)[0] == "↕ 1/1 ↔ 1/1"
    assert column(panel, 6)[1] == "channels, rows, cols · kernel out, in, rows, cols"


def test_cells_that_differ_are_framed_and_listed_with_both_numbers(show, qtbot):
    panel = show()
    choose(qtbot, panel, "signal.convolve")
    assert panel.call.text() == 'signal.convolve(x, kernel, mode="valid")'
    assert "The kernel is turned around." in panel.details.text()
    assert panel.difference.text() == "9 cells differ; the first is [0, 0]."
    assert panel.map.values.tolist() == [[-3, -4, -5], [-8, -18, -1], [-4, -5, -6]]
    assert len(panel.map.marks.marks("difference")) == 9
    first = [panel.cells.item(0, place).text() for place in range(3)]
    assert first == ["[0, 0]", "-2", "-3"]
    choose(qtbot, panel, "keras")
    assert not panel.cells.isVisible()
    assert len(panel.map.marks.marks("difference")) == 0
    assert panel.difference.text() == "All cells that both have are the same."


def test_a_click_on_a_cell_brings_the_window_there(show, qtbot):
    panel = show()
    choose(qtbot, panel, "signal.convolve")
    point = panel.cells.visualItemRect(panel.cells.item(1, 0)).center()
    qtbot.mouseClick(panel.cells.viewport(), Qt.MouseButton.LeftButton, pos=point)
    step = panel._studio.player.step
    assert (step.row, step.col) == (0, 1)


def test_an_edit_is_followed_and_the_choice_stays(show, qtbot):
    panel = show()
    choose(qtbot, panel, "ndimage.convolve")
    panel._studio.document.set_setting("flip", True)
    settle(qtbot, panel)
    assert "ndimage.convolve" in panel.call.text()
    assert column(panel, 1)[3] == column(panel, 1)[5] == "= agrees"
    assert column(panel, 1)[0] == "≠ 9 of 9"


def test_the_filter_in_hand_is_the_one_that_is_compared(show, qtbot):
    x, kernel = np.ones((4, 4, 1)), np.stack([np.zeros((2, 2)), [[1, 2], [3, 4]]], -1)[:, :, None]
    panel = show(x, kernel, bias=[0, 0.5])
    assert panel.subject.text() == "Conv2D, filter 1: map 3 × 3"
    panel._studio.player.show_filter(1)
    settle(qtbot, panel)
    assert panel.subject.text() == "Conv2D, filter 2: map 3 × 3"
    assert panel.map.values.tolist() == [[10.5] * 3] * 3


def test_another_size_and_what_cannot_be_are_said(show, qtbot):
    panel = show(np.ones((7, 7)), np.ones((4, 4)), padding="same", strides=2)
    choose(qtbot, panel, "pytorch")
    assert panel.call.text() == "nn.Conv2d(1, 1, 4, stride=2, padding=2)"
    assert panel.details.text().startswith("Padding: top 2, bottom 2, left 2, right 2; border: zeros.")
    choose(qtbot, panel, "gimp")
    assert panel.difference.text() == "It cannot make this map."
    assert "It has no stride." in panel.details.text()
    assert not panel.map.isVisible()


def test_a_layer_without_filters_says_so(show):
    project = Project(np.ones((4, 4, 1), np.float32), (LayerPart("MaxPooling2D", {}),))
    panel = show(project=project)
    assert panel.subject.text() == "MaxPooling2D has no filters that slide over the input"
    assert not panel.table.isVisible()


def test_nothing_is_computed_while_it_is_hidden(show, qtbot):
    panel = show()
    panel.hide()
    before = panel._truth
    panel._studio.document.set_setting("flip", True)
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    assert not panel.is_busy
    assert panel._truth is before


def test_in_a_wide_place_the_list_stands_beside_the_map(show, qtbot):
    panel = show()
    choose(qtbot, panel, "signal.convolve")
    panel.resize(1000, 600)
    qtbot.waitUntil(lambda: panel.cells.x() > panel.map.geometry().right())
    panel.resize(320, 700)
    qtbot.waitUntil(lambda: panel.cells.y() > panel.map.geometry().bottom())
