"""A picture of the whole window, taken when its maps are there."""

from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from convstudio.files.atomic import write_atomically
from convstudio.views.main_window import MainWindow
from convstudio.views.view_pictures import view_data

SIZE = 1440, 900


def save_window(window: MainWindow, path: Path) -> None:
    """Show a window, write what is seen as `.svg` or in a format of pixels, and close it.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no such format.
    """
    window.resize(*SIZE)
    window.show()
    while window.studio.results.is_computing:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QApplication.processEvents()
    try:
        write_atomically(path, view_data(window, path.suffix.lower()))
    finally:
        window.close()
