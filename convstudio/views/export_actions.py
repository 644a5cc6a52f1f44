"""Opening the export."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from convstudio.views.actions import make_action

if TYPE_CHECKING:
    from convstudio.views.main_window import MainWindow


class ExportActions(QObject):
    """One action: a dialog chooses the rest."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.export = make_action(self, "export", self.tr("&Export…"), self.ask)

    def ask(self) -> None:
        """Open the dialog, unless it is open."""
        from convstudio.views.export_dialog import ExportDialog  # Pillow would take time at every start

        if self._window.findChild(ExportDialog) is None:
            dialog = ExportDialog(self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
