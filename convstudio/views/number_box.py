"""A field for any number, written as people write it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from convstudio.engine.digits import format_value
from convstudio.files.number import parse_number


class NumberBox(QDoubleSpinBox):
    """Takes 1/9, 1e-3 and -.5; what is no number is not taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-1e9, 1e9)
        self.setDecimals(9)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance("-0.00000") + 32)

    def minimumSizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance("-0.00") + 32  # less than its range
        return QSize(width, super().minimumSizeHint().height())

    def textFromValue(self, value: float) -> str:
        return format_value(value)

    def valueFromText(self, text: str) -> float:
        return parse_number(text)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        try:
            parse_number(text)
        except ValueError:
            return QValidator.State.Intermediate, text, place
        else:
            return QValidator.State.Acceptable, text, place
