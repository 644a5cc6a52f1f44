"""Makes the parts, introduces them to each other, and runs the window."""

import sys

from PySide6.QtWidgets import QApplication

from convstudio import __version__
from convstudio.files.resources import examples, load_example
from convstudio.model.document import Document
from convstudio.model.player import Player
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.settings import Settings
from convstudio.model.studio import Studio
from convstudio.views.main_window import MainWindow
from convstudio.views.view_actions import show_theme


def make_studio() -> Studio:
    """The parts behind the window, with the first example open."""
    settings = Settings()
    document = Document(load_example(examples()[0].id))
    results = Results(document)
    player = Player(document, results)
    player.set_speed(settings.speed)
    return Studio(document, results, player, Selection(results), settings)


def make_window(path: str | None = None) -> MainWindow:
    """Build everything on the existing QApplication; `path` is a project, a picture or a grid to open."""
    studio = make_studio()
    show_theme(studio.settings.theme)
    window = MainWindow(studio)
    for part in (studio.document, studio.results, studio.player, studio.selection, studio.settings):
        part.setParent(window)
    if path is not None:
        window.files.open(path)
    return window


def main(path: str | None = None) -> int:
    """Run the program until its window closes; returns the exit code of the process."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Convolution Studio")
    app.setApplicationVersion(__version__)
    window = make_window(path)
    recovery = Recovery(window.studio.document, window.studio.player, window.studio.settings, window)
    window.closed.connect(recovery.close)
    window.closed.connect(window.studio.results.close)
    window.show()
    offer_recovery(window, recovery)
    return app.exec()


def offer_recovery(window: MainWindow, recovery: Recovery) -> None:
    """After a crash, offer what was not saved, once."""
