"""The title of the window names what is open."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from convstudio.app import make_window

CTRL = Qt.KeyboardModifier.ControlModifier
EXAMPLE = "Vertical line detector 8×8"


@pytest.fixture
def window(qtbot):
    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def cat(tmp_path):
    picture = QImage(12, 9, QImage.Format.Format_Grayscale8)
    picture.fill(77)
    assert picture.save(str(tmp_path / "cat.png"))
    return str(tmp_path / "cat.png")


def shown(window):
    """The title and whether it has its star."""
    return window.windowTitle().removesuffix(" — Convolution Studio").replace("[*]", ""), (
        window.isWindowModified()
    )


def undo(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)


def test_a_picture_gives_its_name_and_undo_takes_it_back(window, qtbot, cat):
    assert shown(window) == (EXAMPLE, False)
    assert window.files.open(cat)
    assert shown(window) == ("cat.png", True)
    undo(window, qtbot)
    assert shown(window) == (EXAMPLE, False)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert shown(window) == ("cat.png", True)


def test_a_stroke_leaves_the_name(window, qtbot):
    view = window.findChild(QWidget, "input_view")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cell_rect(0, 0).center())
    assert shown(window) == (EXAMPLE, True)


def test_a_list_of_numbers_gives_its_name_with_another_network(window, qtbot, tmp_path):
    np.save(tmp_path / "heartbeat.npy", np.arange(9.0))
    assert window.files.open(str(tmp_path / "heartbeat.npy"))
    assert shown(window) == ("heartbeat.npy", True)
    undo(window, qtbot)
    assert shown(window) == (EXAMPLE, False)


def test_one_dimension_is_no_longer_the_example(window, qtbot):
    window.named_actions()["dimensions_1"].trigger()
    assert shown(window) == ("untitled", True)
    undo(window, qtbot)
    assert shown(window) == (EXAMPLE, False)


@pytest.mark.parametrize("side", [8, 11])
def test_numbers_pasted_over_everything_are_no_longer_the_example(window, qtbot, side):
    QGuiApplication.clipboard().setText("\n".join(["\t".join(["0.25"] * side)] * side))
    view = window.findChild(QWidget, "input_view")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_V, CTRL)
    assert view.values.shape == (side, side)
    assert shown(window) == ("untitled", True)
    assert window.studio.document.undo_stack.count() == 1
    undo(window, qtbot)
    assert shown(window) == (EXAMPLE, False)


def test_a_few_pasted_numbers_leave_the_name(window, qtbot):
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    view = window.findChild(QWidget, "input_view")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_V, CTRL)
    assert shown(window) == (EXAMPLE, True)


def test_a_picture_in_a_file_of_ones_own_is_named_beside_it_until_it_is_saved(window, qtbot, tmp_path, cat):
    path = str(tmp_path / "mine.convstudio")
    window.studio.document.save(path)
    assert shown(window) == ("mine.convstudio", False)
    assert window.files.open(cat)
    assert shown(window) == ("mine.convstudio · cat.png", True)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert shown(window) == ("mine.convstudio", False)
    undo(window, qtbot)
    assert shown(window) == (f"mine.convstudio · {EXAMPLE}", True)


def test_another_example_gives_its_name(window):
    assert window.files.open_example("sign")
    assert shown(window) == ("Traffic sign in colour 32×32", False)
