"""What a step and a brush move cost in the window: computing, and repainting what they change.

Offscreen, on a 64×64 input with its numbers in sight. Each row is the time from the gesture until the
event loop has nothing left to paint; the last one repaints everything.
"""

import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from convstudio.app import make_window
from convstudio.views.main_window import MainWindow

SIDE, ROUNDS, GOAL = 64, 300, 16.0


def main() -> None:
    """Print a table of milliseconds."""
    import tempfile

    folder = tempfile.mkdtemp()
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    app = QApplication.instance() or QApplication([])
    window = make_window()
    window.resize(3840, 2160)  # large enough for all 4,096 numbers
    window.show()
    rng = np.random.default_rng(1)
    window.studio.document.set_input(rng.random((SIDE, SIDE, 1)).astype(np.float32), "bench")
    settle(app)
    print(
        f"window, {SIDE}×{SIDE}, offscreen, "
        f"numbers in cells of {window.stage.input_panel.view.cell_pixels:.0f} px"
    )
    print(f"{'':34}{'median':>9}{'95 %':>9}{'largest':>9}  ms (goal: 95 % under {GOAL:.0f})")
    report("step", [measured(app, window.studio.player.step_forward) for _ in range(ROUNDS)])
    report("brush move of one cell", brush(app, window, 1))
    report("brush move of 5×5 cells", brush(app, window, 5))
    report("full repaint of the window", [measured(app, window.repaint) for _ in range(20)])
    deep(app, window)
    window.studio.document.undo_stack.setClean()
    window.close()


def brush(app: QApplication, window: MainWindow, size: int) -> list[float]:
    """A stroke that goes to and fro over the input."""
    document = window.studio.document
    document.begin_stroke("bench")
    times = []
    for number in range(ROUNDS):
        row, col = 2 + number * 7 % (SIDE - 6), 2 + number * 3 % (SIDE - 6)
        cells = [(row + down, col + right) for down in range(size) for right in range(size)]
        value = 0.25 + (number % 3) / 4
        times.append(measured(app, lambda cells=cells, value=value: document.paint(cells, value)))
    document.end_stroke()
    settle(app)
    return times


def deep(app: QApplication, window: MainWindow) -> None:
    """A step that sums over many channels, and the gallery of as many maps as there can be."""
    document, rng = window.studio.document, np.random.default_rng(1)
    window.resize(1440, 900)
    for channels in (64, 512):
        document.set_input(rng.random((12, 12, channels)).astype(np.float32), "bench")
        window.studio.player.to_start()
        settle(app)
        steps = [measured(app, window.studio.player.step_forward) for _ in range(ROUNDS // 3)]
        report(f"step over {channels} channels", steps)
    document.set_input(rng.random((34, 34, 1)).astype(np.float32), "bench")
    document.set_setting("filters", 512)
    settle(app)
    bar = window.gallery.mosaic.verticalScrollBar()
    places = [number * 37 % max(1, bar.maximum()) for number in range(ROUNDS // 3)]
    scrolls = [measured(app, lambda place=place: bar.setValue(place)) for place in places]
    report("scroll in the gallery of 512 maps", scrolls)


def measured(app: QApplication, gesture: object) -> float:
    """Milliseconds from a gesture until everything is painted."""
    start = time.perf_counter()
    gesture()  # type: ignore[operator]
    app.processEvents()
    return (time.perf_counter() - start) * 1000


def settle(app: QApplication) -> None:
    """Let pending work finish."""
    for _ in range(50):
        app.processEvents()
        time.sleep(0.01)


def report(name: str, times: list[float]) -> None:
    """One row of the table."""
    median, late, largest = np.percentile(times, [50, 95, 100])
    print(f"{name:34}{median:9.2f}{late:9.2f}{largest:9.2f}")


if __name__ == "__main__":
    main()
