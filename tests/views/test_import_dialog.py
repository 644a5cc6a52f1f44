"""Real models into the window: looked into first, then all or nothing, and one undo."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.app import make_window
from convstudio.views.import_dialog import KIND, NAME, ImportDialog

MODELS = Path(__file__).resolve().parent.parent / "cases" / "models"


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def look_into(qtbot, window):
    def look(name):
        assert window.files.open(str(name if Path(name).is_absolute() else MODELS / name))
        dialog = window.findChild(ImportDialog)
        qtbot.waitUntil(lambda: dialog.heading.text() != "Reading…", timeout=20_000)
        return dialog

    return look


def rows(dialog):
    items = [dialog.tree.topLevelItem(number) for number in range(dialog.tree.topLevelItemCount())]
    return {item.text(NAME): item for item in items}


def click(qtbot, button):
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_dialog_shows_names_shapes_types_and_kernels(qtbot, look_into):
    dialog = look_into("kinds.safetensors")
    assert dialog.heading.text() == "kinds.safetensors: safetensors, 9 arrays in 5 layers"
    found = rows(dialog)
    assert [found["conv_bf16"].text(column) for column in range(4)] == [
        "conv_bf16",
        "Conv2D",
        "(4, 3, 3, 3)",
        "BF16",
    ]
    assert found["conv_bf16"].childCount() == 2
    qtbot.waitUntil(lambda: not found["conv_f16"].icon(NAME).isNull())
    assert "does not say how its layers follow" in dialog.notes.toPlainText()
    assert not dialog.whole.isEnabled()


def test_one_layer_goes_into_the_active_one_which_keeps_its_settings(qtbot, window, look_into):
    document = window.studio.document
    document.set_input(np.zeros((8, 8, 3)), "Colour")
    document.set_setting("padding", "same")
    before = document.project
    dialog = look_into("kinds.safetensors")
    dialog.tree.setCurrentItem(rows(dialog)["conv_f32"])
    click(qtbot, dialog.one)
    assert not dialog.isVisible()
    assert document.layer.weights[0].shape == (3, 3, 3, 4)
    assert document.layer.config["padding"] == "same"
    assert window.studio.results.output_of(0).shape == (8, 8, 4)
    document.undo_stack.undo()
    assert document.project == before


def test_weights_for_other_channels_are_refused_and_nothing_changes(qtbot, window, look_into):
    before, count = window.studio.document.project, window.studio.document.undo_stack.count()
    dialog = look_into("kinds.safetensors")
    dialog.tree.setCurrentItem(rows(dialog)["conv_f32"])
    click(qtbot, dialog.one)
    assert dialog.isVisible()
    assert dialog.problem.text() == "the weights are for 3 channels, and 1 reach the layer"
    assert (window.studio.document.project, window.studio.document.undo_stack.count()) == (before, count)


def test_a_whole_model_is_one_undo_and_gives_what_its_framework_gives(qtbot, window, look_into):
    pytest.importorskip("onnx")
    before = window.studio.document.project
    dialog = look_into("torch_digits.onnx")
    assert dialog.notes.toPlainText().startswith("A model of")
    click(qtbot, dialog.whole)
    document, results = window.studio.document, window.studio.results
    with np.load(MODELS / "torch_digits.npz") as stored:
        reference = {name: stored[name] for name in stored.files}
    *_, last = reference.values()
    document.set_input(reference["x"], "Input")
    found = results.output_of(len(document.project.layers) - 1)
    np.testing.assert_allclose(found.ravel(), last.ravel(), rtol=1e-5, atol=1e-5)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project == before


def test_what_is_not_supported_is_named_and_cannot_be_taken(look_into, window):
    pytest.importorskip("onnx")
    dialog = look_into("refused_branch.onnx")
    assert not dialog.whole.isEnabled()
    assert dialog.notes.toPlainText() or dialog.problem.text()


def test_a_file_that_would_have_to_be_run_is_refused_in_the_dialog(look_into):
    dialog = look_into("refused_module.pt")
    assert dialog.problem.isVisibleTo(dialog)
    assert dialog.problem.text().startswith("refused_module.pt")
    assert not dialog.one.isEnabled()
    assert not dialog.whole.isEnabled()


def test_damaged_files_leave_everything_as_it_was(look_into, window, tmp_path):
    (tmp_path / "bad.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{nothing}")
    before = window.studio.document.project
    dialog = look_into(tmp_path / "bad.safetensors")
    assert dialog.problem.text().startswith("bad.safetensors")
    dialog.reject()
    assert window.studio.document.project == before


def test_arrays_of_no_known_layer_cannot_be_taken(look_into):
    dialog = look_into("kinds.safetensors")
    item = rows(dialog)["steps"]
    dialog.tree.setCurrentItem(item)
    assert item.text(KIND) == "?"
    assert not dialog.one.isEnabled()


def test_closing_the_dialog_ends_its_threads(qtbot, look_into):
    before = set(threading.enumerate())
    dialog = look_into("kinds.safetensors")
    dialog.reject()
    qtbot.waitUntil(lambda: set(threading.enumerate()) <= before, timeout=10_000)
