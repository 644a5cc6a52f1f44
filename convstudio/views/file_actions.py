"""Opening and saving: what is asked, and what is said when it cannot be done."""

import os
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from convstudio.files.inputs import Kind, file_kind, read_input
from convstudio.files.picture import picture_size
from convstudio.files.project import SUFFIX, load_project
from convstudio.files.resources import load_example
from convstudio.model.first_network import first_layers
from convstudio.model.studio import Studio
from convstudio.views.actions import make_action
from convstudio.views.picture_size_dialog import ask_size

Button = QMessageBox.StandardButton
MODELS = (".onnx", ".keras", ".h5", ".hdf5", ".pt", ".pth", ".safetensors", ".npz")


class FileActions(QObject):
    """Open, save and what belongs to it. What was open stays until the other is read whole.

    Signals:
        opened: a file or picture was opened; its name.
    """

    opened = Signal(str)

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._studio, self._window = studio, window
        texts = {
            "open": (self.tr("&Open…"), self.ask_open, "open"),
            "open_picture": (self.tr("Open &picture…"), self.ask_picture, "picture"),
            "import_model": (self.tr("&Import model or weights…"), self.ask_model, ""),
            "save": (self.tr("&Save"), self.save, "save"),
            "save_as": (self.tr("Save &as…"), self.save_as, ""),
        }
        self.all: dict[str, QAction] = {
            name: make_action(self, name, text, do, drawing) for name, (text, do, drawing) in texts.items()
        }

    # open

    def ask_open(self) -> None:
        """Ask for a project, a picture or a grid of numbers."""
        filters = ";;".join(
            (
                self.tr("All that can be opened ({list})").format(
                    list=f"*{SUFFIX} *.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff *.npy *.csv *.txt"
                ),
                self.tr("Projects ({list})").format(list=f"*{SUFFIX}"),
                self.tr("All files ({list})").format(list="*"),
            )
        )
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), self._folder(), filters)
        if path:
            self.open(path)

    def ask_picture(self) -> None:
        """Ask for a picture or a grid of numbers to be the input."""
        kinds = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff *.npy *.csv *.txt"
        filters = self.tr("Pictures and grids of numbers ({list})").format(list=kinds)
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open picture"), self._folder(), filters)
        if path:
            self.open(path)

    def ask_model(self) -> None:
        """Ask for a model or weights of another framework."""
        kinds = " ".join(f"*{end}" for end in MODELS)
        filters = self.tr("Models and weights ({list})").format(list=f"{kinds} *.npy")
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import"), self._folder(), filters)
        if path:
            self.import_model(path)

    def import_model(self, path: str) -> None:
        """Show what is in a file of weights, to choose what is taken over."""
        from convstudio.views.import_dialog import ImportDialog  # many start and never import

        self._studio.settings.folder = str(Path(path).resolve().parent)
        dialog = ImportDialog(self._studio, path, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def open(self, path: str) -> bool:
        """Open a project, take a picture or a grid as the input, or look into a model; says why it cannot."""
        if path.lower().endswith(MODELS):
            self.import_model(path)
            return True
        try:
            if path.endswith(SUFFIX) or file_kind(path) is Kind.PROJECT:
                return self._open_project(path)
            return self._open_input(path)
        except (ValueError, OSError) as error:
            self._complain(self.tr("{name} was not opened.").format(name=Path(path).name), error)
            return False

    def open_example(self, name: str) -> bool:
        """Open an example, asking for unsaved work first."""
        if not self.may_close():
            return False
        self._studio.document.replace(load_example(name), None)
        return True

    def _open_project(self, path: str) -> bool:
        project = load_project(path)
        if not self.may_close():
            return False
        self._studio.document.replace(project, path)
        self._remember(path)
        return True

    def _open_input(self, path: str) -> bool:
        size = None
        if file_kind(path) is Kind.PICTURE:
            size = ask_size(self._window, picture_size(path), self._studio.settings.picture_limit)
            if size is None:
                return False
        given = read_input(path, size)
        document, array, name = self._studio.document, given.array, Path(path).name
        if array.ndim == document.project.input.ndim:
            document.set_input(array, self.tr("Open picture"), given.look, given.rule, name)
        else:
            document.set_network(array, first_layers(array.ndim - 1), self.tr("Open input"), name)
        self._remember(path)
        return True

    # save

    def save(self) -> bool:
        """Save where the project came from; asks where there is no such place."""
        path = self._studio.document.path
        return self._save_to(path) if path else self.save_as()

    def save_as(self) -> bool:
        """Ask where to save."""
        document = self._studio.document
        suggestion = document.path or os.path.join(self._folder(), self.tr("untitled") + SUFFIX)
        filters = self.tr("Projects ({list})").format(list=f"*{SUFFIX}")
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save as"), suggestion, filters)
        if not path:
            return False
        return self._save_to(path if path.endswith(SUFFIX) else path + SUFFIX)

    def _save_to(self, path: str) -> bool:
        try:
            self._studio.document.save(path, self._studio.player.index)
        except (OSError, ValueError) as error:
            self._complain(self.tr("{name} was not saved.").format(name=Path(path).name), error)
            return False
        self._remember(path)
        return True

    def may_close(self) -> bool:
        """Ask once what to do with unsaved work; False where the person wants to stay."""
        if not self._studio.document.is_modified:
            return True
        answer = QMessageBox.question(
            self._window,
            self.tr("Unsaved work"),
            self.tr("Save the changes before they are lost?"),
            Button.Save | Button.Discard | Button.Cancel,
            Button.Save,
        )
        return answer == Button.Discard or (answer == Button.Save and self.save())

    def _complain(self, what: str, error: Exception) -> None:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        QMessageBox.warning(self._window, self.tr("Convolution Studio"), f"{what}\n{reason}")

    def _folder(self) -> str:
        return self._studio.settings.folder or QDir.homePath()

    def _remember(self, path: str) -> None:
        self._studio.settings.folder = str(Path(path).resolve().parent)
        self._studio.settings.add_recent_file(str(Path(path).resolve()))
        self.opened.emit(path)
