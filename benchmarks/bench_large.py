"""How the window fares while a large colour picture goes through many filters, beside an idle worker.

A timer asks to be called every millisecond; how late it is called is how long the window did not answer.
Memory is what the process takes at most beyond what it took before the picture was opened.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from convstudio.app import make_window
from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.settings import Settings
from convstudio.nn import Conv2D
from convstudio.views.main_window import MainWindow

IDLE, MIB = 4.0, 1 << 20  # seconds, bytes


class Lateness:
    """Milliseconds by which the ticks of a timer came late, while it runs."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._note)

    def _note(self) -> None:
        now = time.perf_counter()
        self.late.append((now - self._last) * 1e3 - 1)
        self._last = now

    def during(self, app: QApplication, is_over: Callable[[], bool], seconds: float = 120) -> list[float]:
        """Run the loop of the window until something is over."""
        self.late, self._last = [], time.perf_counter()
        self._timer.start()
        end = self._last + seconds
        while not is_over() and time.perf_counter() < end:
            app.processEvents()
            time.sleep(0.0002)
        self._timer.stop()
        return self.late


class Memory:
    """The most memory of the process, sampled by a thread of its own."""

    def __init__(self) -> None:
        self.before = self.most = resident()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, resident())

    def stop(self) -> float:
        """Bytes above those at the start."""
        self._over.set()
        self._thread.join()
        return self.most - self.before


def resident() -> int:
    """Bytes of the process in memory (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Pass:
    """What happens from an edit until the worker has nothing left to do."""

    def __init__(self, window: MainWindow, edit: Callable[[], object]) -> None:
        self._view, self._results = window.stage.map_panel.view, window.studio.results
        self._start, self.shown, self.done = time.perf_counter(), 0.0, 0.0
        edit()

    def is_over(self) -> bool:
        """Whether it has; notes when the shown map was there, and when all were."""
        now = time.perf_counter() - self._start
        if not self.shown and not self._view.is_blank:
            self.shown = now
        if self.shown and not self._results.is_computing:
            self.done = now
        return self.done > 0


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=2048)
    parser.add_argument("--filters", type=int, default=64)
    parser.add_argument("--memory", type=int, default=2048, help="MiB of maps that are kept")
    options = parser.parse_args(arguments)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
    app = QApplication.instance() or QApplication([])
    Settings().map_memory = options.memory
    window = make_window()
    window.resize(1440, 900)
    window.show()
    project = large_project(options.side, options.filters)
    print(f"{options.side}×{options.side}×3 through {options.filters} filters, {options.memory} MiB kept\n")
    print(f"{'lateness of the window (ms)':36}{'median':>8}{'99 %':>8}{'largest':>9}   shown, all after (s)")
    Bench(app, window).run(project)
    window.studio.document.undo_stack.setClean()
    window.close()


class Bench:
    """The rows of the table."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        self._app, self._window, self._lateness = app, window, Lateness()

    def run(self, project: Project) -> None:
        """Open the picture and do to it what people do."""
        document, player = self._window.studio.document, self._window.studio.player
        self._wait("worker idle, small picture")
        memory = Memory()
        self._edit("opened", lambda: document.replace(project, None))
        self._wait("worker idle, large picture")
        for activation in ("tanh", "relu"):
            self._edit(
                f"all anew, {activation}", lambda to=activation: document.set_setting("activation", to)
            )
        with repeated(lambda: player.go_to(player.index + 997)):
            self._edit(
                "all anew while the window walks", lambda: document.set_setting("activation", "linear")
            )
        document.begin_stroke("bench")
        places = itertools.count()
        with repeated(lambda: dab(document, next(places))):
            self._wait("a brush of 5×5 cells, 60 Hz")
        document.end_stroke()
        if self._window.studio.results.is_computing:
            self._edit("exactly, after the stroke", lambda: None)
        most, maps = memory.stop(), project.input.nbytes // 3 * len(project.layers[0].weights[1])
        print(
            f"\n{most / MIB:.0f} MiB more than before it was opened; the picture itself, made before, has "
            f"{project.input.nbytes / MIB:.0f}, all its maps {maps / MIB:.0f}"
        )

    def _wait(self, name: str) -> None:
        end = time.perf_counter() + IDLE
        report(name, self._lateness.during(self._app, lambda: time.perf_counter() > end))

    def _edit(self, name: str, edit: Callable[[], object]) -> None:
        done = Pass(self._window, edit)
        late = self._lateness.during(self._app, done.is_over)
        report(name, late, f"{done.shown:9.2f}{done.done:8.2f}")


@contextmanager
def repeated(action: Callable[[], object]) -> Iterator[None]:
    """Do something 60 times a second meanwhile."""
    timer = QTimer()
    timer.timeout.connect(action)
    timer.start(16)
    yield
    timer.stop()


def dab(document: Document, number: int) -> None:
    """Paint 5×5 cells somewhere."""
    row, col = 20 + number * 7 % 300, 20 + number * 3 % 300
    document.paint([(row + down, col + right) for down in range(5) for right in range(5)], 0.5)


def large_project(side: int, filters: int) -> Project:
    """A picture of noise and a layer with random weights."""
    layer = Conv2D(filters, 3, padding="same", activation="relu", seed=1)
    layer.build((None, side, side, 3))
    config = {"filters": filters, "kernel_size": (3, 3), "padding": "same", "activation": "relu"}
    picture = np.random.default_rng(1).random((side, side, 3), np.float32)
    return Project(picture, (LayerPart("Conv2D", config, tuple(layer.get_weights())),), look="photo")


def report(name: str, late: list[float], rest: str = "") -> None:
    """One row."""
    median, most, largest = np.percentile(late, [50, 99, 100])
    print(f"{name:36}{median:8.2f}{most:8.2f}{largest:9.1f}{rest}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
