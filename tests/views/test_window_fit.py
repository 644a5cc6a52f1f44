"""How the window fits its screen."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from convstudio.app import make_window
from convstudio.views.window_fit import larger


@pytest.fixture
def window(qtbot, dressed):
    window = make_window()
    window.resize(1428, 860)
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    window.resize(1428, 860)
    yield window
    window.studio.settings.presentation = False


def are_tabs(window):
    return window.gallery_dock in window.tabifiedDockWidgets(window.arithmetic_dock)


def test_a_low_window_shares_one_place_and_a_high_one_has_two_again(window, qtbot):
    qtbot.waitUntil(lambda: not are_tabs(window))
    window.resize(1428, 790)
    qtbot.waitUntil(lambda: are_tabs(window))
    window.resize(1428, 810)
    qtbot.waitUntil(lambda: not are_tabs(window))
    assert window.gallery_dock.isVisible()
    assert window.gallery_dock.y() > window.arithmetic_dock.geometry().bottom()


def test_after_a_presentation_everything_is_as_it_was(window, qtbot):
    before = window.stage.height(), window.arithmetic_dock.height()
    window.view_actions.presentation.trigger()
    qtbot.waitUntil(lambda: are_tabs(window))
    window.view_actions.presentation.trigger()
    qtbot.waitUntil(lambda: not are_tabs(window))
    qtbot.waitUntil(lambda: (window.stage.height(), window.arithmetic_dock.height()) == before)


def test_a_hidden_gallery_stays_hidden(window, qtbot):
    window.gallery_dock.hide()
    window.resize(1428, 790)
    window.resize(1428, 810)
    QApplication.processEvents()
    assert window.gallery_dock.isHidden()
    assert window.arithmetic_dock.isVisible()


def test_shift_f10_opens_the_menu_of_the_input(window, qtbot):
    view = window.stage.input_panel.view
    window.activateWindow()
    view.setFocus()
    opened = []

    def look():
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            opened.extend(action.objectName() for action in menu.actions())
            menu.close()

    QTimer.singleShot(200, look)
    qtbot.keyClick(window, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(opened))
    assert "input_clear" in opened


@pytest.mark.parametrize(
    ("height", "factor"),
    [(600, 1.25), (640, 1.3), (720, 1.5), (760, 1.6), (900, 1.6), (2160, 1.6), (300, 1.2)],
)
def test_texts_of_a_presentation_are_as_large_as_the_height_allows(height, factor):
    assert larger(height) == factor


def test_a_presentation_goes_on_at_the_next_start(window, qtbot):
    plain = window.stage.place.font().pointSizeF()
    window.view_actions.presentation.trigger()
    larger_by = window.stage.place.font().pointSizeF() / plain
    assert larger_by > 1.5
    window.close()
    again = make_window()
    qtbot.addWidget(again)
    again.show()
    assert again.stage.place.font().pointSizeF() == plain * larger_by
    assert are_tabs(again)
    again.view_actions.presentation.trigger()


def test_a_panel_that_was_moved_comes_back_where_it_was(window, qtbot):
    left = Qt.DockWidgetArea.LeftDockWidgetArea
    window.addDockWidget(left, window.inspector_dock)
    window.gallery_dock.setFloating(True)
    window.close()
    again = make_window()
    qtbot.addWidget(again)
    again.show()
    assert again.dockWidgetArea(again.inspector_dock) == left
    assert again.gallery_dock.isFloating()
    again.resize(1428, 700)
    QApplication.processEvents()
    assert again.gallery_dock.isFloating()  # what a person moved stays there
