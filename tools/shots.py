"""Draws the README's pictures of the window: the program itself, on project files of resources/examples.

Usage: python tools/shots.py [FOLDER]      (docs/images by default)
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from convstudio.app import make_window
from convstudio.model.settings import Settings
from convstudio.model.tracing import Spot
from convstudio.views.network_view import NetworkView
from convstudio.views.view_tabs import NETWORK

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1440, 900)


class Shot(NamedTuple):
    """One picture: an example in one theme at one step, counted from 1, or a traced cell of a network."""

    name: str
    example: str
    theme: str
    step: int = 1
    traced: Spot | None = None
    filters: int = 0  # as many filters, the new ones from random weights, and a gallery with room for them


SHOTS = (
    Shot("window-light", "vertical-line", "light", 15),
    Shot("window-dark", "vertical-line", "dark", 15),
    Shot("one-dimension", "bump", "light", 3),
    Shot("colour-picture", "sign", "light", 300),
    Shot("gallery", "sign", "light", 300, filters=64),
    Shot("network-view", "lenet", "light", traced=Spot(3, 4, 5, 7)),
)


def draw(shot: Shot, folder: Path) -> Path:
    """Opens the example as a person does, walks to the step, and saves what the window shows."""
    settings = Settings()
    settings.theme = shot.theme
    settings.save()
    (path,) = (ROOT / "resources").glob(f"*/{shot.example}.convstudio")
    window = make_window(str(path))
    window.resize(*SIZE)
    window.show()
    QApplication.processEvents()
    window.studio.player.go_to(shot.step - 1)
    if shot.filters:
        window.studio.document.set_setting("filters", shot.filters)
        below = [window.arithmetic_dock, window.gallery_dock]
        window.resizeDocks(below, [120, 300], Qt.Orientation.Vertical)
    if shot.traced is not None:
        window.tabs.show_view(NETWORK)
        QApplication.processEvents()
        network = window.tabs.network
        assert isinstance(network, NetworkView)
        network.choose(shot.traced)
    for _ in range(5):
        QApplication.processEvents()
    path = folder / f"{shot.name}.png"
    if not window.grab().save(str(path), "PNG", 0):  # as small as it gets
        raise OSError(f"{path} could not be written")
    window.studio.document.undo_stack.setClean()  # nothing that anybody would want to save
    window.close()
    return path


def main(arguments: list[str]) -> int:
    """Draws every picture; settings of the person who runs it are neither read nor written."""
    folder = Path(arguments[0]) if arguments else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["convstudio"])
    with tempfile.TemporaryDirectory() as own:
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(QSettings.Format.IniFormat, scope, own)
        for shot in SHOTS:
            print(os.path.relpath(draw(shot, folder)))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
