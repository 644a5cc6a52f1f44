"""The program that follows the document: what is written, when, and what never waits for it."""

import runpy

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.code_writer import CodeWriter
from convstudio.model.document import Document
from convstudio.model.results import Results


@pytest.fixture
def write(qtbot):
    """Makes a writer that is watched, and gives it with its document."""
    made = []

    def start(project):
        document = Document(project)
        results = Results(document)
        writer = CodeWriter(document, results)
        made.append((writer, results, document))
        with qtbot.waitSignal(writer.written):
            writer.set_watched(True)
        return writer, document

    yield start
    for writer, results, _ in made:
        writer.close()
        results.close()


def line(*parts):
    x = np.zeros((4, 4, 1), np.float32)
    x[:, 1] = 1
    kernel = np.ones((1, 1, 1, 1), np.float32)
    conv = LayerPart("Conv2D", {"filters": 1, "kernel_size": 1}, (kernel, np.zeros(1, np.float32)))
    return Project(x, (conv, *parts), title="A line")


def written(qtbot, writer, do):
    with qtbot.waitSignal(writer.written) as signal:
        do()
    return signal.args[0].text


def test_an_edit_writes_the_program_anew(qtbot, write):
    writer, document = write(line())
    text = written(qtbot, writer, lambda: document.set_weight((0, 0, 0, 0), 2.5))
    assert "kernel = np.array([2.5], np.float32).reshape(1, 1, 1, 1)" in text
    assert "    [0, 2.5, 0, 0],\n" in text


def test_many_edits_write_one_program(qtbot, write):
    writer, document = write(line())
    texts = []
    writer.written.connect(lambda made: texts.append(made.text))
    for value in range(2, 20):
        document.set_bias(0, value)
    assert texts == []
    qtbot.waitUntil(lambda: len(texts) > 0 and not writer.is_busy)
    assert len(texts) == 1
    assert "bias = np.array([19], np.float32)" in texts[0]


def test_nothing_is_written_while_nobody_looks(qtbot, write):
    writer, document = write(line())
    writer.set_watched(False)
    texts = []
    writer.written.connect(lambda made: texts.append(made.text))
    document.set_bias(0, 3)
    assert not writer.is_busy
    qtbot.wait(250)
    assert texts == []
    assert "bias = np.array([3], np.float32)" in written(qtbot, writer, lambda: writer.set_watched(True))


def test_another_language_and_the_stack_are_written_at_once(qtbot, write):
    writer, _ = write(line(LayerPart("ReLU", {})))
    text = written(qtbot, writer, lambda: writer.set_language("numpy"))
    assert "y = conv2d(x, kernel) + bias" in text
    text = written(qtbot, writer, lambda: writer.set_stack(True))
    assert "y = np.maximum(y, 0)" in text


def test_another_active_layer_is_another_program(qtbot, write):
    writer, document = write(line(LayerPart("ReLU", {})))
    text = written(qtbot, writer, lambda: document.set_active_layer(1))
    assert "# layer 2, ReLU: (4, 4, 1) -> (4, 4, 1)" in text


def test_a_layer_that_does_not_fit_has_no_program(qtbot, write):
    writer, document = write(line())
    with qtbot.waitSignal(writer.refused) as signal:
        document.set_setting("kernel_size", (9, 9))
    assert signal.args[0].startswith("layer 1 does not fit: The window must not span more cells")


def test_large_arrays_are_named_but_not_kept(qtbot, write):
    writer, document = write(line())
    with qtbot.waitSignal(writer.written) as signal:
        document.set_input(np.random.default_rng(0).random((30, 30, 1)).astype(np.float32), "Larger")
    assert signal.args[0].arrays == {"x": None, "expected": None}


def test_files_that_are_saved_run(qtbot, write, tmp_path):
    writer, document = write(line())
    document.set_input(np.random.default_rng(0).random((30, 30, 1)).astype(np.float32), "Larger")
    writer.set_language("numpy")
    with qtbot.waitSignal(writer.saved) as signal:
        writer.save(tmp_path / "line.py")
    assert [path.name for path in signal.args[0]] == ["line.py", "line.npz"]
    assert runpy.run_path(str(tmp_path / "line.py"))["y"].shape == (30, 30, 1)


def test_why_nothing_was_saved_is_told(qtbot, write, tmp_path):
    writer, _ = write(line())
    with qtbot.waitSignal(writer.not_saved) as signal:
        writer.save(tmp_path / "missing" / "line.py")
    assert "cannot write" in signal.args[0]
