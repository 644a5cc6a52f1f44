"""While a network learns only what changes is drawn: the window is not laid out anew at every step."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QVBoxLayout, QWidget

from convstudio.app import make_window
from convstudio.files.tasks import task_named
from convstudio.model.machine import TrainingState
from convstudio.views.color_bar import ColorBar
from convstudio.views.colors import weight_scale
from convstudio.views.down_scroll import DownScroll


class Recorder(QObject):
    """Notes who is asked to lay itself out."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.LayoutRequest:
            self.asked.append(watched)
        return False


@pytest.fixture
def recorder(qapp):
    made = Recorder()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    made.training_dock.open()
    return made


def step(qtbot, window):
    trainer = window.studio.trainer
    steps = len(trainer.timeline.curve()) + 1
    button = window.training_dock.panel().findChild(QToolButton, "train_step_button")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: trainer.state is TrainingState.PAUSED and len(trainer.timeline.curve()) == steps,
        timeout=30_000,
    )
    qtbot.waitUntil(lambda: not window.studio.results.is_computing)
    qtbot.wait(200)  # what is drawn soon
    QApplication.processEvents()


@pytest.mark.parametrize("layer", [0, 1])
def test_a_step_of_a_training_lays_out_neither_the_window_nor_the_stage(qtbot, window, recorder, layer):
    panel = window.training_dock.panel()
    panel.tasks.open_task(task_named("digits"))
    window.studio.document.set_active_layer(layer)
    assert window.studio.document.layer.kind == "Conv2D"
    step(qtbot, window)  # curves and timeline appear
    recorder.asked.clear()
    step(qtbot, window)
    assert panel.timeline.text.text() == "After step 2 of 2"
    asked = {watched.objectName() or type(watched).__name__ for watched in recorder.asked}
    still = {"main_window", "StatusLine", "stage", "training_dock", "FilterPanel", "GridFrame"}
    assert asked & still == set()


def test_another_scale_needs_no_other_room(qtbot, recorder, dressed):
    bar = ColorBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    before = bar.sizeHint()
    bar.show_scale(weight_scale(np.array([1.0, -12345.0])))
    assert bar.sizeHint() == before


def test_what_scrolls_tells_the_window_only_of_another_width(qtbot, recorder, dressed):
    held, inner, outer = QWidget(), QLabel("one"), QWidget()
    QVBoxLayout(held).addWidget(inner)
    scroll = DownScroll(held)
    QVBoxLayout(outer).addWidget(scroll)
    qtbot.addWidget(outer)
    outer.show()
    QApplication.processEvents()
    before = scroll.minimumSizeHint().width()
    recorder.asked.clear()
    inner.setText("two")
    inner.setMinimumHeight(500)
    QApplication.processEvents()
    assert held in recorder.asked
    assert outer not in recorder.asked
    inner.setMinimumWidth(inner.minimumSizeHint().width() + 300)
    QApplication.processEvents()
    assert outer in recorder.asked
    assert scroll.minimumSizeHint().width() > before + 200
