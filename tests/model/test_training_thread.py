"""Training in its thread: it can be asked to rest at any moment."""

from threading import Event

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.model.goal import Goal
from convstudio.model.training import Training
from convstudio.model.training_data import TrainingData
from convstudio.model.training_thread import TrainingThread

RECIPE = Recipe("sgd", 0.25, batch_size=1, loss="mean_squared_error", metrics=(), validation_split=0.0)


@pytest.fixture
def training():
    one = np.ones((1, 1, 1), np.float32)
    layer = LayerPart("Conv1D", {"filters": 1, "kernel_size": 1, "use_bias": False}, (one,))
    return Training(Project(one[0], (layer,)), TrainingData(one, 2 * one), RECIPE, 1 << 20)


@pytest.fixture
def thread(qtbot):
    made = TrainingThread()
    yield made
    made.close()


@pytest.mark.timeout(20)
def test_a_slow_training_rests_though_nobody_has_seen_its_last_report(thread, training):
    """The request can come between two looks at it: when the report is about to be told."""
    thread.seconds_per_step = 0.05
    stop, is_seen = Event(), Event()
    is_seen.set()
    work = thread._train(training, Goal(99, 99), stop, is_seen, lambda: False)
    assert next(work).place.steps == 1
    stop.set()
    with pytest.raises(StopIteration) as end:
        next(work)
    assert end.value.value.report.place.steps == 1


def test_reports_come_though_the_run_before_was_left_with_one_unseen(thread, training, qtbot):
    """Its report is told to nobody, and nobody sees it."""
    thread.seconds_per_step = 0.05
    thread.run(training, Goal(99, 99))
    before = thread._is_seen
    thread.ask_to_stop()
    reports = []
    thread.reported.connect(reports.append)
    thread.run(training, Goal(99, 99))
    before.clear()
    qtbot.waitUntil(lambda: len(reports) > 2)
    assert [report.place.steps for report in reports] == sorted({one.place.steps for one in reports})
