"""What a learner and a teacher do with the training panel beyond the straight way."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSpinBox, QToolButton

from convstudio.app import make_window
from convstudio.files.recipe import Recipe
from convstudio.files.tasks import task_named
from convstudio.model.kernels import kernel_of
from convstudio.model.machine import TrainingState
from convstudio.views.confusion_table import ConfusionTable


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


@pytest.fixture
def train(qtbot, window, panel):
    def press(name, state=TrainingState.PAUSED):
        button = panel.findChild(QToolButton, f"{name}_button")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.studio.trainer.state is state, timeout=30_000)
        qtbot.wait(120)  # what is drawn soon

    return press


def open_task(panel, name, **options):
    task = task_named(name)
    panel.tasks.open_task(task.with_options(**options) if options else task)


def turn_wheel(widget, down=True):
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, -120 if down else 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


def arrow_up(box):
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_SpinBox, QStyle.SubControl.SC_SpinBoxUp
    return box.style().subControlRect(control, option, part, box).center()


def test_the_arrow_of_an_option_makes_other_samples_again_and_again(qtbot, window, panel):
    """The field that tells of the wish must not be replaced while it does."""
    open_task(panel, "directions")
    panel.more.setChecked(True)
    box = panel.findChild(object, "data_noise_box")
    for _ in range(3):
        samples = window.studio.trainer.data.x
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=arrow_up(box))
        assert not np.array_equal(window.studio.trainer.data.x, samples)
    assert panel.findChild(object, "data_noise_box") is box
    assert box.value() == pytest.approx(0.23)


def test_digits_can_be_a_little_noisy(window, panel):
    open_task(panel, "digits", count=50)
    panel.more.setChecked(True)
    panel.findChild(object, "data_noise_box").setValue(0.25)
    assert panel.tasks.task.data.options["noise"] == 0.25


def test_an_option_that_is_refused_goes_back_to_what_it_was(window, panel):
    open_task(panel, "directions")
    panel.more.setChecked(True)
    box = panel.findChild(object, "data_count_box")
    box.setValue(20_000)
    assert "at most 10,000 samples" in panel.problem.text()
    assert box.value() == 240
    assert len(window.studio.trainer.data) == 240


def test_a_refusal_stays_until_something_else_is_done(qtbot, window, panel):
    open_task(panel, "directions")
    panel.findChild(object, "data_count_box").setValue(20_000)
    window.studio.player.go_to(5)
    qtbot.wait(200)
    assert "at most 10,000 samples" in panel.problem.text()
    panel.findChild(object, "data_count_box").setValue(100)
    assert panel.problem.text() == ""


def test_a_filter_of_another_size_brings_a_layer_of_its_size(window, panel):
    open_task(panel, "target")
    box = panel.findChild(object, "data_filter_box")
    names = [box.itemData(place) for place in range(box.count())]
    assert "gaussian-5" in names
    assert "bump" not in names
    box.setCurrentIndex(names.index("gaussian-5"))
    assert kernel_of(window.studio.document.layer).shape[:2] == (5, 5)
    assert window.studio.trainer.problem == ""


@pytest.mark.parametrize("name", ["moment_slider", "task_box", "examined_part_box", "learning_rate_box"])
def test_the_wheel_scrolls_the_panel_and_changes_nothing_under_the_mouse(window, panel, train, name):
    open_task(panel, "directions")
    panel.more.setChecked(True)
    train("train_epoch")
    control = panel.findChild(object, name)
    window.setFocus()
    kernel = kernel_of(window.studio.document.layer).copy()
    task, recipe, shown = panel.tasks.task, window.studio.trainer.recipe, window.studio.trainer.shown
    event = turn_wheel(control)
    assert not event.isAccepted()
    assert (panel.tasks.task, window.studio.trainer.recipe, window.studio.trainer.shown) == (
        task,
        recipe,
        shown,
    )
    np.testing.assert_array_equal(kernel_of(window.studio.document.layer), kernel)


def test_one_step_is_one_step(panel, train):
    open_task(panel, "target")
    train("train_step")
    assert panel.status.text() == "Paused: 0 epochs, 1 step"
    train("train_epoch")
    assert panel.status.text() == "Paused: 1 epoch, 4 steps"


def test_the_loss_told_is_that_of_the_moment_shown(qtbot, window, panel, train):
    """After k steps, the loss of the batch that comes next; at the end that of the last one taken."""
    open_task(panel, "target")
    train("train_epoch")
    losses = window.studio.trainer.timeline.curve()
    assert len(losses) == 4
    assert f"training {losses[3]:.3g}" in panel.curves.loss.text.text()
    window.studio.trainer.seek(1)
    qtbot.waitUntil(lambda: f"training {losses[1]:.3g}" in panel.curves.loss.text.text())


def test_before_a_map_is_learned_the_panel_says_from_where(window, panel):
    panel.tasks.choose("drawn")
    assert panel.status.text() == "Filter 1 starts from random weights"
    assert panel.tasks.box.currentText() == "Draw the map that is wanted"


def test_with_another_project_nothing_is_chosen_any_more(window, panel):
    open_task(panel, "target")
    window.studio.document.replace(task_named("bumps").project())
    assert panel.tasks.box.currentText() == "Choose a task…"
    assert panel.status.text() == "Choose above what is to be learned."
    assert not panel.about.isVisible()


def test_a_pair_of_classes_is_forgotten_with_its_samples(qtbot, window, panel):
    open_task(panel, "digits", count=60)
    qtbot.waitUntil(lambda: "right" in panel.results.text.text(), timeout=20_000)
    panel.results.confusion.pair_chosen.emit(8, 9)
    open_task(panel, "directions")
    qtbot.waitUntil(lambda: panel.results.text.text().endswith("of 60 right"), timeout=20_000)
    panel.results.show_results()
    assert panel.results.chosen.text().endswith("a click brings one to the Stage")


def test_results_are_shown_however_often_something_changes(qtbot, window, panel):
    open_task(panel, "directions")
    qtbot.waitUntil(lambda: "right" in panel.results.text.text(), timeout=20_000)
    panel.results.text.setText("")
    for _ in range(20):
        window.studio.examiner.scores_changed.emit()
        qtbot.wait(20)
    assert "right" in panel.results.text.text()


def test_hundreds_of_classes_are_counted(qtbot, dressed):
    """What is not in sight costs nothing: 160,000 cells."""
    table = ConfusionTable()
    qtbot.addWidget(table)
    counts = np.diag(np.arange(400))
    counts[3, 7] = 5
    table.show_confusion(counts, tuple(f"class {number}" for number in range(400)))
    table.show()
    model = table.model()
    assert (model.rowCount(), model.columnCount()) == (400, 400)
    assert [model.index(3, column).data() for column in (3, 4, 7)] == ["3", "·", "5"]
    said = model.index(3, 7).data(Qt.ItemDataRole.ToolTipRole)
    assert said == "5 of class class 3 taken for class 7 (62.5% of the class)"
    right, wrong = (
        model.index(*cell).data(Qt.ItemDataRole.BackgroundRole).name() for cell in ((3, 3), (3, 7))
    )
    assert right != wrong


def test_the_train_menu_leads_to_everything_that_can_be_learned(window):
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Train")
    tasks = next(a.menu() for a in menu.actions() if a.text() == "&Tasks")
    tasks.aboutToShow.emit()
    named = {action.text(): action for action in tasks.actions()}
    assert {"Find the filter", "Handwritten digits", "Own samples, .npz with x and y…"} <= set(named)
    named["Draw the map that is wanted"].trigger()
    assert window.training_dock.panel().target.isVisible()
    assert "Training" in [action.text() for action in menu.actions()]


def test_diverging_says_what_helps(window, panel, train):
    open_task(panel, "target")
    window.studio.trainer.set_recipe(Recipe("sgd", 90.0, 16, 60, "mean_squared_error", (), 0))
    train("train_start", TrainingState.DIVERGED)
    assert panel.problem.text().endswith("Go back to an earlier moment, and take a smaller learning rate.")
