"""The Code panel with real mouse and keys."""

import runpy

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from convstudio.views.code_panel import CodePanel


@pytest.fixture
def show(qtbot, make_studio, make_project):
    panels = []

    def shown(x=None, kernel=None, **config):
        panel = CodePanel(make_studio(None if x is None else make_project(x, kernel, **config)))
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(500, 600)
        panel.show()
        settle(qtbot, panel)
        return panel

    yield shown
    for panel in panels:
        panel.close_work()


def settle(qtbot, panel):
    qtbot.waitUntil(lambda: not panel.writer.is_busy and panel.isVisible())


def choose(qtbot, panel, language):
    panel.language_box.setCurrentIndex(panel.language_box.findData(language))
    settle(qtbot, panel)
    return panel.view.toPlainText()


def test_the_tutorial_stands_there_in_every_language(show, qtbot):
    panel = show()
    lines = {
        "keras": "layers.Conv2D(1, 3),",
        "pytorch": "nn.Conv2d(1, 1, 3),",
        "numpy": "y = conv2d(x, kernel) + bias",
        "numpy-loops": "total += float(cell) * float(kernel[i, j, channel, filter])",
        "onnx": '(y,) = session.run(None, {"x": x.transpose(2, 0, 1)[None]})',
    }
    assert [panel.language_box.itemData(n) for n in range(panel.language_box.count())] == list(lines)
    for language, line in lines.items():
        text = choose(qtbot, panel, language)
        assert line in text
        assert text.splitlines()[-1] == "np.testing.assert_allclose(y, expected, rtol=1e-5, atol=1e-5)"


def test_what_is_copied_runs(show, qtbot):
    panel = show()
    choose(qtbot, panel, "numpy")
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    found = {}
    exec(QGuiApplication.clipboard().text(), found)
    assert found["y"][0, :, 0].tolist() == [0, 0, 3, 3, 0, 0]


def test_an_edit_is_followed_and_the_place_stays(show, qtbot):
    panel = show()
    panel.resize(500, 300)
    bar = panel.view.verticalScrollBar()
    bar.setValue(10)
    panel._studio.document.set_bias(0, 7)
    settle(qtbot, panel)
    assert "bias = np.array([7], np.float32)" in panel.view.toPlainText()
    assert bar.value() == 10


def test_the_stack_is_chosen_by_key(show, qtbot):
    panel = show()
    panel.scope_box.setFocus()
    qtbot.keyClick(panel.scope_box, Qt.Key.Key_Down)
    settle(qtbot, panel)
    assert "# 1 layer: (8, 8, 1) -> (6, 6, 1)" in panel.view.toPlainText()


def test_a_layer_that_does_not_fit_is_told_and_nothing_can_be_copied(show, qtbot):
    panel = show()
    panel._studio.document.set_setting("kernel_size", (9, 9))
    settle(qtbot, panel)
    assert panel.problem.isVisible()
    assert "The window must not span more cells" in panel.problem.text()
    assert panel.view.toPlainText() == ""
    assert not panel.copy_button.isEnabled()
    assert not panel.save_button.isEnabled()
    panel._studio.document.undo_stack.undo()
    settle(qtbot, panel)
    assert not panel.problem.isVisible()
    assert panel.copy_button.isEnabled()


def test_it_says_where_large_arrays_go(show, qtbot):
    panel = show(np.random.default_rng(0).random((20, 20)), np.ones((3, 3)))
    assert (
        panel.note.text() == "Reads large arrays from convolution_layer1.npz, which saving writes beside it."
    )
    assert "All numbers stand in the program" in show().note.text()


@pytest.mark.parametrize(("language", "files"), [("numpy", ["line.py"]), ("onnx", ["line.onnx", "line.py"])])
def test_saving_asks_for_a_file_and_writes_it(show, qtbot, tmp_path, monkeypatch, language, files):
    panel = show()
    choose(qtbot, panel, language)
    asked = []

    def answer(_parent, title, start, kinds):
        asked.append((title, start, kinds))
        return str(tmp_path / "line"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    with qtbot.waitSignal(panel.writer.saved):
        qtbot.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".ini") == sorted(files)
    assert panel.note.text() == f"Written: {', '.join(files)}"
    ((title, start, kinds),) = asked
    suffix = ".onnx" if language == "onnx" else ".py"
    assert title == ("Save as ONNX" if language == "onnx" else "Save")
    assert start.endswith(suffix)
    assert f"(*{suffix})" in kinds
    if language == "numpy":
        runpy.run_path(str(tmp_path / "line.py"))


def test_a_folder_that_is_not_there_is_told(show, qtbot, tmp_path):
    panel = show()
    with qtbot.waitSignal(panel.writer.not_saved):
        panel.save(str(tmp_path / "missing" / "line.py"))
    assert panel.problem.text().startswith("It was not written: cannot write")
    assert panel.save_button.isEnabled()


def test_the_language_is_remembered(show, qtbot):
    panel = show()
    choose(qtbot, panel, "pytorch")
    assert panel._studio.settings.code_language == "pytorch"
    again = CodePanel(panel._studio)
    qtbot.addWidget(again)
    assert again.language_box.currentData() == "pytorch"
    again.close_work()


def test_a_hidden_panel_rests(show, qtbot):
    panel = show()
    before = panel.view.toPlainText()
    panel.hide()
    panel._studio.document.set_bias(0, 7)
    qtbot.wait(200)
    assert panel.view.toPlainText() == before
    panel.show()
    settle(qtbot, panel)
    assert panel.view.toPlainText() != before
