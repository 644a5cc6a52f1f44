"""Stage and Network at the same place of the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from convstudio.app import make_window
from convstudio.files.resources import load_example
from convstudio.views.view_tabs import NETWORK, STAGE


@pytest.fixture
def window(qtbot, dressed):
    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    window.show()
    return window


def tab_click(qtbot, window, number):
    bar = window.findChild(QTabBar, "view_tabs")
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(number).center())


def test_the_network_is_made_when_it_is_first_asked_for(window, qtbot):
    assert window.tabs.network is None
    tab_click(qtbot, window, NETWORK)
    assert window.tabs.network.objectName() == "network_view"
    assert window.tabs.network.isVisible()


def test_transport_strip_and_undo_stay(window, qtbot):
    tab_click(qtbot, window, NETWORK)
    for name in ("network_strip", "main_toolbar", "transport", "view_tabs"):
        assert window.findChild(object, name).isVisible()
    assert not window.stage.isVisible()


def test_keys_switch_the_views(window):
    window.named_actions()["view_network"].trigger()
    assert window.tabs.currentIndex() == NETWORK
    window.named_actions()["view_stage"].trigger()
    assert window.tabs.currentIndex() == STAGE


def test_panels_of_the_stage_make_room_and_come_back(window, qtbot):
    window.gallery_dock.hide()
    tab_click(qtbot, window, NETWORK)
    assert window.inspector_dock.isHidden()
    assert window.arithmetic_dock.isHidden()
    tab_click(qtbot, window, STAGE)
    assert not window.inspector_dock.isHidden()
    assert not window.arithmetic_dock.isHidden()
    assert window.gallery_dock.isHidden()


def test_a_cell_opened_in_the_network_is_seen_on_the_stage(window, qtbot):
    tab_click(qtbot, window, NETWORK)
    network = window.tabs.network
    network.open(network.chosen._replace(row=3, col=2))
    assert window.tabs.currentIndex() == STAGE
    step = window.studio.player.step
    assert (step.row, step.col) == (3, 2)


def test_steps_go_on_in_the_network(window, qtbot):
    tab_click(qtbot, window, NETWORK)
    window.named_actions()["step_forward"].trigger()
    assert window.tabs.network.chosen.col == 1


def test_another_project_may_be_opened_while_the_network_is_seen(window, qtbot):
    assert window.files.open_example("sign")
    window.tabs.show_view(NETWORK)
    view = window.tabs.network
    qtbot.waitUntil(lambda: view.chosen is not None)
    window.studio.document.replace(load_example("lenet"))  # more layers, and one channel instead of three
    view.canvas.viewport().repaint()  # the window may be painted before the other network is shown
    qtbot.waitUntil(lambda: len(view.canvas.places) == 9)
    assert view.why.title.text().startswith("Why is this value")
    assert view.canvas.updatesEnabled()
