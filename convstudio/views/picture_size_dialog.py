"""Asks in what size a large picture is taken; a small one is taken as it is."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

Size = tuple[int, int]


def _tr(text: str) -> str:
    return QCoreApplication.translate("picture_size", text)


def within(size: Size, limit: int) -> Size:
    """The size (width, height) made smaller until its longer side has `limit` cells; proportions stay."""
    factor = min(1.0, limit / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


class PictureSizeDialog(QDialog):
    """A choice between the whole picture and a smaller copy of all of it; nothing is cut off."""

    def __init__(self, size: Size, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_size_dialog")
        self.setWindowTitle(_tr("Size of the picture"))
        text = _tr("The picture has {width} × {height} pixels. Each becomes a cell of the input.")
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(text.format(width=size[0], height=size[1])))
        self._choices = QButtonGroup(self)
        self.sizes = [within(size, limit), size]
        words = [_tr("Make it smaller: {width} × {height}"), _tr("Keep every pixel: {width} × {height}")]
        for number, (choice, word) in enumerate(zip(self.sizes, words, strict=True)):
            button = QRadioButton(word.format(width=choice[0], height=choice[1]))
            button.setChecked(number == 0)
            self._choices.addButton(button, number)
            layout.addWidget(button)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def chosen(self) -> Size:
        """The chosen width and height."""
        return self.sizes[self._choices.checkedId()]


def ask_size(parent: QWidget, size: Size, limit: int) -> Size | None:
    """The size to read a picture in; None where the person changed their mind."""
    if max(size) <= limit:
        return size
    dialog = PictureSizeDialog(size, limit, parent)
    return dialog.chosen() if dialog.exec() == QDialog.DialogCode.Accepted else None
