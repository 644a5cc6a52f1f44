"""Layers pasted as code of Keras or PyTorch: one undo, or one sentence on why not."""

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMessageBox, QWidget

from convstudio.files.layer_code.paste import layers_in
from convstudio.model.fitting import shape_before
from convstudio.model.studio import Studio

SECONDS = 10  # that notes stay in the status bar


def _tr(text: str) -> str:
    return QCoreApplication.translate("layer_paste", text)


def paste_layers(studio: Studio, window: QObject | None) -> None:
    """Put the layers on the clipboard behind the active one; says what was wrong, and where."""
    document = studio.document
    place = document.active_layer + 1
    try:
        pasted = layers_in(QGuiApplication.clipboard().text(), shape_before(document.project, place))
        count = len(pasted.layers)
        text = _tr("Paste {count} layers").format(count=count) if count > 1 else _tr("Paste a layer")
        document.add_layers(pasted.layers, place, text)
    except ValueError as error:
        parent = window if isinstance(window, QWidget) else None
        said = _tr("No layers were pasted.")
        QMessageBox.warning(parent, _tr("Paste layers"), f"{said}\n{error}")
        return
    if pasted.notes and isinstance(window, QMainWindow):
        window.statusBar().showMessage("; ".join(pasted.notes), SECONDS * 1000)
