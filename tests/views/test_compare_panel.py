"""The window's maps against those of another program."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.app import make_window
from convstudio.views.late_docks import LateDock


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def panel(window):
    dock = window.findChild(LateDock, "compare_dock")
    dock.open()
    return dock.panel()


@pytest.fixture
def compare(qtbot, panel, tmp_path):
    def hold_against(array):
        np.save(tmp_path / "theirs.npy", array)
        panel.open_reference(str(tmp_path / "theirs.npy"))
        qtbot.waitUntil(
            lambda: "theirs" in panel.text.text() or "Received" in panel.text.text(), timeout=10_000
        )

    return hold_against


def ours(window):
    return np.array(window.studio.results.output_of(0))


def test_the_same_numbers_agree(window, panel, compare):
    compare(ours(window)[np.newaxis])
    assert panel.text.text() == "theirs.npy agrees in all 36 values; the largest difference is 0."
    assert not panel.go.isEnabled()
    assert not panel.map.isVisible()


def test_the_first_cell_that_differs_is_marked_and_reached(qtbot, window, panel, compare):
    theirs = ours(window)
    theirs[3, 4, 0] += 0.5
    theirs[5, 1, 0] -= 0.25
    compare(theirs)
    assert panel.text.text() == (
        "2 of 36 values differ from theirs.npy, at most by 0.5. The first: map 1, cell [3, 4] is 0 here "
        "and 0.5 there."
    )
    assert panel.cause.text() == "No single change gives the reference."
    np.testing.assert_array_equal(panel.map.values, theirs[:, :, 0])
    qtbot.mouseClick(panel.go, Qt.MouseButton.LeftButton)
    step = window.studio.player.step
    assert (step.row, step.col) == (3, 4)


def test_the_likely_cause_is_found_by_trying(window, panel, compare):
    document = window.studio.document
    document.set_kernel(np.arange(9.0).reshape(3, 3, 1, 1), "Weights")
    document.set_setting("flip", True)
    theirs = ours(window)
    document.set_setting("flip", False)
    compare(theirs)
    assert panel.cause.text().startswith("The kernel is flipped there")


def test_editing_compares_again(qtbot, window, panel, compare):
    theirs = ours(window)
    window.studio.document.set_bias(0, 1.0)
    compare(theirs)
    qtbot.waitUntil(lambda: panel.cause.text() == "The bias is missing there.", timeout=10_000)
    window.studio.document.set_bias(0, 0.0)
    qtbot.waitUntil(lambda: panel.text.text().startswith("theirs.npy agrees"), timeout=10_000)


def test_a_reference_of_another_size_is_refused_with_both_shapes(panel, compare):
    compare(np.zeros((4, 4)))
    assert panel.text.text() == (
        "the layer gives values of shape (6, 6, 1). Received: a reference of shape (4, 4)"
    )


def test_a_damaged_file_is_refused(panel, tmp_path):
    (tmp_path / "bad.npy").write_bytes(b"nothing")
    panel.open_reference(str(tmp_path / "bad.npy"))
    assert panel.text.text().startswith("bad.npy")


def test_one_of_several_arrays_is_chosen(qtbot, monkeypatch, window, panel, tmp_path):
    np.savez(tmp_path / "several.npz", a=np.zeros((6, 6)), b=ours(window))
    monkeypatch.setattr("PySide6.QtWidgets.QInputDialog.getItem", lambda *_words, **_more: ("b", True))
    panel.open_reference(str(tmp_path / "several.npz"))
    qtbot.waitUntil(lambda: panel.text.text().startswith("several.npz agrees"), timeout=10_000)


def test_the_first_cell_has_the_strongest_frame_of_all(window, panel, compare):
    theirs = ours(window)
    theirs[3:5, 4, 0] += 0.5
    compare(theirs)
    marks = panel.map.marks.marks("difference")
    assert [(mark.box.top, mark.box.left, mark.width) for mark in marks] == [(4, 4, 1), (3, 4, 4)]


def test_a_reference_of_pytorch_is_shown_in_our_order_and_its_cause_told(qtbot, window, panel, compare):
    document = window.studio.document
    document.set_setting("filters", 2)
    qtbot.waitUntil(lambda: window.studio.results.output_of(0).shape == (6, 6, 2), timeout=10_000)
    document.set_bias(0, 1.0)
    qtbot.waitUntil(lambda: ours(window)[0, 0, 0] == 1, timeout=10_000)
    theirs = ours(window) - np.array([1, 0], np.float32)
    compare(np.moveaxis(theirs, -1, 0)[None])
    assert panel.cause.text() == "The reference has its channels first. The bias is missing there."
    np.testing.assert_array_equal(panel.map.values, theirs[:, :, 0])
