"""How the window fares while a network learns, how soon a pause is answered, and what both cost the training.

A timer asks to be called every millisecond; how late it is called is how long the window did not answer.
Steps a second are set against those of `fit` alone in the same process, without a window to be shown to.
"""

from __future__ import annotations

import benchmarks.one_thread  # isort: skip  # noqa: F401

import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks import measure
from convstudio.app import make_window
from convstudio.files.project import LayerPart
from convstudio.files.recipe import Recipe
from convstudio.files.samples import Samples
from convstudio.files.tasks import task_named
from convstudio.model.machine import TrainingState
from convstudio.model.studio import Studio
from convstudio.model.training_data import TrainingData
from convstudio.nn.sequential import Sequential
from convstudio.views.late_docks import LateDock
from convstudio.views.main_window import MainWindow
from convstudio.views.view_tabs import NETWORK, STAGE

SECONDS, PAUSES = 6.0, 12


def main() -> None:
    """Print the table."""
    import tempfile

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
    app = QApplication.instance() or QApplication([])
    print(f"{measure.machine()}, NumPy {np.__version__}\n")
    window = make_window()
    window.resize(1440, 900)
    window.show()
    print(f"{'':28}{'lateness of the window (ms)':>30}{'pause answered (ms)':>24}{'steps a second':>18}")
    print(f"{'':28}{'median':>12}{'99 %':>9}{'largest':>9}{'median':>13}{'largest':>11}{'own':>9}{'fit':>9}")
    Bench(app, window).run()
    window.studio.document.undo_stack.setClean()
    window.close()


class Bench:
    """The rows of the table."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        self._window, self._trainer, self._loop = window, window.studio.trainer, QEventLoop()
        self._late: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._note)

    def run(self) -> None:
        """The digits on the Stage and in the Network view, then a network whose steps are long.

        The training panel is open, with its curves and the confusion matrix.
        """
        self._row("nothing is learned", lambda: None)
        dock = self._window.findChild(LateDock, "training_dock")
        assert dock is not None
        dock.open()
        for view, name in ((STAGE, "Stage"), (NETWORK, "Network view")):
            self._window.tabs.show_view(view)
            self._learn(f"digits, {name}", self._digits)
        self._window.tabs.show_view(STAGE)
        self._learn("64×64, 32 and 64 filters", self._large)

    def _digits(self) -> float:
        task = task_named("digits")
        self._trainer.open_task(task)
        self._trainer.set_recipe(Recipe(epochs=1000))
        return steps_of_fit(self._window.studio)

    def _large(self) -> float:
        random = np.random.default_rng(0)
        x, y = random.random((256, 64, 64, 3), np.float32), np.arange(256) % 4
        document = self._window.studio.document
        document.set_network(x[0], LARGE, "large")
        self._trainer.set_data(TrainingData.of(Samples(x, y, ("a", "b", "c", "d"))))
        self._trainer.set_recipe(Recipe(epochs=1000, learning_rate=0.0001))
        return steps_of_fit(self._window.studio)

    def _learn(self, name: str, prepare: Callable[[], float]) -> None:
        fit = prepare()
        self._wait(0.5)
        start = time.perf_counter()
        self._trainer.start()
        late = self._lateness(SECONDS)
        speed = len(self._trainer.timeline.curve()) / (time.perf_counter() - start)
        pauses = [self._pause() for _ in range(PAUSES)]
        self._trainer.stop()
        numbers = f"{np.median(pauses):13.1f}{max(pauses):11.1f}{speed:9.1f}{fit:9.1f}"
        report(name, late, numbers)

    def _pause(self) -> float:
        """Milliseconds from the wish to the state."""
        if self._trainer.state is not TrainingState.RUNNING:
            self._trainer.start()
        self._wait(np.random.default_rng().uniform(0.1, 0.3))
        start = time.perf_counter()
        self._trainer.state_changed.connect(self._loop.quit)
        self._trainer.pause()
        self._loop.exec()
        self._trainer.state_changed.disconnect(self._loop.quit)
        return (time.perf_counter() - start) * 1e3

    def _row(self, name: str, prepare: Callable[[], object]) -> None:
        prepare()
        report(name, self._lateness(3.0))

    def _lateness(self, seconds: float) -> list[float]:
        self._late, self._last = [], time.perf_counter()
        self._timer.start()
        self._wait(seconds)
        self._timer.stop()
        return self._late

    def _wait(self, seconds: float) -> None:
        QTimer.singleShot(int(seconds * 1000), self._loop.quit)
        self._loop.exec()

    def _note(self) -> None:
        now = time.perf_counter()
        self._late.append((now - self._last) * 1e3 - 1)
        self._last = now


LARGE = (
    LayerPart("Conv2D", {"filters": 32, "kernel_size": (3, 3), "activation": "relu", "seed": 1}),
    LayerPart(
        "Conv2D", {"name": "second", "filters": 64, "kernel_size": (3, 3), "activation": "relu", "seed": 2}
    ),
    LayerPart("GlobalMaxPooling2D", {}),
    LayerPart("Dense", {"units": 4, "activation": "softmax", "seed": 3}),
)


def steps_of_fit(studio: Studio) -> float:
    """Steps a second that `fit` takes with the network and the data, and nobody looking."""
    project, data, recipe = studio.document.project, studio.trainer.data, studio.trainer.recipe
    shape, layers = project.input.shape, []
    for part in project.layers:
        layers.append(part.build(shape))
        shape = layers[-1].output_shape_for(shape)
    model = Sequential(layers)
    recipe.compile(model)
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < 2:
        model.train_on_batch(data.x[: recipe.batch_size], data.y[: recipe.batch_size])
        steps += 1
    return steps / (time.perf_counter() - start)


def report(name: str, late: list[float], rest: str = "") -> None:
    """One row."""
    median, most, largest = np.percentile(late, [50, 99, 100])
    print(f"{name:28}{median:12.2f}{most:9.2f}{largest:9.1f}{rest}", flush=True)


if __name__ == "__main__":
    main()
