"""A picture of the whole window, taken when its maps are there."""

from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from convstudio.views.export_actions import draw_window
from convstudio.views.main_window import MainWindow
from convstudio.views.map_sheet import save_picture

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
        if path.suffix.lower() == ".svg":
            draw_window(window, str(path))
        else:
            save_picture(window.grab().toImage(), path)
    finally:
        window.close()
