"""Pictures and films of what is on screen, as files."""

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox

from convstudio.model.studio import Studio
from convstudio.views.actions import make_action


class ExportActions(QObject):
    """Asks for a file; what is written depends on the chosen kind."""

    def __init__(self, studio: Studio, window: QMainWindow) -> None:
        super().__init__(window)
        self._studio, self._window = studio, window
        self._last = ""
        self.export = make_action(self, "export", self.tr("&Export…"), self.ask)

    def kinds(self) -> dict[str, str]:
        """The kinds of file, each with the name filter that chooses it."""
        return {
            "figure": self.tr("Figure of this step ({list})").format(list="*.png"),
            "walk": self.tr("Film of the walk ({list})").format(list="*.gif"),
            "window": self.tr("Picture of the window ({list})").format(list="*.window.png"),
            "drawing": self.tr("Drawing of the window ({list})").format(list="*.svg"),
        }

    def ask(self) -> None:
        """Ask for the file and write it."""
        kinds = self.kinds()
        folder = self._studio.settings.folder
        chosen = kinds.get(self._last, kinds["figure"])
        path, kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Export"), folder, ";;".join(kinds.values()), chosen
        )
        if path:
            self.write(path, next(name for name, text in kinds.items() if text == kind))

    def write(self, path: str, kind: str) -> bool:
        """Write a file of one of `kinds`; says why where it cannot."""
        self._last = kind
        suffix = {"walk": ".gif", "drawing": ".svg"}.get(kind, ".png")
        path = path if path.lower().endswith(suffix) else path + suffix
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._write(path, kind)
        except (OSError, ValueError) as error:
            QApplication.restoreOverrideCursor()
            text = self.tr("{name} was not written.").format(name=Path(path).name)
            QMessageBox.warning(self._window, self.tr("Convolution Studio"), f"{text}\n{error}")
            return False
        QApplication.restoreOverrideCursor()
        self._studio.settings.folder = str(Path(path).resolve().parent)
        self._window.statusBar().showMessage(self.tr("Written: {path}").format(path=path), 5000)
        return True

    def _write(self, path: str, kind: str) -> None:
        # Only now: they and Pillow would take time at every start.
        from convstudio.views.figure import map_image
        from convstudio.views.map_sheet import save_picture
        from convstudio.views.walk_gif import write_walk

        player = self._studio.player
        project = self._studio.document.snapshot(player.index)
        if kind == "walk":
            write_walk(project, path)
        elif kind == "drawing":
            draw_window(self._window, path)
        elif kind == "window":
            save_picture(self._window.grab().toImage(), path)
        elif player.step is not None:
            step = player.step
            picture = map_image(project, step.filter, (step.row, step.col))
            save_picture(picture, path)


def draw_window(window: QMainWindow, path: str) -> None:
    """Write the window as a vector drawing."""
    generator = QSvgGenerator()
    generator.setFileName(path)
    generator.setSize(window.size())
    generator.setViewBox(window.rect())
    generator.setTitle(window.windowTitle().replace("[*]", ""))
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError(f"{path} cannot be written")
    window.render(painter, QPoint())
    painter.end()
