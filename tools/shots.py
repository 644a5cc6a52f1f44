"""Draws the README's pictures of the window: the program itself, on project files of resources/examples.

Usage: python tools/shots.py [FOLDER]      (docs/images by default)
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QSettings, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.app import make_window
from convstudio.files.export_source import ExportSource
from convstudio.files.project import load_project
from convstudio.files.tasks import task_named
from convstudio.model.backward_look import Side
from convstudio.model.machine import TrainingState
from convstudio.model.settings import Settings
from convstudio.model.tracing import Spot
from convstudio.views.code_panel import CodePanel
from convstudio.views.export_dialog import ExportDialog
from convstudio.views.exporting import Order, export
from convstudio.views.gradient_view import GradientView
from convstudio.views.import_dialog import ImportDialog
from convstudio.views.main_window import MainWindow
from convstudio.views.network_view import NetworkView
from convstudio.views.training_panel import TrainingPanel
from convstudio.views.truth_panel import TruthPanel
from convstudio.views.view_tabs import BACKWARD, NETWORK

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1440, 900)


Prepare = Callable[[MainWindow], QWidget | None]


class Shot(NamedTuple):
    """One picture: an example in one theme, and what a person does there before it is taken.

    `prepare` gives the dialog that it is a picture of, or None for the window.
    """

    name: str
    example: str
    theme: str
    prepare: Prepare


def step(number: int) -> Prepare:
    """Walk to a step, counted from 1."""
    return lambda window: window.studio.player.go_to(number - 1)


def many_filters(window: MainWindow) -> None:
    """64 filters, the new ones from random weights, and a gallery with room for them."""
    step(300)(window)
    window.studio.document.set_setting("filters", 64)
    below = [window.arithmetic_dock, window.gallery_dock]
    window.resizeDocks(below, [120, 300], Qt.Orientation.Vertical)


def traced_cell(window: MainWindow) -> None:
    """A cell of the last convolution, and what it sees."""
    window.tabs.show_view(NETWORK)
    QApplication.processEvents()
    network = window.tabs.network
    assert isinstance(network, NetworkView)
    network.choose(Spot(3, 4, 5, 7))


def training(epochs: int) -> Prepare:
    """The digits after so many epochs."""

    def prepare(window: MainWindow) -> None:
        trainer = window.studio.trainer
        window.training_dock.open()
        panel = window.training_dock.panel()
        assert isinstance(panel, TrainingPanel)
        panel.tasks.open_task(task_named("digits"))
        for _ in range(epochs):
            trainer.train_epoch()
            wait(lambda: trainer.state is not TrainingState.RUNNING)
        wait_for_a_moment()

    return prepare


def backward(side: Side, row: int, col: int, weight: tuple[int, int] = (0, 0)) -> Prepare:
    """The walk backwards at a place of the errors or of the input, with the finite difference there."""

    def prepare(window: MainWindow) -> None:
        window.tabs.show_view(BACKWARD)
        page = window.tabs.made(BACKWARD)
        assert isinstance(page, GradientView)
        walk = page.backward
        wait(lambda: walk.numbers is not None)
        walk.set_look(side=side)
        walk.choose_weight(*weight)
        walk.go_to_place(row, col)
        wait(lambda: walk.difference() is not None)
        wait_for_a_moment()

    return prepare


def import_dialog(window: MainWindow) -> QWidget:
    """What is inside of a model that PyTorch wrote."""
    window.files.import_model(str(ROOT / "tests" / "cases" / "models" / "torch_digits.pt"))
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    wait(lambda: dialog.tree.topLevelItemCount() > 0)
    wait_for_a_moment()
    return dialog


def code(window: MainWindow) -> None:
    """The stack in PyTorch, in a panel with room for it."""
    panel = opened(window, "code_dock", 560)
    assert isinstance(panel, CodePanel)
    panel.language_box.setCurrentIndex(panel.language_box.findData("pytorch"))
    panel.scope_box.setCurrentIndex(1)
    wait(lambda: "nn.Sequential" in panel.view.toPlainText() and not panel.writer.is_busy)
    panel.view.find("model = nn.Sequential")
    panel.view.moveCursor(QTextCursor.MoveOperation.StartOfLine)
    panel.view.verticalScrollBar().setValue(panel.view.textCursor().blockNumber() - 2)


def truth(window: MainWindow) -> None:
    """An even window with the odd cell of its padding on other sides."""
    window.studio.document.set_setting("kernel_size", (2, 2))
    window.studio.document.set_setting("padding", "same")
    panel = opened(window, "truth_dock", 420)
    assert isinstance(panel, TruthPanel)
    wait(lambda: not panel.is_busy)
    wait_for_a_moment()


def opened(window: MainWindow, name: str, width: int) -> QWidget:
    """The panel of a dock, so many pixels wide."""
    (dock,) = (dock for dock in window.late_docks if dock.objectName() == name)
    dock.open()
    window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    return dock.panel()


def export_dialog(window: MainWindow) -> QWidget:
    """The film of a walk, with its length and about its size."""
    window.studio.settings.export_what = "walk"
    window.exports.ask()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    wait_for_a_moment()
    wait(lambda: not dialog.work.is_busy)
    return dialog


SHOTS = (
    Shot("window-light", "vertical-line", "light", step(15)),
    Shot("window-dark", "vertical-line", "dark", step(15)),
    Shot("one-dimension", "bump", "light", step(3)),
    Shot("colour-picture", "sign", "light", step(300)),
    Shot("gallery", "sign", "light", many_filters),
    Shot("network-view", "lenet", "light", traced_cell),
    Shot("training-start", "vertical-line", "light", training(0)),
    Shot("training-end", "vertical-line", "light", training(15)),
    Shot("gradient-walk", "vertical-line", "light", backward(Side.WEIGHTS, 2, 2, (0, 1))),
    Shot("gradient-by-input", "lenet", "light", backward(Side.INPUT, 14, 12)),
    Shot("import", "vertical-line", "light", import_dialog),
    Shot("code", "lenet", "light", code),
    Shot("truth", "vertical-line", "light", truth),
    Shot("export", "sign", "light", export_dialog),
)
EXPORTS = (  # files as the program exports them: name, example, and what is ordered
    ("figure.png", "sign", Order("stage", 2, (10, 12), scale=1.5)),
    ("walk.gif", "vertical-line", Order("walk", scale=0.75)),
)


def wait(until: Callable[[], bool], most: float = 60) -> None:
    """Let the program go on until something is so. Raises TimeoutError after `most` seconds."""
    end = time.monotonic() + most
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("what the picture is of did not come")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def wait_for_a_moment() -> None:
    """Long enough for what is drawn a little later."""
    end = time.monotonic() + 0.5
    wait(lambda: time.monotonic() > end)


def draw(shot: Shot, folder: Path) -> Path:
    """Opens the example as a person does, prepares, and saves what the window shows."""
    settings = Settings()
    settings.theme = shot.theme
    settings.save()
    (path,) = (ROOT / "resources").glob(f"*/{shot.example}.convstudio")
    window = make_window(str(path))
    window.resize(*SIZE)
    window.show()
    QApplication.processEvents()
    shown = shot.prepare(window) or window
    for _ in range(5):
        QApplication.processEvents()
    path = folder / f"{shot.name}.png"
    if not shown.grab().save(str(path), "PNG", 0):  # as small as it gets
        raise OSError(f"{path} could not be written")
    window.studio.trainer.stop()
    window.studio.document.undo_stack.setClean()  # nothing that anybody would want to save
    window.close()
    return path


def exported(name: str, example: str, order: Order, folder: Path) -> Path:
    """What the program writes of an example."""
    (path,) = (ROOT / "resources").glob(f"*/{example}.convstudio")
    export(ExportSource(load_project(path)), order, folder / name)
    return folder / name


def main(arguments: list[str]) -> int:
    """Draws every picture; settings of the person who runs it are neither read nor written."""
    folder = Path(arguments[0]) if arguments else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["convstudio"])
    for shot in SHOTS:
        with tempfile.TemporaryDirectory() as own:  # no picture inherits where another left its panels
            for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
                QSettings.setPath(QSettings.Format.IniFormat, scope, own)
            print(os.path.relpath(draw(shot, folder)))
    for name, example, order in EXPORTS:
        print(os.path.relpath(exported(name, example, order, folder)))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
