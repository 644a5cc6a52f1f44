"""No text of the window is cut, and nothing overlaps, from 1024 × 640 to 1920 × 1080, also in a presentation.

`cut_texts` walks over everything that is seen and compares the room that each text needs with what it has.
"""

from itertools import combinations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionTab,
    QTabBar,
    QToolButton,
    QWidget,
)

from convstudio.app import make_window
from convstudio.files.resources import load_example
from convstudio.views.short_texts import ShortComboBox, ShortLabel
from convstudio.views.view_tabs import NETWORK, STAGE
from convstudio.views.window_fit import SMALLEST

SIZES = [(1024, 640), (1280, 720), (1440, 900), (1920, 1080)]
PROJECTS = ["vertical-line", "bump", "sign", "stride", "lenet", "causal"]
SPEAKING = (QLabel, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractButton)
SHORT = (ShortLabel, ShortComboBox)  # they end in "…", and are whole in the tooltip
INNER = (QStackedWidget, QAbstractScrollArea, QComboBox, QAbstractSpinBox)  # Qt places what is in them


def cut_texts(window):
    """What is seen of the window and has less room than it needs, as lines to read."""
    widgets = [widget for widget in window.findChildren(QWidget) if is_seen(widget, window)]
    found = [cut for widget in widgets if isinstance(widget, QTabBar) for cut in cut_tabs(widget)]
    for widget in widgets:
        if isinstance(widget, SPEAKING) and not isinstance(widget, SHORT) and text_of(widget):
            needed, given = needed_by(widget), room_of(widget, window)
            if needed[0] > given[0] + 1 or needed[1] > given[1] + 1:
                found.append(f"{path_of(widget)} {text_of(widget)[:40]!r}: {needed} in {given}")
    return found + [line for parent in widgets for line in overlaps(parent)]


def is_seen(widget, window):
    inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
    if inner or not widget.isVisible() or widget.window() is not window:
        return False
    if isinstance(widget, QTabBar) and widget.parentWidget() is window:  # some stay behind others
        return window.childAt(widget.geometry().center()) is widget
    dock = widget
    while dock is not None and not isinstance(dock, QDockWidget):
        dock = dock.parentWidget()
    return dock is None or dock.geometry().intersects(window.rect())  # those behind another stand outside


def text_of(widget):
    if isinstance(widget, QComboBox):
        return widget.currentText() or widget.placeholderText()
    icon_alone = (
        isinstance(widget, QToolButton)
        and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        and not widget.icon().isNull()
    )
    return "" if icon_alone or "qt_" in widget.objectName() else widget.text()


def needed_by(widget):
    """Width and height that its text needs, with what stands around it."""
    hint = widget.sizeHint()
    if isinstance(widget, QLabel):
        return (0, widget.heightForWidth(widget.width())) if widget.wordWrap() else hint.toTuple()
    if isinstance(widget, QAbstractSpinBox):
        field = widget.findChild(QLineEdit)
        return line_width(widget) + widget.width() - field.width() + 4, 0
    if isinstance(widget, QLineEdit):
        return line_width(widget) + 4, 0
    if isinstance(widget, QToolButton):
        return hint.width() - 2, hint.height() - 2
    return line_width(widget) + widget.width() - text_rect(widget).width(), 0


def line_width(widget):
    return widget.fontMetrics().horizontalAdvance(text_of(widget).replace("&", ""))


def text_rect(widget):
    """Where the style draws the text of a button or a choice; else all of it."""
    style, element = widget.style(), QStyle.SubElement
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        return style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, widget)
    if isinstance(widget, QCheckBox | QRadioButton | QPushButton):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        is_push = isinstance(widget, QPushButton)
        part = element.SE_PushButtonContents if is_push else element.SE_CheckBoxContents
        return style.subElementRect(part, option, widget)
    return widget.rect()


def room_of(widget, window):
    """Width and height of what no parent cuts off; where one scrolls, nothing is."""
    left, top, right, bottom = widget.rect().getCoords()
    across = down = True
    while widget is not window:
        parent, place = widget.parentWidget(), widget.pos()
        left, right, top, bottom = left + place.x(), right + place.x(), top + place.y(), bottom + place.y()
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            across = across and area.horizontalScrollBarPolicy() == off
            down = down and area.verticalScrollBarPolicy() == off
        if across:
            left, right = max(left, 0), min(right, parent.width() - 1)
        if down:
            top, bottom = max(top, 0), min(bottom, parent.height() - 1)
        widget = parent
    return right - left + 1, bottom - top + 1


def cut_tabs(bar):
    for number in range(bar.count()):
        option = QStyleOptionTab()
        bar.initStyleOption(option, number)
        room = bar.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, bar).width()
        needed = bar.fontMetrics().horizontalAdvance(bar.tabText(number).replace("&", ""))
        inside = bar.rect().contains(bar.tabRect(number))
        if bar.isTabVisible(number) and (needed > room + 1 or not inside):
            yield f"{path_of(bar)} tab {bar.tabText(number)!r}: {needed} in {room}"


def overlaps(parent):
    if isinstance(parent, INNER):
        return
    inner = [c for c in parent.children() if isinstance(c, QWidget) and c.isVisible() and not c.isWindow()]
    for one, other in combinations(inner, 2):
        both = one.geometry().intersected(other.geometry())
        if both.width() > 1 and both.height() > 1:
            yield f"{path_of(one)} and {path_of(other)} overlap: {both.size().toTuple()}"


def path_of(widget):
    names = []
    while widget is not None and not widget.isWindow():
        names.append(widget.objectName() or type(widget).__name__)
        widget = widget.parentWidget()
    return "/".join(reversed(names[:4]))


@pytest.fixture
def window(qtbot, dressed):
    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.studio.settings.presentation = False  # texts of this size would stay for the tests that follow


def give_size(window, width, height):
    window.resize(width, height)
    for _ in range(3):  # texts settle a little later than the window, and docks after these
        QApplication.processEvents()
        window.fit.fit_texts()
    for _ in range(5):  # a layout may ask for another one
        QApplication.processEvents()
    assert (window.width(), window.height()) == (width, height)


@pytest.mark.parametrize("presented", [False, True], ids=["normal", "presentation"])
@pytest.mark.parametrize("name", PROJECTS)
def test_no_text_is_cut_and_nothing_overlaps(window, name, presented):
    window.studio.document.replace(load_example(name))
    window.view_actions.presentation.setChecked(presented)
    window.studio.settings.presentation = presented
    for view in (STAGE, NETWORK):
        window.tabs.show_view(view)
        for size in SIZES:
            give_size(window, *size)
            found = cut_texts(window)
            assert not found, f"{size}, view {view + 1}: {found}"
            assert view != STAGE or window.stage.height() >= 280


@pytest.mark.parametrize("presented", [False, True], ids=["normal", "presentation"])
@pytest.mark.parametrize("name", PROJECTS)
def test_the_window_needs_no_more_than_the_smallest_screen(window, name, presented):
    window.studio.document.replace(load_example(name))
    window.studio.settings.presentation = presented
    give_size(window, *SMALLEST.toTuple())
    needed = window.minimumSizeHint()
    assert needed.boundedTo(SMALLEST) == needed
    assert window.stage.height() >= 280


@pytest.mark.parametrize("screen", [(1024, 640), (1280, 720), (1440, 900)])
def test_a_window_in_a_presentation_stays_on_its_screen(window, screen):
    width, height = screen[0] - 12, screen[1] - 40  # without the frame that the desktop puts around
    give_size(window, width, height)
    window.view_actions.presentation.trigger()
    for name in PROJECTS:
        window.studio.document.replace(load_example(name))
        for view in (NETWORK, STAGE):
            window.tabs.show_view(view)
            QApplication.processEvents()
            assert (window.width(), window.height()) == (width, height)
    assert window.stage.height() >= 280


def test_a_cut_text_is_found(window):
    """The tool itself: a label, a choice, a clipped button, two that overlap."""
    give_size(window, 1280, 720)
    label, choice, button = QLabel("a text that is far too long"), QComboBox(), QPushButton("outside")
    choice.addItem("a choice that is too long")
    for number, widget in enumerate((label, choice, button)):
        widget.setParent(window.stage.place)
        widget.setGeometry(QRect(40 * number, 0, 60, 14))
        widget.show()
    button.move(window.stage.place.width() - 20, 0)
    found = "\n".join(cut_texts(window))
    for text in ("'a text", "'a choice", "'outside'", "overlap: (20, 14)"):
        assert text in found
