"""How a weight is painted in the table: its colour, its number, and what the mouse links to it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convstudio.engine.digits import format_value
from convstudio.views.colors import Scale, palettes
from convstudio.views.labels import SMALLEST_PIXELS, bare
from convstudio.views.theme import current_theme

TEXT_SHARE = 0.34  # height of a number, as a part of the width of its cell, at most
Index = QModelIndex | QPersistentModelIndex


class WeightDelegate(QStyledItemDelegate):
    """Fills and draws by itself: several times faster than asking the model for each role."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = Scale(-1, 1, palettes()["red-blue"])
        self.linked: frozenset[tuple[int, int]] = frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        value = float(index.data(Qt.ItemDataRole.EditRole))
        entry = int(self.scale.entries(_array(value))[0])
        theme = current_theme()
        painter.fillRect(area, QColor.fromRgb(int(self.scale.palette.table[entry])))
        painter.setPen(QColor("#ffffff" if self.scale.palette.dark[entry] else "#10161d"))
        painter.setFont(fitting_font(option.font, area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, weight_text(value, area.width(), painter))
        frame = None
        state = option.state
        if (index.row(), index.column()) in self.linked:
            frame = theme.link
        elif state & QStyle.StateFlag.State_HasFocus or state & QStyle.StateFlag.State_Selected:
            frame = theme.accent
        if frame:
            painter.setPen(QPen(QColor(frame), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setAccessibleName(self.tr("Weight"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(format_value(float(index.data(Qt.ItemDataRole.EditRole)), 9))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        wide = max(area.width(), editor.fontMetrics().horizontalAdvance("-0.000000") + 10)
        editor.setGeometry(area.x(), area.y(), wide, area.height())


def weight_text(value: float, width: int, painter: QPainter) -> str:
    """A weight as people write it ("1.0", "0.125"), with as many digits as fit; ".05" before none does."""
    metrics = painter.fontMetrics()
    for digits in (4, 3, 2, 1):
        text = format_value(value, digits)
        text += ".0" if text.lstrip("-").isdigit() and len(text) < 4 else ""
        for form in (text, bare(text)):
            if metrics.horizontalAdvance(form) <= width - 4:
                return form
    return "…"


def fitting_font(font: QFont, width: int) -> QFont:
    """The font, smaller where the cell is: a number tells more than large dots."""
    size = max(SMALLEST_PIXELS, round(width * TEXT_SHARE))
    if QFontInfo(font).pixelSize() <= size:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(size)
    return smaller


def _array(value: float) -> NDArray[np.float64]:
    return np.array([value])
