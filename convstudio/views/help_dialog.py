"""What mouse and keys do, and what this program is."""

from html import escape

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from convstudio import __version__
from convstudio.views.actions import shortcuts


def _tr(text: str) -> str:
    return QCoreApplication.translate("help", text)


def gestures() -> list[tuple[str, str]]:
    """What a person does, and what happens."""
    return [
        (_tr("Left drag on the input"), _tr("paints with the brush's value; one stroke is one undo")),
        (_tr("Right drag on the input"), _tr("erases")),
        (_tr("Shift + drag"), _tr("draws a straight line")),
        (_tr("Ctrl + click, P"), _tr("picks the value of a cell for the brush")),
        (_tr("Digits, F2"), _tr("type a value into the current cell of the input")),
        (_tr("Arrows, Shift + arrows, Enter, Delete"), _tr("move, select, paint and erase in the input")),
        (_tr("Shift + F10"), _tr("opens the menu of the input, of the map or of a layer")),
        (_tr("Drag a layer in the strip"), _tr("puts it somewhere else; Left and Right look at another")),
        (_tr("Click or drag on the map"), _tr("moves the window there")),
        (_tr("Wheel on the map, Left, Right, Home, End, Space"), _tr("step, jump, play")),
        (_tr("Ctrl + wheel, Ctrl + plus, Ctrl + minus, middle drag"), _tr("zoom and pan")),
        (_tr("Click, double click in the Network"), _tr("chooses a cell; shows it on the Stage")),
        (
            _tr("Arrows, Page Up, Page Down, Tab in the Network"),
            _tr("another cell, map, layer; Enter shows it"),
        ),
        (_tr("Click, arrows on the gradient in Backward"), _tr("choose the weight that is told in full")),
        (_tr("Left drag, right drag on the target in Backward"), _tr("draw what should come out, erase it")),
        (_tr("Ctrl + click, Shift + click, Space in the gallery"), _tr("pick maps, to see them together")),
        (_tr("Delete in the gallery"), _tr("deletes the filter of the map; the + adds one")),
        (_tr("Mouse over a cell or a weight"), _tr("lights up what belongs to it")),
        (_tr("Double click on a weight, digits"), _tr("edit it; 1/9, 1e-3 and -.5 are numbers")),
    ]


def help_html(window: QWidget) -> str:
    """Two tables: gestures, and the keys of all actions."""
    actions = window.findChildren(QAction)
    names = {action.objectName(): action.text().replace("&", "").rstrip("…") for action in actions}
    rows = "".join(
        f"<tr><td><b>{escape(a)}</b>&nbsp;&nbsp;</td><td>{escape(b)}</td></tr>" for a, b in gestures()
    )
    keys = "".join(
        f"<tr><td><b>{escape(key)}</b>&nbsp;&nbsp;</td><td>{escape(names[name])}</td></tr>"
        for name, key in shortcuts().items()
        if name in names
    )
    return (
        f"<h3>{_tr('Mouse')}</h3><table cellspacing='4'>{rows}</table>"
        f"<h3>{_tr('Keys')}</h3><table cellspacing='4'>{keys}</table>"
    )


def show_help(window: QWidget) -> None:
    """Open the page on mouse and keys."""
    dialog = QDialog(window)
    dialog.setObjectName("help_dialog")
    dialog.setWindowTitle(_tr("Mouse and keys"))
    page = QTextBrowser()
    page.setHtml(help_html(window))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(640, 620)
    dialog.open()


def show_about(window: QWidget) -> None:
    """Say what this is."""
    text = _tr(
        "Convolution Studio {version}\n\nSee, try and understand convolutional layers, "
        "with numbers that can be trusted.\n\nMIT licence."
    )
    QMessageBox.about(window, _tr("About Convolution Studio"), text.format(version=__version__))
