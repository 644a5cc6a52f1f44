"""Training in the window: buttons, curves, the timeline, and the filter that is found."""

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from convstudio.app import make_window
from convstudio.files.tasks import task_named
from convstudio.model.kernels import kernel_of
from convstudio.model.machine import TrainingState


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    made.training_dock.open()
    return made


@pytest.fixture
def panel(window):
    return window.training_dock.panel()


def press(qtbot, panel, name):
    button = panel.findChild(QToolButton, f"{name}_button")
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for(qtbot, window, state):
    qtbot.waitUntil(lambda: window.studio.trainer.state is state, timeout=30_000)
    QApplication.processEvents()


def open_task(panel, name, **options):
    task = task_named(name)
    panel.tasks.open_task(task.with_options(**options) if options else task)


def kernel(window):
    return kernel_of(window.studio.document.layer)[:, :, 0, 0]


def test_without_a_task_the_panel_says_what_to_do(qtbot, window, panel):
    assert panel.status.text() == "Choose above what is to be learned."
    press(qtbot, panel, "train_start")
    assert panel.problem.text() == "Choose what is to be learned first."
    assert window.studio.trainer.state is TrainingState.IDLE


def test_a_line_detector_is_learned_from_random_weights(qtbot, window, panel):
    """The kernel ends within 0.02 of the one that made the target, weight for weight."""
    open_task(panel, "target")
    wanted = np.array([[0, 1, 0]] * 3, np.float32)
    assert np.abs(kernel(window) - wanted).max() > 0.2
    press(qtbot, panel, "train_start")
    wait_for(qtbot, window, TrainingState.FINISHED)
    assert np.abs(kernel(window) - wanted).max() < 0.02
    qtbot.waitUntil(lambda: panel.filters.distance.text().startswith("Largest difference"))
    assert float(panel.filters.distance.text().splitlines()[0].split()[-1]) < 0.02
    np.testing.assert_allclose(panel.filters.views["wanted"].values, wanted)
    np.testing.assert_array_equal(panel.filters.views["now"].values, kernel(window))
    assert panel.status.text().startswith("Finished: 60 epochs")


def test_a_training_is_one_undo(qtbot, window, panel):
    open_task(panel, "target")
    before = kernel(window).copy()
    count = window.studio.document.undo_stack.count()
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)
    press(qtbot, panel, "train_stop")
    wait_for(qtbot, window, TrainingState.IDLE)
    assert window.studio.document.undo_stack.count() == count + 1
    assert not np.array_equal(kernel(window), before)
    window.studio.document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(window), before)


def test_one_step_after_the_other(qtbot, window, panel):
    open_task(panel, "target")
    for steps in (1, 2, 3):
        press(qtbot, panel, "train_step")
        wait_for(qtbot, window, TrainingState.PAUSED)
        assert window.studio.trainer.shown == steps
    qtbot.waitUntil(lambda: len(panel.curves.loss.shown[0]) == 3)
    np.testing.assert_array_equal(panel.curves.loss.shown[0], window.studio.trainer.timeline.curve())
    assert panel.timeline.text.text() == "After step 3 of 3"


def test_a_running_training_pauses_and_goes_on(qtbot, window, panel):
    open_task(panel, "digits")
    press(qtbot, panel, "train_start")
    qtbot.waitUntil(lambda: window.studio.trainer.timeline.curve().size > 3, timeout=10_000)
    assert panel.findChild(QToolButton, "train_start_button").text() == "Pause"
    press(qtbot, panel, "train_start")
    wait_for(qtbot, window, TrainingState.PAUSED)
    steps = window.studio.trainer.timeline.curve().size
    assert panel.findChild(QToolButton, "train_start_button").text() == "Continue"
    press(qtbot, panel, "train_start")
    qtbot.waitUntil(lambda: window.studio.trainer.timeline.curve().size > steps, timeout=10_000)


def test_reset_brings_the_first_weights_back(qtbot, window, panel):
    open_task(panel, "target")
    before = kernel(window).copy()
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)
    press(qtbot, panel, "train_reset")
    np.testing.assert_array_equal(kernel(window), before)
    assert not panel.curves.isVisible()


def test_the_slider_goes_back_and_training_goes_on_from_there(qtbot, window, panel):
    open_task(panel, "target")
    for _ in range(2):
        press(qtbot, panel, "train_epoch")
        wait_for(qtbot, window, TrainingState.PAUSED)
    last, now = window.studio.trainer.shown, kernel(window).copy()
    panel.timeline.slider.setFocus()
    qtbot.keyClick(panel.timeline.slider, Qt.Key.Key_Home)
    qtbot.keyClick(panel.timeline.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.studio.trainer.shown == 1)
    assert panel.timeline.text.text() == f"After step 1 of {last}"
    qtbot.keyClick(panel.timeline.slider, Qt.Key.Key_End)
    np.testing.assert_array_equal(kernel(window), now)
    qtbot.keyClick(panel.timeline.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(panel.timeline.train_on.isEnabled)
    qtbot.mouseClick(panel.timeline.train_on, Qt.MouseButton.LeftButton)
    wait_for(qtbot, window, TrainingState.FINISHED)
    window.studio.document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(window), now)


def test_two_moments_are_compared(qtbot, window, panel):
    open_task(panel, "target")
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)
    held = kernel(window).copy()
    qtbot.mouseClick(panel.timeline.pin, Qt.MouseButton.LeftButton)
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)
    qtbot.waitUntil(lambda: "moved by up to" in panel.filters.distance.text())
    np.testing.assert_array_equal(panel.filters.views["before"].values, held)
    comparison = window.studio.trainer.compare(4, 8)
    assert f"moved by up to {comparison.layers[0].largest:.3g}" in panel.filters.distance.text()


def test_settings_go_into_the_recipe_until_a_training_is_under_way(qtbot, window, panel):
    open_task(panel, "target")
    panel.more.setChecked(True)
    box = panel.findChild(object, "batch_size_box")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "12")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert window.studio.trainer.recipe.batch_size == 12
    press(qtbot, panel, "train_step")
    wait_for(qtbot, window, TrainingState.PAUSED)
    assert not box.isEnabled()
    assert panel.findChild(object, "learning_rate_box").isEnabled()


def test_other_samples_keep_the_network_that_still_fits(qtbot, window, panel):
    open_task(panel, "target")
    weights, samples = kernel(window).copy(), window.studio.trainer.data.x
    panel.more.setChecked(True)
    panel.findChild(object, "data_noise_box").setValue(0.6)
    assert not np.array_equal(window.studio.trainer.data.x, samples)
    np.testing.assert_array_equal(kernel(window), weights)


def test_samples_of_another_size_bring_their_network(qtbot, window, panel):
    open_task(panel, "target")
    panel.more.setChecked(True)
    panel.findChild(object, "data_size_box").setValue(10)
    assert window.studio.document.project.input.shape == (10, 10, 1)
    assert window.studio.trainer.problem == ""


def test_a_training_that_diverges_says_so_and_keeps_finite_weights(qtbot, window, panel):
    open_task(panel, "target")
    panel.findChild(object, "learning_rate_box").setValue(90.0)
    press(qtbot, panel, "train_start")
    wait_for(qtbot, window, TrainingState.DIVERGED)
    assert panel.problem.text().startswith("The loss is")
    assert panel.status.text().startswith("Diverged")
    assert panel.status.text().endswith("The weights are the last whose loss was finite.")
    assert np.isfinite(kernel(window)).all()


def test_closing_the_window_ends_the_thread(qtbot, monkeypatch, window, panel):
    before = {thread.ident for thread in threading.enumerate()}
    open_task(panel, "digits")
    press(qtbot, panel, "train_start")
    qtbot.waitUntil(lambda: window.studio.trainer.timeline.curve().size > 1, timeout=10_000)
    assert {thread.ident for thread in threading.enumerate()} != before
    monkeypatch.setattr(window.files, "may_close", lambda: True)
    window.close()
    assert {thread.ident for thread in threading.enumerate()} == before


def test_the_keys_of_the_train_menu_open_the_panel(qtbot, window):
    window.training_dock.hide()
    window.training_actions.start.trigger()
    qtbot.waitUntil(window.training_dock.isVisible)
    assert window.training_dock.panel().problem.text() == "Choose what is to be learned first."


# what came out


@pytest.fixture
def examined(qtbot, window, panel):
    """The digits after an epoch, evaluated."""
    open_task(panel, "digits", count=300)
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)
    qtbot.waitUntil(lambda: "right" in panel.results.text.text(), timeout=20_000)
    return window.studio.examiner


def test_the_confusion_table_counts_every_sample_that_was_checked(window, panel, examined):
    table, found = panel.results.confusion, examined.evaluation
    texts = [[table.model().index(row, col).data() for col in range(10)] for row in range(10)]
    counts = np.array([[0 if text == "·" else int(text) for text in row] for row in texts])
    np.testing.assert_array_equal(counts, found.confusion)
    assert counts.sum() == 60
    right = counts.trace() / 60
    assert panel.results.text.text() == f"{right:.1%} of 60 right"


def test_a_mistake_is_one_click_from_the_stage(qtbot, window, panel, examined):
    panel.results.pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel.results.wrong.count() > 0)
    assert panel.results.wrong.count() == len(examined.evaluation.wrong)
    wrong = examined.evaluation.wrong[0]
    item = panel.results.wrong.item(0)
    place = panel.results.wrong.visualItemRect(item).center()
    qtbot.mouseClick(panel.results.wrong.viewport(), Qt.MouseButton.LeftButton, pos=place)
    data = window.studio.trainer.data
    np.testing.assert_array_equal(window.studio.document.project.input, data.x[wrong.sample])
    names = data.classes[wrong.true], data.classes[wrong.predicted]
    said = f"Sample {wrong.sample + 1} is {names[0]}; it is taken for {names[1]}."
    qtbot.waitUntil(lambda: panel.results.said.text() == said)
    shares = [bar.value for bar in panel.results.scores.bars]
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert np.argmax(shares) == wrong.predicted


def test_a_pair_of_classes_shows_its_mistakes_alone(qtbot, window, panel, examined):
    wrong = examined.evaluation.wrong[0]
    panel.results.confusion.pair_chosen.emit(wrong.true, wrong.predicted)
    count = int(examined.evaluation.confusion[wrong.true, wrong.predicted])
    qtbot.waitUntil(lambda: panel.results.wrong.count() == count)
    panel.results.confusion.pair_chosen.emit(0, 0)
    qtbot.waitUntil(lambda: panel.results.wrong.count() == len(examined.evaluation.wrong))


def test_the_samples_trained_on_are_evaluated_too(qtbot, window, panel, examined):
    panel.results.part_box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel.results.text.text().endswith("of 240 right"), timeout=20_000)


def test_without_classes_there_is_nothing_to_confuse(window, panel):
    open_task(panel, "target")
    assert not panel.results.isVisible()


# drawing what is wanted


@pytest.fixture
def editor(qtbot, panel):
    box = panel.tasks.box
    box.setCurrentIndex(box.findData("drawn"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(panel.target.isVisible)
    return panel.target


def drag(qtbot, view, cells, button=Qt.MouseButton.LeftButton):
    places = [view.cell_rect(*cell).center() for cell in cells]
    qtbot.mousePress(view.viewport(), button, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(view.viewport(), place)
    qtbot.mouseRelease(view.viewport(), button, pos=places[-1])


def test_the_wanted_map_begins_with_the_map_that_there_is(window, panel, editor):
    np.testing.assert_array_equal(editor.view.values, window.studio.results.output_of(0)[:, :, 0])
    assert window.studio.trainer.problem == ""
    assert panel.tasks.box.currentText() == "Draw the map that is wanted"


def test_a_map_is_drawn_with_mouse_and_keys_and_learned(qtbot, window, panel, editor):
    drag(qtbot, editor.view, [(0, 0)])
    drag(qtbot, editor.view, [(0, 2)], Qt.MouseButton.RightButton)
    assert editor.view.values[0].tolist() == [1, 0, 0, 3, 0, 0]
    qtbot.keyClick(editor.view, Qt.Key.Key_Down)
    qtbot.keyClick(editor.view, Qt.Key.Key_Return)
    assert editor.view.values[1, 2] == 1
    qtbot.keyClick(editor.view, Qt.Key.Key_Delete)
    assert editor.view.values[1, 2] == 0
    np.testing.assert_array_equal(window.studio.trainer.data.wanted, editor.view.values)


def test_a_filter_of_the_library_makes_the_map_and_is_found(qtbot, window, panel, editor):
    """Within 0.02 of the one that made it, weight for weight: 30 random inputs determine it."""
    document = window.studio.document
    editor.maker_box.setCurrentIndex(editor.maker_box.findText("Horizontal line"))
    editor.maker_box.activated.emit(editor.maker_box.currentIndex())
    assert editor.view.values[0].tolist() == [0, 1, 2, 2, 1, 0]
    assert editor.text.text() == "4 of 10 numbers of the filter are determined: many make this map."
    editor.inputs_box.setValue(30)
    qtbot.waitUntil(lambda: editor.text.text() == "All 10 numbers of the filter are determined.")
    press(qtbot, panel, "train_start")
    wait_for(qtbot, window, TrainingState.FINISHED)
    np.testing.assert_allclose(kernel(window), [[0, 0, 0], [1, 1, 1], [0, 0, 0]], atol=0.02)
    np.testing.assert_array_equal(panel.filters.views["wanted"].values, [[0] * 3, [1] * 3, [0] * 3])
    document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(window), [[0, 1, 0]] * 3)


def test_a_map_is_pasted_or_refused_with_both_sizes(qtbot, window, panel, editor):
    QApplication.clipboard().setText("\n".join(["1 2 3 4 5 6"] * 6))
    qtbot.keyClick(editor.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.studio.trainer.data.wanted[3].tolist() == [1, 2, 3, 4, 5, 6]
    QApplication.clipboard().setText("1 2\n3 4")
    qtbot.keyClick(editor.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert panel.problem.text() == "the map has 6 × 6 cells; the grid is (2, 2)"
    assert window.studio.trainer.data.wanted[3].tolist() == [1, 2, 3, 4, 5, 6]


# samples of one's own


def choose(panel, kind):
    box = panel.tasks.box
    box.activated.emit(box.findData(kind))


def test_own_pictures_come_from_a_folder_of_each_class(qtbot, monkeypatch, window, panel, tmp_path):
    for name, rows in (("up", slice(0, 5)), ("down", slice(5, 10))):
        (tmp_path / name).mkdir()
        for number in range(6):
            picture = np.zeros((10, 10), np.uint8)
            picture[rows, number] = 255
            Image.fromarray(picture).save(tmp_path / name / f"{number}.png")
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getExistingDirectory", lambda *_words: str(tmp_path))
    choose(panel, "folder")
    qtbot.waitUntil(lambda: window.studio.trainer.data is not None)
    data = window.studio.trainer.data
    assert (len(data), sorted(data.classes)) == (12, ["down", "up"])
    assert window.studio.trainer.problem == ""
    press(qtbot, panel, "train_epoch")
    wait_for(qtbot, window, TrainingState.PAUSED)


def test_own_samples_come_from_an_npz(qtbot, monkeypatch, window, panel, tmp_path):
    x, y = np.random.default_rng(0).random((20, 9, 9)), np.arange(20) % 4
    np.savez(tmp_path / "own.npz", x=x, y=y)
    monkeypatch.setattr(
        "PySide6.QtWidgets.QFileDialog.getOpenFileName", lambda *_words: (str(tmp_path / "own.npz"), "")
    )
    choose(panel, "file")
    qtbot.waitUntil(lambda: window.studio.trainer.data is not None)
    assert len(window.studio.trainer.data.classes) == 4
    assert window.studio.document.project.input.shape == (9, 9, 1)
    assert window.studio.trainer.problem == ""


def test_a_folder_without_classes_is_refused_and_all_stays(qtbot, monkeypatch, window, panel, tmp_path):
    before = window.studio.document.project
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getExistingDirectory", lambda *_words: str(tmp_path))
    choose(panel, "folder")
    qtbot.waitUntil(lambda: bool(panel.problem.text()))
    assert window.studio.document.project == before
    assert panel.tasks.box.currentText() == "Choose a task…"


def test_the_pace_makes_steps_wait(qtbot, window, panel):
    open_task(panel, "target")
    panel.pace_box.setCurrentIndex(panel.pace_box.findData(3.0))
    press(qtbot, panel, "train_start")
    qtbot.waitUntil(lambda: window.studio.trainer.timeline.curve().size >= 2, timeout=10_000)
    qtbot.wait(300)
    assert window.studio.trainer.timeline.curve().size < 20
