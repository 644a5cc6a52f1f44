"""Texts that end in "…" where there is no room for them, and are whole in the tooltip."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

LEAST = 8  # characters that are always in sight


class ShortLabel(QLabel):
    """One line of plain text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self._tip = ""
        self._others: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        return self._whole

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._shorten()

    def make_room_for(self, *texts: str) -> None:
        """Be as wide as the widest of these, too: nothing moves when one of them is shown."""
        self._others = texts
        self.updateGeometry()

    def setToolTip(self, text: str) -> None:
        """What is told beside the text."""
        self._tip = text
        self._shorten()

    def sizeHint(self) -> QSize:
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in (self._whole, *self._others))
        return QSize(widest + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = LEAST * self.fontMetrics().averageCharWidth()
        return QSize(min(least, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != super().text():
            super().setText(shown)
        hidden = self._whole if shown != self._whole else ""
        super().setToolTip("\n".join(filter(None, (hidden, self._tip))))


class ShortComboBox(QComboBox):
    """A choice that may have less room than its longest text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        arrow = self.sizeHint().width() - self._widest()
        return QSize(
            LEAST * self.fontMetrics().averageCharWidth() + arrow, super().minimumSizeHint().height()
        )

    def _widest(self) -> int:
        texts = [self.placeholderText(), *(self.itemText(place) for place in range(self.count()))]
        return max(self.fontMetrics().horizontalAdvance(text) for text in texts)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = self._option()
        if self.currentIndex() < 0:
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self.currentText() or self.placeholderText()
            hidden = whole if self._option().currentText != whole else ""
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, (hidden, self.toolTip()))), self)
            return True
        return super().event(event)

    def _option(self) -> QStyleOptionComboBox:
        """How it is drawn, with as much of its text as there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 2
        text = self.currentText() or self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        return option
