"""Makes the parts, introduces them to each other, and runs the window."""

import logging
import sys
from dataclasses import fields
from functools import partial

from PySide6.QtWidgets import QApplication, QMessageBox

from convstudio import __version__
from convstudio.files.recovery import RecoveryFile
from convstudio.files.resources import examples, load_example
from convstudio.model.document import Document
from convstudio.model.examiner import Examiner
from convstudio.model.player import Player
from convstudio.model.predict import Predict
from convstudio.model.recovery import Recovery
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.settings import Settings
from convstudio.model.studio import Studio
from convstudio.model.trainer import Trainer
from convstudio.views.main_window import MainWindow
from convstudio.views.preload import Preload
from convstudio.views.view_actions import show_theme

MIB = 1 << 20
SPARE = 1 / 8  # of what maps may take: the most for a copy of the input, made for the first stroke on it
log = logging.getLogger(__name__)


def make_studio() -> Studio:
    """The parts behind the window, with the first example open."""
    settings = Settings()
    map_memory = settings.map_memory * MIB
    document = Document(load_example(examples()[0].id), spare_memory=map_memory * SPARE)
    results = Results(document, map_memory=map_memory)
    player = Player(document, results)
    player.set_speed(settings.speed)
    predict = Predict(document, results, player)
    trainer = Trainer(document, results, settings.timeline_memory * MIB)
    examiner = Examiner(document, results, trainer)
    return Studio(document, results, player, predict, Selection(results), settings, trainer, examiner)


def make_window(path: str | None = None) -> MainWindow:
    """Build everything on the existing QApplication; `path` is a project, a picture or a grid to open."""
    studio = make_studio()
    show_theme(studio.settings.theme)
    studio.settings.changed.connect(partial(_follow_setting, studio))
    window = MainWindow(studio)
    for part in fields(studio):
        getattr(studio, part.name).setParent(window)
    window.closed.connect(studio.examiner.close)
    window.closed.connect(studio.trainer.close)
    window.closed.connect(studio.results.close)
    if path is not None:
        window.files.open(path)
    return window


def _follow_setting(studio: Studio, name: str) -> None:
    """What takes memory follows its limit at once."""
    memory = studio.settings.map_memory * MIB
    if name == "map_memory":
        studio.results.set_map_memory(memory)
        studio.document.set_spare_memory(memory * SPARE)
    elif name == "timeline_memory":
        studio.trainer.set_memory(studio.settings.timeline_memory * MIB)


def main(path: str | None = None) -> int:
    """Run the program until its window closes; returns the exit code of the process."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Convolution Studio")
    app.setApplicationVersion(__version__)
    window = make_window(path)
    window.show()
    keep_unsaved_work(window)
    Preload(window)
    return app.exec()


def keep_unsaved_work(window: MainWindow) -> None:
    """Offer what a crash left behind, once, and from now on keep what is not saved."""
    studio = window.studio
    try:
        file = RecoveryFile(studio.settings.home)
    except OSError as error:
        log.warning("unsaved work is not kept: %s", error)
        return
    recovery = Recovery(studio.document, file, lambda: studio.document.snapshot(studio.player.index), window)
    recovery.failed.connect(lambda reason: window.statusBar().showMessage(reason, 10_000))
    window.closed.connect(recovery.close)
    if recovery.found() is None:
        return
    text = window.tr("The program ended unexpectedly. Work that was not saved was kept. Open it?")
    if QMessageBox.question(window, window.tr("Unsaved work"), text) == QMessageBox.StandardButton.Yes:
        recovery.restore()
    else:
        recovery.forget()
