"""What hovering costs in the Network view: LeNet-5 on 32×32, from the mouse's move until all is painted.

Offscreen, the whole network in sight. Each row points at cells all over some layers with one of the three
pictures; the goal is one frame.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import tempfile

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.bench_window import measured, report, settle
from convstudio.app import make_window
from convstudio.files.project import LayerPart, Project
from convstudio.model.tracing import Spot
from convstudio.nn import Conv2D, Dense, Flatten, Layer, MaxPooling2D
from convstudio.nn.shapes import planar_shape
from convstudio.views.network_view import NetworkView
from convstudio.views.view_tabs import NETWORK

SIDE, ROUNDS, GOAL = 32, 200, 16.0


def main() -> None:
    """Print a table of milliseconds."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
    app = QApplication.instance() or QApplication([])
    window = make_window()
    window.studio.document.replace(lenet(), None)
    window.resize(2560, 1440)
    window.show()
    settle(app)
    print(f"network, LeNet-5 on {SIDE}×{SIDE}, offscreen")
    print(f"{'':34}{'median':>9}{'95 %':>9}{'largest':>9}  ms (goal: 95 % under {GOAL:.0f})")
    report("first look", [measured(app, lambda: window.tabs.show_view(NETWORK))])
    view = window.tabs.network
    assert isinstance(view, NetworkView)
    report("hover input cells", hover(app, view, [0]))
    for place in range(view.picture_box.count()):
        view.picture_box.setCurrentIndex(place)
        for name, levels in (("maps", [1, 2, 3, 4]), ("units", [6, 7, 8])):
            report(f"hover {name}: {view.picture_box.currentData()}", hover(app, view, levels))
    report("choose a cell", [measured(app, lambda spot=spot: view.choose(spot)) for spot in spots(view, [3])])
    report("zoom", [measured(app, lambda f=f: view.canvas.zoom(f)) for f in (1.25, 0.8) * 20])
    window.studio.document.undo_stack.setClean()
    window.close()


def lenet() -> Project:
    """LeNet-5 with rectified units and maxima, weights at random."""
    layers: list[Layer] = [
        Conv2D(6, 5, activation="relu", seed=1),
        MaxPooling2D(2),
        Conv2D(16, 5, activation="relu", seed=2),
        MaxPooling2D(2),
        Flatten(),
        Dense(120, activation="relu", seed=3),
        Dense(84, activation="relu", seed=4),
        Dense(10, seed=5),
    ]
    x = np.random.default_rng(0).random((SIDE, SIDE, 1)).astype(np.float32)
    parts, shape = [], x.shape
    for layer in layers:
        layer.build((None, *shape))
        shape = layer.output_shape_for(shape)
        parts.append(LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights())))
    return Project(x, tuple(parts), title="LeNet-5")


def spots(view: NetworkView, levels: list[int]) -> list[Spot]:
    """Cells all over some levels, each another one than before."""
    random = np.random.default_rng(2)
    found = []
    for number in range(ROUNDS):
        level = levels[number % len(levels)]
        sizes = planar_shape(view.tracing.trace.shapes[level])
        row, col, channel = (int(random.integers(size)) for size in sizes)
        found.append(Spot(level, row, col, channel))
    return found


def hover(app: QApplication, view: NetworkView, levels: list[int]) -> list[float]:
    """Move the mouse from cell to cell, as X would."""
    canvas = view.canvas
    times = []
    for spot in spots(view, levels):
        canvas.reveal(spot)
        app.processEvents()
        point = canvas.spot_rect(spot).center()
        times.append(measured(app, lambda point=point: move(canvas.viewport(), point)))
    return times


def move(target: QWidget, point: QPoint) -> None:
    """A mouse move without a button."""
    place, none = QPointF(point), Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, target.mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(target, event)


if __name__ == "__main__":
    main()
